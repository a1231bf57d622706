//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Model

/// Makes, starts, stops and removes one container on its node; each call can be made again after a crash half-way.
struct ContainerRunner: Sendable {
    let engine: EngineCalls

    /// What the engine says of a container, as far as it matters here.
    private struct Inspection: Decodable {
        struct Config: Decodable { var Labels: [String: String]? }
        struct State: Decodable {
            var Status: String
            var ExitCode: Int
        }
        var Id: String
        var Config: Config
        var State: State
    }

    /// Creates the container and starts it; takes up the one that an earlier attempt made.
    ///
    /// - Parameters:
    ///   - configuration: What it is made of.
    ///   - image: Where its image comes from.
    ///   - untilItMayStart: Waits, with all done before, for what the start needs.
    /// - Returns: The container's ID, and what was found out of the image's volumes.
    /// - Throws: When the image can't be had, the name is taken by a container of somebody else, or it doesn't start.
    func createAndStart(
        _ configuration: ContainerConfiguration,
        image: ImageSupply,
        untilItMayStart: @Sendable () async throws -> Void
    ) async throws -> (id: ContainerID, volumes: ImageVolumes?) {
        if image.rule != .whatIsThere { try await image.ensure() }
        try await provideVolumes(configuration)
        var configuration = configuration
        let volumes = configuration.hasSlotVolumes ? try await image.volumes() : nil
        configuration.imageVolumes = volumes?.paths ?? []
        let id: ContainerID
        do {
            id = try await create(configuration)
        } catch let failure as EngineCalls.Failure where failure.status == 404 {
            try await image.ensure()
            id = try await create(configuration)
        } catch let failure as EngineCalls.Failure where failure.status == 409 {
            let found = try await takeUp(configuration, conflict: failure)
            id = ContainerID(found.Id)
            // What a job does once is not started again when only the answer was lost.
            if configuration.attempt != nil, found.State.Status != "created" { return (id, volumes) }
        }
        try await provideFiles(configuration, in: id)
        try await untilItMayStart()
        try await start(id)
        return (id, volumes)
    }

    func start(_ id: ContainerID) async throws { try await engine.call("POST", "/containers/\(id)/start") }

    func stop(_ id: ContainerID, timeoutSeconds: Int) async throws {
        try await ignoringNotFound {
            try await engine.call("POST", "/containers/\(id)/stop", query: [("t", String(timeoutSeconds))])
        }
    }

    /// What a container ended with; nil when it is gone.
    func exitCode(of id: ContainerID) async throws -> Int? {
        do {
            return try await engine.decode(Inspection.self, "GET", "/containers/\(id)/json").State.ExitCode
        } catch  where EngineCalls.isNotFound(error) {
            return nil
        }
    }

    func kill(_ id: ContainerID, signal: String) async throws {
        do {
            try await engine.call("POST", "/containers/\(id)/kill", query: [("signal", signal)])
        } catch let failure as EngineCalls.Failure where failure.status == 409 || failure.status == 404 {
            // It doesn't run, which is what was asked for.
        }
    }

    func restart(_ id: ContainerID, timeoutSeconds: Int) async throws {
        try await engine.call("POST", "/containers/\(id)/restart", query: [("t", String(timeoutSeconds))])
    }

    /// Removes a container and, if asked to, the volumes that are its own alone.
    func remove(_ id: ContainerID, volumes: Bool) async throws {
        try await ignoringNotFound {
            try await engine.call(
                "DELETE",
                "/containers/\(id)",
                query: [("force", "1"), ("v", volumes ? "1" : "0")]
            )
        }
    }

    private func create(_ configuration: ContainerConfiguration) async throws -> ContainerID {
        struct Created: Decodable { var Id: String }
        let answer = try await engine.call(
            "POST",
            "/containers/create",
            query: [("name", configuration.temporaryName ?? configuration.name)],
            json: configuration.body()
        )
        return ContainerID(try JSONDecoder().decode(Created.self, from: Data(answer)).Id)
    }

    /// A name that is taken is our own container when a lost answer or a crash came between.
    private func takeUp(
        _ configuration: ContainerConfiguration,
        conflict: EngineCalls.Failure
    ) async throws -> Inspection {
        let name = configuration.temporaryName ?? configuration.name
        let found = try await engine.decode(Inspection.self, "GET", "/containers/\(name)/json")
        let labels = found.Config.Labels ?? [:]
        guard labels[ContainerLabels.cluster] == configuration.cluster.rawValue else {
            throw EngineCalls.Failure(
                node: engine.nodeName,
                status: 409,
                message: "container \(name): the name is taken by a container that Gantry didn't make; "
                    + "rename or remove it there"
            )
        }
        guard labels[ContainerLabels.application] == configuration.applicationID.rawValue,
            labels[ContainerLabels.configHash] == configuration.hash
        else { throw conflict }
        return found
    }

    private func ignoringNotFound(_ body: () async throws -> Void) async throws {
        do { try await body() } catch  where EngineCalls.isNotFound(error) {
            // It is gone already.
        }
    }
}
