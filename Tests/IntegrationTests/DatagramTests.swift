//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// UDP listeners of load balancers.
@Suite(.needsCluster, .sharesCluster)
struct DatagramTests {
    /// Answers each datagram with its host's name.
    private static let echo = """
        use Socket; socket(S, PF_INET, SOCK_DGRAM, 17); bind(S, sockaddr_in(5353, INADDR_ANY)) or die; \
        while (my $p = recv(S, my $b, 1500, 0)) { send(S, "$ENV{HOSTNAME} $b", 0, $p) }
        """

    @Test func datagramsReachContainersWhereverTheyAre() async throws {
        try await TestLoadBalancer.with("lb-udp") {
            let template = Templates.service(
                "echo",
                "image: nginx:latest\nrestart: always\nports: ['7320:5353/udp']\ncommand: [perl, -e, '\(Self.perl)']",
                labels: ["aliyun.scale": "2", "aliyun.lb.port_5353": "udp://lb-udp:8320"]
            )
            try await TestApplication.deployed("lb-udp", template) { application in
                let hosts = try await Gantry.hosts().map(\.ip)
                for host in hosts { try await Self.answers(at: host, from: 2) }

                // Whoever goes is asked no more.
                try await Gantry.succeed("service", "scale", "lb-udp_echo=1")
                try await application.runs(with: 1)
                let left = try await application.container("echo", 1)
                for host in hosts {
                    #expect(try await Self.ask(host, times: 6) == [left.plainName])
                }
                try await Gantry.succeed("service", "scale", "lb-udp_echo=3")
                try await application.runs(with: 3)
                for host in hosts { try await Self.answers(at: host, from: 3) }
            }
        }
    }

    // MARK: Parts

    /// The program as a template has it.
    private static var perl: String { echo.split(separator: "$").joined(separator: "$$") }

    /// The names of those who answered datagrams from as many ports of a client.
    private static func ask(_ address: String, times: Int) async throws -> Set<String> {
        let talk = """
            for i in $(seq \(times)); do
                exec 3<>/dev/udp/\(address)/8320; echo hello >&3; timeout 2 head -n 1 <&3; exec 3>&-
            done
            """
        let lines = try await Command.run(["bash", "-c", talk]).lines
        return Set(lines.filter { $0.hasSuffix(" hello") }.map { String($0.prefix { $0 != " " }) })
    }

    private static func answers(at address: String, from count: Int) async throws {
        try await eventually("\(count) containers answer at \(address)") {
            try await ask(address, times: 2 * count)
        } until: {
            $0.count == count
        }
    }
}
