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

/// The calls about the machines of a cluster and the containers on them.
struct NodeRoutes: Sendable {
    let plane: ControlPlane

    var routes: [APIRoute] {
        [
            APIRoute(.get, "/clusters/{cluster}/hosts", access: .needs(.getNodes)) { request in
                try .json(await plane.hosts(request.parameter("cluster")))
            },
            APIRoute(.get, "/clusters/{cluster}/hosts/{host}", access: .needs(.getNodes)) { request in
                try .json(await plane.host(request.parameter("cluster"), request.parameter("host")))
            },
            APIRoute(.put, "/clusters/{cluster}/hosts/{host}/labels", access: .needs(.labelNode)) { request in
                try await plane.setHostLabels(
                    request.parameter("cluster"),
                    request.parameter("host"),
                    request.decode()
                )
                return .empty()
            },
            APIRoute(.get, "/clusters/{cluster}/hosts/{host}/drain", access: .needs(.getNodes)) { request in
                try .json(await plane.drainStatus(request.parameter("cluster"), request.parameter("host")))
            },
            APIRoute(.post, "/clusters/{cluster}/hosts/{host}/drain", access: .needs(.drainNode)) { request in
                try await plane.setHostDrained(request.parameter("cluster"), request.parameter("host"), true)
                return .empty(.accepted)
            },
            APIRoute(.post, "/clusters/{cluster}/hosts/{host}/activate", access: .needs(.activateNode)) { request in
                try await plane.setHostDrained(request.parameter("cluster"), request.parameter("host"), false)
                return .empty(.accepted)
            },
            APIRoute(.get, "/clusters/{cluster}/rebalance", access: .needs(.getRebalancePlan)) { request in
                try .json(await plane.rebalancePlan(request.parameter("cluster")))
            },
            APIRoute(.post, "/clusters/{cluster}/rebalance", access: .needs(.rebalance)) { request in
                try await plane.rebalance(request.parameter("cluster"), request.decode())
                return .empty(.accepted)
            },
            APIRoute(.delete, "/clusters/{cluster}/hosts/{host}", access: .needs(.deleteClusterNode)) { request in
                try await remove(request)
            },
            APIRoute(.delete, "/clusters/{cluster}/ip/{host}", access: .needs(.deleteClusterNode)) { request in
                try await remove(request)
            },
            APIRoute(.get, "/clusters/{cluster}/containers", access: .needs(.getContainers)) { request in
                let all = try request.query.flag("all", default: false)
                return try .json(await plane.containers(request.parameter("cluster"), all: all))
            },
            APIRoute(.get, "/clusters/{cluster}/container_page", access: .needs(.getContainers)) { request in
                try .json(await containerPage(request))
            },
            APIRoute(.get, "/clusters/{cluster}/containers/{container}", access: .needs(.getContainers)) { request in
                try .json(await plane.container(request.parameter("cluster"), request.parameter("container")))
            },
        ]
    }

    private func containerPage(_ request: APIRequest) async throws -> ContainerPage {
        let query = request.query
        let (number, size) = (try query.count("page") ?? 1, try query.count("size") ?? 50)
        guard number > 0, (1...1_000).contains(size) else {
            throw APIFailure.invalid(
                "query: page \(number) of \(size) containers: give a page from 1, and a size of 1 to 1000"
            )
        }
        var filter = ContainerFilter()
        filter.text = query.text("q")
        filter.node = query.text("node")
        filter.project = query.text("project")
        filter.service = query.text("service")
        filter.state = query.text("state")
        return try await plane.containers(request.parameter("cluster"), filter, page: number, size: size)
    }

    private func remove(_ request: APIRequest) async throws -> Response {
        let force = try request.query.flag("force", default: false)
        try await plane.removeHost(request.parameter("cluster"), request.parameter("host"), force: force)
        return .empty(.accepted)
    }
}
