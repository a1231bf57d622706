//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// More and fewer containers while requests come in.
@Suite(.needsCluster, .sharesCluster)
struct ScaleTests {
    @Test func noRequestFailsWhileScaling() async throws {
        let host = "scale.localhost"
        try await TestApplication.deployed("scale", Templates.web(host: "scale", scale: 3)) { application in
            let addresses = try await Web.nodes() + [TestEnvironment.frontDoor]
            for address in addresses { try await Web.answers(host, at: address) }
            let load = try await Load.during(host, at: addresses, clients: 8) {
                for count in [5, 2] {
                    try await Gantry.succeed("service", "scale", "scale_web=\(count)")
                    let running = try await application.runs(with: count)
                    #expect(running.map(\.plainName) == (1...count).map { "scale_web_\($0)" })
                    try await routes(of: application, are: running.map(\.plainName))
                }
            }
            #expect(load.failures.isEmpty, "of \(load.succeeded) requests")
            #expect(load.succeeded > 50)
            #expect(load.containers.isSuperset(of: (1...5).map { "scale_web_\($0)" }), "\(load.containers)")
            #expect(try await Web.containers(host) == ["scale_web_1", "scale_web_2"])
        }
    }

    @Test func toNothingAndBack() async throws {
        let host = "empty.localhost"
        try await TestApplication.deployed("empty", Templates.web(host: "empty")) { application in
            try await Web.answers(host)
            try await Gantry.succeed("service", "scale", "empty_web=0")
            #expect(try await application.containers().isEmpty)
            try await Web.answers(host, status: 503)
            try await Gantry.succeed("service", "scale", "empty_web=1")
            try await Web.answers(host)
        }
    }

    @Test func refusesWhatIsNoScale() async throws {
        try await TestApplication.deployed("noscale", Templates.idle()) { _ in
            for wrong in ["noscale_idle=-1", "noscale_idle=x", "noscale_idle=1001", "noscale_other=1"] {
                let result = try await Gantry.run("service", "scale", wrong)
                #expect(result.status == 1, "\(result)")
                #expect(result.error.hasPrefix("error: "), "\(result)")
            }
        }
    }

    private func routes(of application: TestApplication, are names: [String]) async throws {
        try await eventually("routes to \(names)") {
            try await Gantry.json([RouteObject].self, "app", "routes", application.name)
        } until: { routes in
            routes.map { $0.servers.map(\.container).sorted() } == [names]
        }
    }
}
