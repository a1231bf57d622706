//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

@Suite struct DockerEnvironmentTests {
    @Test func theScriptNamesTheEndpointAndItsOwnFolder() {
        let script = DockerEnvironment.script(masterURL: "https://gantry.test:20000")
        #expect(script.contains("export DOCKER_HOST='tcp://gantry.test:20000'\n"))
        #expect(script.contains("export DOCKER_TLS_VERIFY=1\n") && script.contains("export DOCKER_CERT_PATH\n"))
        // Nothing in an address ends the quotes.
        #expect(DockerEnvironment.script(masterURL: "https://x';reboot;'").contains("'tcp://x;reboot;'\n"))
    }
}
