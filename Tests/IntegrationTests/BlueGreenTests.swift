//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Two versions side by side, and the visitors' way from one to the other.
@Suite(.needsCluster, .sharesCluster)
struct BlueGreenTests {
    private static func template(_ service: String) -> String { Templates.web(service, host: "bluegreen", scale: 2) }
    private static let host = "bluegreen.localhost"
    private static let conflict = "Conflicts with unconfirmed updates for operation"

    @Test func switchAndTakeBackLoseNoRequest() async throws {
        try await TestApplication.with("bluegreen") { application in
            try await application.deploy(Self.template("blue"), "--version", "1")
            try await Web.answers(Self.host)
            let load = try await Load.during(Self.host, at: [TestEnvironment.frontDoor], clients: 4) {
                try await releaseAndConfirm(application)
                try await releaseAndTakeBack(application)
            }
            #expect(load.failures.isEmpty, "of \(load.succeeded) requests")
            #expect(load.succeeded > 50)
            let names = ["bluegreen_blue_1", "bluegreen_blue_2", "bluegreen_green_1", "bluegreen_green_2"]
            #expect(load.containers.isSuperset(of: names), "\(load.containers)")
        }
    }

    private func releaseAndConfirm(_ application: TestApplication) async throws {
        try await application.deploy(Self.template("green"), "--version", "2", "--update-method", "blue-green")
        #expect(try await application.containers().map(\.service) == ["blue", "blue", "green", "green"])
        #expect(try await application.project().update?.phase == .awaitingConfirmation)
        #expect(try await Web.containers(Self.host) == ["bluegreen_blue_1", "bluegreen_blue_2"])

        // Until it is over nothing else is released.
        let refusals = [
            try await application.tryDeploy(Self.template("red"), ["--version", "3"]),
            try await Gantry.run("app", "redeploy", "bluegreen"),
            try await Gantry.run("app", "rollback", "bluegreen", "2"),
        ]
        for refusal in refusals {
            #expect(refusal.status == 1 && refusal.error.contains(Self.conflict), "\(refusal)")
        }
        let nobody = try await Gantry.run("app", "weight", "bluegreen", "blue=0")
        #expect(nobody.status == 1 && nobody.error.contains("nobody would serve"), "\(nobody)")

        try await Gantry.succeed("app", "weight", "bluegreen", "green=100")
        try await visitorsGo(to: ["blue", "green"])
        try await Gantry.succeed("app", "weight", "bluegreen", "blue=0")
        try await visitorsGo(to: ["green"])
        try await Gantry.succeed("app", "confirm", "bluegreen", "--timeout", "90")
        #expect(try await application.runs(with: 2).map(\.service) == ["green", "green"])
        #expect(try await application.project().version == "2")
        #expect(try await application.project().update == nil)
        try await visitorsGo(to: ["green"])
    }

    private func releaseAndTakeBack(_ application: TestApplication) async throws {
        let before = try await application.containers()
        try await application.deploy(Self.template("blue"), "--version", "3", "--update-method", "blue-green")
        try await Gantry.succeed("app", "weight", "bluegreen", "blue=50")
        try await visitorsGo(to: ["blue", "green"])
        try await Gantry.succeed("app", "rollback", "bluegreen", "--timeout", "90")
        #expect(try await application.runs(with: 2).map(\.id) == before.map(\.id))
        #expect(try await application.project().version == "2")
        try await visitorsGo(to: ["green"])
    }

    private func visitorsGo(to services: [String]) async throws {
        let names = services.flatMap { ["bluegreen_\($0)_1", "bluegreen_\($0)_2"] }
        try await eventually("visitors go to \(services)") {
            try await Web.containers(Self.host, requests: 20)
        } until: {
            $0 == Set(names)
        }
    }
}
