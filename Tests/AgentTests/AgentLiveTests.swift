//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import FoundationEssentials
import Model
import NIOCore
import Testing
import Tunnel

#if canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A real engine to test with: `GANTRY_TEST_DOCKER_SOCKET` names its socket, and `GANTRY_TEST_IMAGE` an image there
/// that has busybox at `/bin/busybox`.
private enum LiveEngine {
    static let socket = environment("GANTRY_TEST_DOCKER_SOCKET")
    static let image = environment("GANTRY_TEST_IMAGE")

    private static func environment(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }
}

/// The agent with a real engine; it takes root's rights.
@Suite(.enabled(if: !LiveEngine.socket.isEmpty && !LiveEngine.image.isEmpty)) struct AgentLiveTests {
    private struct Creation: Encodable, Sendable {
        struct HostConfig: Encodable, Sendable {
            var NetworkMode: String
        }

        var Image: String
        var Cmd: [String]
        var Labels: [String: String]
        var HostConfig: HostConfig
        var StopTimeout = 0
    }

    private struct Case: Sendable {
        var name: String
        var command: String
        var network = "bridge"
        var probe: ProbeSpec
        var state: ContainerHealth.State
        var message = ""
    }

    private static let cases = [
        Case(
            name: "http",
            command: "/bin/busybox httpd -f -p 80 -h /www",
            probe: ProbeSpec(check: .http(port: 80, path: "/index.html")),
            state: .healthy
        ),
        Case(
            name: "http-missing",
            command: "/bin/busybox httpd -f -p 80 -h /www",
            probe: ProbeSpec(check: .http(port: 80, path: "/none")),
            state: .unhealthy,
            message: "GET /none on port 80: status 404"
        ),
        Case(
            name: "tcp-host",
            command: "/bin/busybox httpd -f -p 18099 -h /www",
            network: "host",
            probe: ProbeSpec(check: .tcp(port: 18_099)),
            state: .healthy
        ),
        Case(
            name: "tcp-refused",
            command: "/bin/busybox sleep 1000",
            network: "none",
            probe: ProbeSpec(check: .tcp(port: 18_099)),
            state: .unhealthy,
            message: "connection to port 18099: connection refused"
        ),
        Case(
            name: "command",
            command: "/bin/busybox sleep 1000",
            probe: ProbeSpec(check: .command("test -e /bin/busybox")),
            state: .healthy
        ),
        Case(
            name: "command-fails",
            command: "/bin/busybox sleep 1000",
            probe: ProbeSpec(check: .command("echo one; echo two; exit 3")),
            state: .unhealthy,
            message: "exit code 3: one"
        ),
        Case(
            name: "command-hangs",
            command: "/bin/busybox sleep 1000",
            probe: ProbeSpec(check: .command("/bin/busybox sleep 100; true")),
            state: .unhealthy,
            message: "command timed out after 1 s"
        ),
    ]

    private static func call(
        _ control: TunnelConnection,
        _ method: String,
        _ path: String,
        _ body: (any Encodable & Sendable)? = nil
    ) async throws -> String {
        let bytes = try body.map { ByteBuffer(bytes: try JSONEncoder().encode($0)) }
        let request = TunnelRequest(
            method: method,
            path: "/docker" + path,
            headers: [("content-type", "application/json")],
            body: bytes.map { .bytes($0) } ?? .none
        )
        let response = try await control.send(request)
        let text = String(buffer: try await response.collect(upTo: 1 << 20))
        #expect(response.status < 400, "\(method) \(path): \(text)")
        return text
    }

    private static func start(_ test: Case, _ control: TunnelConnection) async throws {
        _ = try await call(
            control,
            "POST",
            "/containers/create?name=gantry-live-\(test.name)",
            Creation(
                Image: LiveEngine.image,
                Cmd: ["/bin/busybox", "sh", "-c", "exec " + test.command],
                Labels: [ContainerLabels.probe: String(decoding: JSONEncoder().encode(test.probe), as: UTF8.self)],
                HostConfig: Creation.HostConfig(NetworkMode: test.network)
            )
        )
        _ = try await call(control, "POST", "/containers/gantry-live-\(test.name)/start")
    }

    @Test func probesRealContainers() async throws {
        try await AgentHarness.run(dockerSocket: LiveEngine.socket) { control in
            for test in Self.cases { try await Self.start(test, control) }
            var open = Dictionary(uniqueKeysWithValues: Self.cases.map { ("gantry-live-" + $0.name, $0) })
            func look(_ container: ContainerStatus) {
                guard let test = open[container.name], container.health.state == test.state else { return }
                #expect(container.health.message == test.message)
                open[container.name] = nil
            }
            try await AgentHarness.readReports(control) { report in
                switch report {
                case .full(let node): node.containers.forEach(look)
                case .container(let container): look(container)
                default: break
                }
                return open.isEmpty
            }
            for test in Self.cases {
                let top = try await Self.call(control, "GET", "/containers/gantry-live-\(test.name)/top")
                // Commands that took too long must not be left behind.
                #expect(top.split(separator: "sleep 100\"").count <= 2, "\(top)")
                _ = try await Self.call(control, "DELETE", "/containers/gantry-live-\(test.name)?force=1")
            }
        }
    }
}
