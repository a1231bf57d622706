//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import DockerAPI
import HTTPTypes
import HummingbirdCore
import Model

extension DockerEndpoint {
    /// The containers of all nodes in one list.
    func listContainers(_ context: DockerContext) async throws -> Response {
        let filters = try EngineFilters(context.query["filters"])
        let limit = context.query["limit"].flatMap { Int($0) } ?? 0
        let wantsAll = ["1", "true", "True"].contains(context.query["all"]) || limit > 0 || !filters["status"].isEmpty
        var query = context.query
        // Another node doesn't know the container that these name.
        let before = query["before"].map { [$0] } ?? filters["before"]
        let since = query["since"].map { [$0] } ?? filters["since"]
        let isRanged = !before.isEmpty || !since.isEmpty
        query["before"] = nil
        query["since"] = nil
        query["filters"] = filters.without("before", "since", "node").json.text
        // Those that are left out later must not count.
        if isRanged, limit > 0 {
            query["limit"] = nil
            query["all"] = "1"
        }
        let wanted = context.nodes(filters, context.nodes)
        let path = context.engines.path("/containers/json", query)
        let answers = try await context.engines.each(wanted.filter(\.isUp)) { node in
            try await context.engines.containers(of: node, path)
        }
        var entries: [ContainerList.Entry] = []
        var silent = wanted.filter { !$0.isUp }
        for (node, answer) in answers {
            guard let answer else {
                silent.append(node)
                continue
            }
            entries += try answer.get()
        }
        if wantsAll {
            for node in silent {
                entries += try await containers.lastSeenContainers(on: node.id, in: context.cluster)
                    .filter { ContainerList.allows(filters, $0) }
                    .map { ContainerList.entry($0, onDown: node) }
            }
        }
        if isRanged { entries = try await entries.filtered(before: before, since: since, containers, context) }
        return .docker(list: ContainerList.merge(entries, limit: limit))
    }

    /// Makes a container where the scheduler wants it.
    func createContainer(_ context: DockerContext) async throws -> Response {
        guard let body = try await context.json() else {
            throw DockerRefusal(400, "request body: it is empty; send a JSON object")
        }
        let created = try await containers.createContainer(
            CreateRequest(body, newID: SwarmID.make()),
            name: context.query["name"],
            version: context.version,
            authentication: context.request.head.headerFields[.registryAuthentication],
            in: context.cluster
        )
        return .docker(created.answer, status: .created)
    }
}

extension [ContainerList.Entry] {
    /// Those that were made before and after others.
    ///
    /// - Throws: `DockerRefusal` when there is no such other.
    fileprivate func filtered(
        before: [String],
        since: [String],
        _ containers: any ContainerDirectory,
        _ context: DockerContext
    ) async throws -> Self {
        func places(_ references: [String]) async throws -> [ContainerPlace] {
            var found: [ContainerPlace] = []
            for reference in references {
                guard let place = try await containers.dockerContainer(reference, in: context.cluster) else {
                    throw DockerRefusal.noContainer(reference)
                }
                found.append(place)
            }
            return found
        }
        let (ends, beginnings) = (try await places(before), try await places(since))
        var kept: Self = []
        for entry in self {
            // The engines' lists have whole seconds alone.
            let created =
                try await containers.dockerContainer(entry.id, in: context.cluster)?.created
                ?? Timestamp(seconds: entry.created)
            guard ends.allSatisfy({ created < $0.created && $0.id != entry.id }),
                beginnings.allSatisfy({ created > $0.created && $0.id != entry.id })
            else { continue }
            kept.append(entry)
        }
        return kept
    }
}

/// The IDs that containers keep when they go to another node.
enum SwarmID {
    /// 64 hexadecimal digits.
    static func make() -> String {
        (0..<4).map { _ in
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        .joined()
    }
}

extension HTTPField.Name {
    /// A client's login of an image's registry.
    static let registryAuthentication = HTTPField.Name(parsed: "x-registry-auth") ?? .authorization
}
