//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import HTTPTypes
import HummingbirdCore

/// The calls about clusters: A.2 of the API, and the settings of a cluster.
struct ClusterRoutes: Sendable {
    let plane: ControlPlane

    var routes: [APIRoute] {
        [
            APIRoute(.get, "/clusters") { request in
                try .json(await plane.clusters(nameContains: request.query.text("name") ?? request.query.text("Name")))
            },
            APIRoute(.post, "/clusters") { request in
                let cluster = try await plane.createCluster(request.decode())
                let created = ClusterCreated(
                    clusterID: cluster.clusterID,
                    requestID: request.id,
                    taskID: "T-" + request.id.lowercased().filter { $0 != "-" }.prefix(24)
                )
                return try .json(created, status: .accepted)
            },
            APIRoute(.get, "/clusters/{cluster}") { request in
                try .json(await plane.cluster(request.parameter("cluster")))
            },
            APIRoute(.delete, "/clusters/{cluster}") { request in
                try await plane.deleteCluster(request.parameter("cluster"))
                return .empty(.accepted)
            },
            APIRoute(.post, "/clusters/{cluster}/name/{name}") { request in
                try await plane.renameCluster(request.parameter("cluster"), to: request.parameter("name"))
                return .empty()
            },
            APIRoute(.put, "/clusters/{cluster}/domain") { request in
                let body: DomainRequest = try await request.decode()
                try await plane.setRootDomain(request.parameter("cluster"), body.domain)
                return .empty()
            },
            APIRoute(.put, "/clusters/{cluster}/strategy") { request in
                let body: StrategyRequest = try await request.decode()
                try await plane.setStrategy(request.parameter("cluster"), body.strategy)
                return .empty()
            },
            APIRoute(.put, "/clusters/{cluster}/image-map") { request in
                try await plane.setImageMap(request.parameter("cluster"), request.decode())
                return .empty()
            },
            APIRoute(.get, "/clusters/{cluster}/registry") { request in
                try .json(await plane.registries(request.parameter("cluster")))
            },
            APIRoute(.post, "/clusters/{cluster}/registry") { request in
                try await plane.loginRegistry(request.parameter("cluster"), request.decode())
                return .empty()
            },
            APIRoute(.delete, "/clusters/{cluster}/registry/{domain}") { request in
                try await plane.logoutRegistry(request.parameter("cluster"), domain: request.parameter("domain"))
                return .empty()
            },
            APIRoute(.get, "/clusters/{cluster}/routes") { request in
                try .json(await plane.routes(request.parameter("cluster"), project: request.query.text("project")))
            },
            APIRoute(.get, "/clusters/{cluster}/routes/statistics") { request in
                let project = request.query.text("project")
                return try .json(await plane.routeStatistics(request.parameter("cluster"), project: project))
            },
            APIRoute(.get, "/clusters/{cluster}/routes/trace") { request in
                let url = request.query.text("url") ?? ""
                return try .json(await plane.traceRoute(request.parameter("cluster"), url: url))
            },
        ]
    }

    /// The body of setting how nodes are chosen.
    private struct StrategyRequest: Decodable {
        var strategy: String
    }

    /// The body of setting a cluster's root domain.
    private struct DomainRequest: Decodable {
        var domain: String
    }
}
