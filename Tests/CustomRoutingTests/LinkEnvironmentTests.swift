//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import CustomRouting

@Suite struct LinkEnvironmentTests {
    @Test func linksAreServices() {
        let services = LinkEnvironment.services(in: [
            "WEB_1_PORT_80_TCP": "tcp://172.17.0.3:80", "WEB_1_PORT_443_TCP": "tcp://172.17.0.3:443",
            "WEB_2_PORT_80_TCP": "tcp://172.17.0.4:80", "WEB_1_PORT": "tcp://172.17.0.3:80",
            "WEB_1_PORT_80_TCP_ADDR": "172.17.0.3", "WEB_1_ENV_VIRTUAL_HOST": "a.com", "WEB_2_ENV_COOKIE": "C insert",
            "WEB_2_ENV_VIRTUAL_HOST": "b.com", "WEB_1_ENV_cookie": "no", "WEB_1_ENV_OTHER": "x",
            "WEB1_PORT_80_TCP": "tcp://172.17.0.5:80", "WEB_ENV_DB_PORT_80_TCP": "tcp://172.17.0.9:80",
            "BAD_PORT_80_TCP": "tcp://172.17.0.9", "BAD_PORT_99999_TCP": "tcp://172.17.0.9:1",
            "_PORT_80_TCP": "tcp://1.1.1.1:1",
        ])
        #expect(services.map(\.alias) == ["WEB", "WEB1"])
        #expect(services[0].settings == ["VIRTUAL_HOST": "b.com", "COOKIE": "C insert"])
        #expect(
            services[0].servers == [
                ProxiedServer(name: "WEB_1", address: "172.17.0.3", ports: [80, 443]),
                ProxiedServer(name: "WEB_2", address: "172.17.0.4", ports: [80]),
            ]
        )
        #expect(services[1].servers.map(\.name) == ["WEB1"])
    }

    @Test func withoutLinksThereIsNothing() {
        #expect(LinkEnvironment.services(in: ["PATH": "/bin", "HOSTNAME": "x"]).isEmpty)
    }
}
