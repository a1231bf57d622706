//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import Server

@Suite struct ServerSettingsTests {
    private func settings(_ variables: [String: String] = [:], _ text: String?) throws -> ServerSettings {
        try ServerSettings(variables: variables) { $0 == "/etc/gantry/gantry.yml" ? text : nil }
    }

    @Test func aFlagGoesBeforeAVariableBeforeTheFile() throws {
        let text = """
            data-dir: /file
            api-address: 127.0.0.1:1
            log-level: debug
            loss-after: 5
            reschedule-after: 0
            """
        let settings = try settings(["GANTRY_DATA_DIR": "/variable", "GANTRY_API_ADDRESS": "127.0.0.1:2"], text)
        #expect(settings.text("/flag", "data-dir") == "/flag")
        #expect(settings.text(nil, "data-dir") == "/variable")
        #expect(settings.text(nil, "api-address") == "127.0.0.1:2")
        #expect(settings.text(nil, "log-level") == "debug")
        #expect(settings.text(nil, "loss-after") == "5")
        #expect(settings.text(nil, "reschedule-after") == "0")
        #expect(settings.text(nil, "agent-binary") == nil)
    }

    @Test func hostsAreLists() throws {
        let settings = try settings([:], "advertise-host: [a.test, 10.0.0.1]")
        #expect(settings.list([], "advertise-host") == ["a.test", "10.0.0.1"])
        #expect(settings.list(["b"], "advertise-host") == ["b"])
        let variables = try self.settings(["GANTRY_ADVERTISE_HOST": "x , y"], nil)
        #expect(variables.list([], "advertise-host") == ["x", "y"])
    }

    @Test(arguments: [
        ("data-dri: /x", "/etc/gantry/gantry.yml:1: data-dri: is no setting of the server; there are advertise-host"),
        ("log-level: info\ndata-dir: [a]", "/etc/gantry/gantry.yml:2: data-dir: takes a plain value"),
        ("- a", "/etc/gantry/gantry.yml:1: is no mapping"),
        ("a: [", "/etc/gantry/gantry.yml:"),
    ])
    func mistakesAreToldWithTheirLine(text: String, start: String) {
        let error = #expect(throws: (any Error).self) { try settings([:], text) }
        #expect("\(error.map { "\($0)" } ?? "")".hasPrefix(start))
    }

    @Test func aFileThatIsNamedHasToBeThere() {
        let error = #expect(throws: SettingsError.self) { try settings(["GANTRY_CONFIG_FILE": "/none"], "") }
        #expect(error?.description == "/none: can't be read; GANTRY_CONFIG_FILE names it")
    }
}
