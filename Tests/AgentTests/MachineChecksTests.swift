//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerEngine
import Testing

@testable import Agent

@Suite struct MachineChecksTests {
    @Test(arguments: [("1.39", true), ("1.40", false), ("1.52", false), ("2.0", false), ("", true)])
    func refusesOldEngines(_ api: String, _ isRefused: Bool) throws {
        let version: EngineVersion = try Fixtures.decode(#"{"Version":"x","ApiVersion":"\#(api)"}"#)
        #expect((MachineChecks.refusal(version) != nil) == isRefused)
    }

    @Test func warnsOfTheKernelsSettings() {
        let files = ["/proc/sys/net/ipv4/ip_forward": "0\n", "/proc/sys/net/ipv4/conf/all/rp_filter": "1\n"]
        #expect(MachineChecks.kernelWarnings { files[$0] }.count == 2)
        #expect(MachineChecks.kernelWarnings { _ in "2\n" }.isEmpty)
        #expect(MachineChecks.kernelWarnings { _ in nil }.isEmpty)
    }

    @Test func warnsOfTheEnginesSettings() throws {
        var info: EngineInfo = try Fixtures.decode(Fixtures.info)
        #expect(MachineChecks.engineWarnings(info).isEmpty)
        info.isLiveRestoreEnabled = true
        info.limitsMemory = false
        info.limitsCPU = false
        #expect(MachineChecks.engineWarnings(info).count == 3)
    }
}
