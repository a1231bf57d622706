//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Testing

/// Everything that changes, while requests of every kind come in at every node: none is lost that an application's own
/// end didn't take along.
///
/// Once, or as long as `GANTRY_LOAD_MINUTES` says.
@Suite(.needsCluster, .hasClusterAlone, .serialized)
struct MixedLoadTests {
    private static let moved = "node2"

    /// Pages and echoes, which change; and a service that stays, on a node that isn't drained.
    private static func template(release: Int) -> String {
        let rolling = ["aliyun.rolling_updates": "true"]
        let environment = ["RELEASE=\(release)"]
        return Templates.web(host: "mixed", scale: 2, labels: rolling, environment: environment)
            + EchoServer.service("echo", host: "mixedecho", scale: 2, labels: rolling, environment: environment)
            + EchoServer.service("stays", host: "mixedstays", environment: ["constraint:node==node1"])
    }

    private static func secureTemplate(_ certificate: String) -> String {
        Templates.web(host: "mixedtls", scale: 2, labels: ["aliyun.routing.ssl_cert": certificate])
    }

    /// A kill, and the time in which it took its container's requests along.
    private struct Kill {
        /// How long after a container's death requests may still be sent to it.
        static let lag: TimeInterval = 1

        var began: Date
        var ended: Date

        func explains(_ failure: LoadFailure) -> Bool {
            guard failure.ended >= began else { return false }
            switch failure.kind {
            // A router that hasn't seen the end of its connection to the container yet sends the next request of a
            // client on it. When that fails, it closes the client's connection, too, so that the client tries again
            // as with any server (RFC 9112, 9.3.1).
            case .keptConnection, .quietConnection: return failure.began <= ended + Self.lag
            // The first request of a connection goes on a new one to the container, and elsewhere if there is none.
            case .newConnection: return failure.began <= ended
            default: return false
            }
        }
    }

    @Test func noRequestIsLostWhateverChanges() async throws {
        let nodes = try await Gantry.hosts().map(\.ip)
        let load = MixedLoad(
            web: "mixed.localhost",
            echo: "mixedecho.localhost",
            secure: "mixedtls.localhost",
            nodes: nodes
        )
        try await TestApplication.deployed("mixed", Self.template(release: 0)) { application in
            let certificate = try await Self.certificate(0)
            try await TestApplication.deployed("mixedtls", Self.secureTemplate(certificate)) { secure in
                try await isEverywhere(load, certificate: 0)
                var kills: [Kill] = []
                var rounds = 0
                let outcome = try await load.during { record in
                    let end = ContinuousClock.now + (TestEnvironment.loadTime ?? .zero)
                    repeat {
                        rounds += 1
                        try await load.holding("mixedstays.localhost", record) {
                            kills.append(try await round(rounds, application, secure, load, record))
                        }
                    } while ContinuousClock.now < end
                    record.begin("nothing changes any more")
                    try await Task.sleep(for: .seconds(1))
                }
                let unexplained = outcome.failures.filter { failure in !kills.contains { $0.explains(failure) } }
                #expect(unexplained.isEmpty, "\(unexplained.count) of \(outcome.succeeded)")
                for kill in kills {
                    // Each client has one request under way, which may have been the container's.
                    let clients = outcome.failures.filter(kill.explains).map(\.client)
                    #expect(Set(clients).count == clients.count, "\(outcome.failures.filter(kill.explains))")
                }
                for kind in LoadKind.allCases { #expect(outcome.succeeded[kind, default: 0] > 10 * rounds, "\(kind)") }
            }
        }
    }

    /// Changes everything once.
    private func round(
        _ number: Int,
        _ application: TestApplication,
        _ secure: TestApplication,
        _ load: MixedLoad,
        _ record: LoadRecord
    ) async throws -> Kill {
        record.begin("services scale")
        try await Gantry.succeed("service", "scale", "mixed_web=4", "mixed_echo=3", "--timeout", "90")
        try await Gantry.succeed("service", "scale", "mixed_web=2", "mixed_echo=2", "--timeout", "90")

        record.begin("a certificate changes")
        try await secure.deploy(Self.secureTemplate(try await Self.certificate(number)), "--version", "\(number)")
        try await isEverywhere(load, certificate: number)

        record.begin("the server is killed")
        try await ClusterRepair.kill("server")
        try await ClusterRepair.waitUntilWhole()

        record.begin("services are updated")
        try await application.deploy(Self.template(release: number), "--version", "\(number)")
        try await application.runs(with: 5)

        record.begin("a node is drained")
        try await drained(record) { _ = try await application.runs(with: 5) }
        record.begin("containers move")
        try await Gantry.succeed("service", "reschedule", "mixed_web", "--timeout", "90")
        try await application.runs(with: 5)

        record.begin("a container is killed")
        let victim = try await application.container("web", 1)
        let began = Date()
        try await Docker.run(on: victim.nodeName, "kill", victim.id)
        let kill = Kill(began: began, ended: try Self.date(try await Docker.endTime(of: victim)))
        try await application.runs(with: 5)
        return kill
    }

    /// Takes a node out of service for a body, and gives it back whatever happens.
    private func drained(_ record: LoadRecord, _ body: () async throws -> Void) async throws {
        do {
            try await Gantry.succeed("node", "drain", Self.moved, "--timeout", "90")
            try await body()
        } catch {
            await Task { _ = try? await Gantry.succeed("node", "activate", Self.moved) }.value
            throw error
        }
        record.begin("a node is activated")
        try await Gantry.succeed("node", "activate", Self.moved)
    }

    /// Waits until every host is served at every node, with a certificate.
    private func isEverywhere(_ load: MixedLoad, certificate: Int) async throws {
        for node in load.nodes {
            for host in [load.web, load.echo, "mixedstays.localhost"] {
                try await Web.answers(host, at: "http://\(node):9080")
            }
            try await eventually("certificate \(certificate) is at \(node)") {
                try await Command.run(
                    ["openssl", "s_client", "-connect", "\(node):9443", "-servername", load.secure, "-brief"]
                ).error
            } until: {
                $0.contains("OU = \(certificate),") || $0.contains("OU = \(certificate)\n")
            }
        }
    }

    /// A key and a certificate on one line.
    private static func certificate(_ number: Int) async throws -> String {
        let text = try await Command.succeed(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                "/dev/stdout", "-out", "/dev/stdout", "-subj", "/CN=mixedtls.localhost/OU=\(number)", "-days", "2",
            ]
        )
        return text.replacingOccurrences(of: "\n", with: #"\n"#)
    }

    /// An engine's time: `2026-11-22T07:30:00.123456789`.
    private static func date(_ text: String) throws -> Date {
        let parts = text.split(separator: ".")
        let seconds = try Date(parts[0] + "Z", strategy: .iso8601)
        return seconds + (parts.count > 1 ? Double("0." + parts[1]) ?? 0 : 0)
    }
}
