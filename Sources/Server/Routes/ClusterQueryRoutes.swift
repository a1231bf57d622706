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

/// The calls that show clusters in the forms that programs of the container service know, beside Gantry's own.
struct ClusterQueryRoutes: Sendable {
    /// Most lines of a cluster's log that an answer has.
    private static let logLimit = 100

    let plane: ControlPlane
    let tasks: TaskMemory
    /// Where the management API is reached.
    let apiURL: String

    var routes: [APIRoute] {
        [
            APIRoute(.get, "/clusters/{cluster}/nodes", access: .needs(.getNodes)) { request in
                let hosts = try await plane.hosts(request.parameter("cluster"))
                let number = try request.query.count("pageNumber") ?? 1
                let size = try request.query.count("pageSize") ?? 50
                guard number > 0, (1...1_000).contains(size) else {
                    throw APIFailure.invalid(
                        "query: page \(number) of \(size) nodes: give a pageNumber from 1, and a pageSize of 1 to 1000"
                    )
                }
                return try .json(NodePage(of: hosts, number: number, size: size))
            },
            APIRoute(.get, "/clusters/{cluster}/scaled_nodes", access: .needs(.getNodes)) { request in
                // Those that were bought for a while; here all are the users' own.
                _ = try await plane.clusterID(of: request.parameter("cluster"))
                return try .json([Host]())
            },
            APIRoute(.get, "/clusters/{cluster}/endpoints", access: .needs(.getClusterEndpoint)) { request in
                let cluster = try await plane.cluster(request.parameter("cluster"))
                return try .json(ClusterEndpoints(master: cluster.masterURL, server: apiURL))
            },
            APIRoute(.get, "/clusters/{cluster}/logs", access: .needs(.getClusterLogs)) { request in
                let cluster = try await plane.clusterID(of: request.parameter("cluster"))
                var lines: [ClusterLogLine] = []
                let events = try await plane.events(cluster.rawValue, project: nil, after: nil, follow: false)
                for try await event in events { lines.append(ClusterLogLine(event, clusterID: cluster.rawValue)) }
                return try .json(Array(lines.suffix(Self.logLimit)))
            },
            APIRoute(.get, "/clusters/{cluster}/services/{service}/containers", access: .needs(.getServices)) {
                request in
                let service = try await plane.service(request.parameter("cluster"), request.parameter("service"))
                return try .json((service.containers ?? [:]).values.sorted { ($0.name, $0.id) < ($1.name, $1.id) })
            },
            APIRoute(.get, "/region/{region}/containers", access: .lists(.getContainers)) { request in
                try .json(await containers(request))
            },
            APIRoute(.get, "/tasks/{task}", access: .lists(.getClusterByID)) { request in
                let id = try request.parameter("task")
                let grants = try request.requireCaller().grants
                guard let task = tasks.task(id),
                    grants.allow(.getClusterByID, on: Resource(.cluster, task.clusterID))
                else {
                    throw APIFailure.notFound(
                        "task '\(id.prefix(64))': Not Found; the last \(TaskMemory.capacity) since the server's start are known"
                    )
                }
                return try .json(task)
            },
        ]
    }

    /// The containers of a region's clusters that the caller may see.
    private func containers(_ request: APIRequest) async throws -> [ContainerObject] {
        let (region, grants) = (try request.parameter("region"), try request.requireCaller().grants)
        let service = request.query.text("ServiceId")
        var found: [ContainerObject] = []
        for cluster in try await plane.clusters(nameContains: nil) where cluster.regionID == region {
            guard grants.allow(.getContainers, on: Resource(.cluster, cluster.clusterID)) else { continue }
            found += try await plane.containers(cluster.clusterID, all: true)
                .filter { service == nil || "\($0.project)_\($0.service)" == service }
        }
        return found
    }
}
