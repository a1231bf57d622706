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

/// What the cluster says of itself.
extension DockerEndpoint {
    /// Clients take from it which version of the API they may speak.
    func ping(_ context: DockerContext) -> Response {
        var response = Response.text("OK", type: "text/plain; charset=utf-8")
        let headers = [
            ("Api-Version", context.newestVersion.description), ("Docker-Experimental", "false"), ("Ostype", "linux"),
            // The classic builder: BuildKit's sessions would have to be led to one node for good.
            ("Builder-Version", "1"), ("Server", "Gantry/\(GantryVersion.current)"),
        ]
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        return response
    }

    func info(_ context: DockerContext) async throws -> Response {
        let cluster = try await containers.dockerCluster(context.cluster)
        return .docker(
            ClusterInfo.info(
                cluster.nodes,
                name: cluster.name,
                id: cluster.id.rawValue,
                strategy: cluster.strategy,
                now: Timestamp.now.description
            )
        )
    }

    func version(_ context: DockerContext) -> Response {
        .docker(
            ClusterInfo.version(
                api: context.newestVersion,
                gantry: GantryVersion.current,
                kernel: context.nodes.first?.kernelVersion ?? ""
            )
        )
    }

    /// What all engines keep on their disks, in one list of each kind.
    func diskUsage(_ context: DockerContext) async throws -> Response {
        let answers = try await context.engines.each(
            context.upNodes,
            "GET",
            context.call.path(query: context.request.rawQuery)
        )
        let found = answers.compactMap { node, answer in
            answer.flatMap { $0.isSuccess ? $0.json : nil }.map { DiskUsage.located($0, on: node) }
        }
        return .docker(EngineSum.of(found))
    }
}
