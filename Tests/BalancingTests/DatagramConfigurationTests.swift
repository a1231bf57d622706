//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
import Model
import Routing
import Testing

@Suite struct DatagramConfigurationTests {
    @Test func theConfigurationSaysIt() throws {
        var dns = BalancerListener(balancer: "dns", port: 53, mode: .udp)
        dns.connectionLimit = 100
        dns.check.fall = 3
        dns.servers = [
            RouteServer(name: "a", address: "10.0.0.1", port: 5353),
            RouteServer(name: "b", address: "fd00::2", port: 5353, weight: 5),
            RouteServer(name: "c", address: "10.0.0.3", port: 5353, isDraining: true),
        ]
        let text = try #require(DatagramConfiguration.render([dns], directory: "/run/x"))
        let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
        for line in [
            "pid /run/x/nginx.pid;", "# dns", "upstream port_53_servers {",
            "server 10.0.0.1:5353 max_fails=3 fail_timeout=2s;",
            "server [fd00::2]:5353 weight=5 max_fails=3 fail_timeout=2s;",
            "limit_conn_zone $server_port zone=clients_53:64k;", "listen 53 udp reuseport;",
            "limit_conn clients_53 100;", "proxy_pass port_53_servers;",
        ] {
            #expect(lines.contains { $0 == line }, "\(line)")
        }
        #expect(!text.contains("10.0.0.3"))
        let local = try #require(DatagramConfiguration.render([dns], address: "127.0.0.1", directory: "/run/x"))
        #expect(local.contains("listen 127.0.0.1:53 udp reuseport;"))
        #expect(text.count { $0 == "{" } == text.count { $0 == "}" })
    }

    @Test func withoutDatagramsThereIsNothingToRun() {
        var idle = BalancerListener(balancer: "dns", port: 53, mode: .udp)
        idle.servers = [RouteServer(name: "a", address: "10.0.0.1", port: 53, isDraining: true)]
        let web = BalancerListener(
            balancer: "web",
            port: 80,
            mode: .http,
            servers: [RouteServer(name: "a", address: "10.0.0.1", port: 80)]
        )
        #expect(DatagramConfiguration.render([idle, web], directory: "/run") == nil)
    }
}
