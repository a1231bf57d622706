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

/// The calls about load balancers, which belong to the server and are bound to clusters.
struct LoadBalancerRoutes: Sendable {
    let plane: ControlPlane

    private static let all = "/load_balancers"
    /// A name's slashes are sent as `%2F`.
    private static let one = "/load_balancers/{balancer}"

    var routes: [APIRoute] {
        [
            APIRoute(.get, Self.all, access: .lists(.getLoadBalancers)) { request in
                let grants = try request.requireCaller().grants
                let balancers = try await plane.loadBalancers(nameContains: request.query.text("q"))
                return try .json(
                    balancers.filter { grants.allow(.getLoadBalancers, on: Resource(.loadBalancer, $0.name)) }
                )
            },
            APIRoute(.post, Self.all, access: .needs(.createLoadBalancer)) { request in
                let body: LoadBalancerRequest = try await request.decode()
                request.audit.note("balancer", body.name)
                return try .json(try await plane.createLoadBalancer(body), status: .created)
            },
            APIRoute(.get, Self.one, access: .needs(.getLoadBalancers)) { request in
                try .json(try await plane.loadBalancer(request.parameter("balancer")))
            },
            APIRoute(.put, Self.one, access: .needs(.updateLoadBalancer)) { request in
                try .json(try await plane.changeLoadBalancer(request.parameter("balancer"), request.decode()))
            },
            APIRoute(.delete, Self.one, access: .needs(.deleteLoadBalancer)) { request in
                try await plane.deleteLoadBalancer(request.parameter("balancer"))
                return .empty()
            },
            APIRoute(.post, Self.one + "/bind", access: .needs(.bindLoadBalancer)) { request in
                let binding: LoadBalancerBinding = try await request.decode()
                try await checkCluster(of: binding, .bindLoadBalancer, for: request)
                return try .json(try await plane.bindLoadBalancer(request.parameter("balancer"), binding))
            },
            APIRoute(.post, Self.one + "/unbind", access: .needs(.unbindLoadBalancer)) { request in
                let binding: LoadBalancerBinding = try await request.decode()
                try await checkCluster(of: binding, .unbindLoadBalancer, for: request)
                return try .json(try await plane.unbindLoadBalancer(request.parameter("balancer"), binding))
            },
        ] + listeners + certificates
    }

    /// The caller must be allowed it on the cluster, too, which only the body names.
    private func checkCluster(
        of binding: LoadBalancerBinding,
        _ action: Action,
        for request: APIRequest
    ) async throws {
        let cluster = try? await plane.clusterID(of: binding.cluster).rawValue
        request.audit.note("cluster", cluster ?? binding.cluster)
        try request.requireCaller().require(action, on: Resource(.cluster, cluster ?? binding.cluster))
    }

    private var listeners: [APIRoute] {
        [
            APIRoute(.post, Self.one + "/listeners", access: .needs(.updateLoadBalancer)) { request in
                let object = try await plane.addListener(request.parameter("balancer"), request.decode())
                return try .json(object, status: .created)
            },
            APIRoute(.put, Self.one + "/listeners/{port}", access: .needs(.updateLoadBalancer)) { request in
                let (name, port) = (try request.parameter("balancer"), try Self.port(of: request))
                return try .json(try await plane.changeListener(name, port: port, request.decode()))
            },
            APIRoute(.delete, Self.one + "/listeners/{port}", access: .needs(.updateLoadBalancer)) { request in
                let (name, port) = (try request.parameter("balancer"), try Self.port(of: request))
                return try .json(try await plane.removeListener(name, port: port))
            },
        ]
    }

    /// 53, or 53/udp beside it.
    private static func port(of request: APIRequest) throws -> ContainerPort {
        let text = try request.parameter("port")
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let transport = parts.count < 2 ? .tcp : ContainerPort.TransportProtocol(rawValue: String(parts[1]))
        guard let number = Int(parts[0]), let transport else {
            throw ControlPlaneError(
                .invalid,
                "port '\(text.prefix(20))': is none; give the listener's port, with /udp behind it for one that speaks UDP"
            )
        }
        return ContainerPort(number, transport)
    }

    private var certificates: [APIRoute] {
        let all = Self.one + "/certificates"
        return [
            APIRoute(.post, all, access: .needs(.updateLoadBalancer)) { request in
                let object = try await plane.addCertificate(request.parameter("balancer"), request.decode())
                return try .json(object, status: .created)
            },
            APIRoute(.post, all + "/issue", access: .needs(.updateLoadBalancer)) { request in
                let object = try await plane.issueCertificate(request.parameter("balancer"), request.decode())
                return try .json(object, status: .created)
            },
            APIRoute(.delete, all + "/{certificate}", access: .needs(.updateLoadBalancer)) { request in
                let (name, certificate) = (try request.parameter("balancer"), try request.parameter("certificate"))
                return try .json(try await plane.removeCertificate(name, certificate: certificate))
            },
        ]
    }
}
