//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Glibc
import Testing

@testable import Server

@Suite struct JoinScriptTests {
    private let script = JoinScript(
        server: "https://10.0.0.1:7800",
        publicKeyPin: "sha256//abc=",
        token: "to-ken",
        fingerprint: "f00d",
        agentDigest: "beef",
        architecture: AgentBinary.architecture
    )

    @Test func carriesItsValuesQuoted() {
        #expect(JoinScript.quote("a'b $c") == #"'a'\''b $c'"#)
        for line in [
            "server='https://10.0.0.1:7800'", "pin='sha256//abc='", "token='to-ken'", "fingerprint='f00d'",
            "digest='beef'", "architecture='\(AgentBinary.architecture)'",
        ] {
            #expect(script.text.contains("\n\(line)\n"))
        }
        #expect(script.text.hasPrefix("#!/bin/sh\n"))
        // Half a script does nothing: all is in functions up to the last line.
        #expect(script.text.hasSuffix("\nmain \"$@\"\n"))
    }

    @Test func isGoodForAnyShell() throws {
        let path = "/tmp/gantry-join-script-\(getpid()).sh"
        defer { unlink(path) }
        try Data(script.text.utf8).write(to: URL(filePath: path))
        #expect(system("sh -n \(path)") == 0)
    }

    @Test func tokensAreWordsOfShells() {
        #expect("abcXYZ019-_".utf8.allSatisfy(JoinScript.isPlain))
        for byte in "'\" $`;&|<>\\\n/".utf8 { #expect(!JoinScript.isPlain(byte)) }
    }
}
