//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import ControlPlane
import HTTPTypes
import HummingbirdCore
import Model

/// The calls about clusters: A.2 of the API, and the settings of a cluster.
struct ClusterRoutes: Sendable {
    let plane: ControlPlane
    let endpoints: EndpointProgress
    let tasks: TaskMemory

    var routes: [APIRoute] {
        [
            APIRoute(.get, "/clusters", access: .lists(.getClusters)) { request in
                let grants = try request.requireCaller().grants
                let name = request.query.text("name") ?? request.query.text("Name")
                let clusters = try await plane.clusters(nameContains: name)
                return try .json(clusters.filter { grants.allow(.getClusters, on: Resource(.cluster, $0.clusterID)) })
            },
            APIRoute(.post, "/clusters", access: .needs(.createCluster)) { request in
                let body: ClusterRequest = try await request.decode()
                request.audit.note("name", body.name)
                let cluster = try await plane.createCluster(body)
                request.audit.note("cluster", cluster.clusterID)
                // Whoever has the answer may use the endpoint.
                await endpoints.wait(for: ClusterID(cluster.clusterID))
                let created = ClusterCreated(
                    clusterID: cluster.clusterID,
                    requestID: request.id,
                    taskID: "T-" + request.id.lowercased().filter { $0 != "-" }.prefix(24)
                )
                tasks.add(
                    ClusterTask(
                        id: created.taskID,
                        clusterID: cluster.clusterID,
                        kind: "cluster_create",
                        state: "success",
                        created: cluster.created
                    )
                )
                return try .json(created, status: .accepted)
            },
            APIRoute(.get, "/clusters/{cluster}", access: .needs(.getClusterByID)) { request in
                try .json(await plane.cluster(request.parameter("cluster")))
            },
            APIRoute(.delete, "/clusters/{cluster}", access: .needs(.deleteCluster)) { request in
                try await plane.deleteCluster(request.parameter("cluster"))
                return .empty(.accepted)
            },
            APIRoute(.post, "/clusters/{cluster}/name/{name}", access: .needs(.modifyClusterName)) { request in
                try await plane.renameCluster(request.parameter("cluster"), to: request.parameter("name"))
                return .empty()
            },
            APIRoute(.put, "/clusters/{cluster}/domain", access: .needs(.updateCluster)) { request in
                let body: DomainRequest = try await request.decode()
                try await plane.setRootDomain(
                    request.parameter("cluster"),
                    body.domain,
                    httpPort: body.httpPort,
                    httpsPort: body.httpsPort
                )
                return .empty()
            },
            APIRoute(.put, "/clusters/{cluster}/strategy", access: .needs(.updateCluster)) { request in
                let body: StrategyRequest = try await request.decode()
                try await plane.setStrategy(request.parameter("cluster"), body.strategy)
                return .empty()
            },
            APIRoute(.put, "/clusters/{cluster}/image-map", access: .needs(.updateCluster)) { request in
                try await plane.setImageMap(request.parameter("cluster"), request.decode())
                return .empty()
            },
            APIRoute(.get, "/clusters/{cluster}/registry", access: .needs(.getRegistries)) { request in
                try .json(await plane.registries(request.parameter("cluster")))
            },
            APIRoute(.post, "/clusters/{cluster}/registry", access: .needs(.loginRegistry)) { request in
                try await plane.loginRegistry(request.parameter("cluster"), request.decode())
                return .empty()
            },
            APIRoute(.delete, "/clusters/{cluster}/registry/{domain}", access: .needs(.logoutRegistry)) { request in
                try await plane.logoutRegistry(request.parameter("cluster"), domain: request.parameter("domain"))
                return .empty()
            },
            APIRoute(.get, "/clusters/{cluster}/routes", access: .needs(.getRoutes)) { request in
                try .json(await plane.routes(request.parameter("cluster"), project: request.query.text("project")))
            },
            APIRoute(.get, "/clusters/{cluster}/routes/statistics", access: .needs(.getRoutes)) { request in
                let project = request.query.text("project")
                return try .json(await plane.routeStatistics(request.parameter("cluster"), project: project))
            },
            APIRoute(.get, "/clusters/{cluster}/routes/trace", access: .needs(.getRoutes)) { request in
                let url = request.query.text("url") ?? ""
                return try .json(await plane.traceRoute(request.parameter("cluster"), url: url))
            },
        ]
    }

    /// The body of setting how nodes are chosen.
    struct StrategyRequest: Decodable {
        var strategy: String
    }
}
