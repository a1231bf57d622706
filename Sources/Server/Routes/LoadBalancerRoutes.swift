//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
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
            APIRoute(.get, Self.all) { request in
                try .json(try await plane.loadBalancers(nameContains: request.query.text("q")))
            },
            APIRoute(.post, Self.all) { request in
                try .json(try await plane.createLoadBalancer(request.decode()), status: .created)
            },
            APIRoute(.get, Self.one) { request in
                try .json(try await plane.loadBalancer(request.parameter("balancer")))
            },
            APIRoute(.put, Self.one) { request in
                try .json(try await plane.changeLoadBalancer(request.parameter("balancer"), request.decode()))
            },
            APIRoute(.delete, Self.one) { request in
                try await plane.deleteLoadBalancer(request.parameter("balancer"))
                return .empty()
            },
            APIRoute(.post, Self.one + "/bind") { request in
                try .json(try await plane.bindLoadBalancer(request.parameter("balancer"), request.decode()))
            },
            APIRoute(.post, Self.one + "/unbind") { request in
                try .json(try await plane.unbindLoadBalancer(request.parameter("balancer"), request.decode()))
            },
        ] + listeners + certificates
    }

    private var listeners: [APIRoute] {
        [
            APIRoute(.post, Self.one + "/listeners") { request in
                let object = try await plane.addListener(request.parameter("balancer"), request.decode())
                return try .json(object, status: .created)
            },
            APIRoute(.put, Self.one + "/listeners/{port}") { request in
                let (name, port) = (try request.parameter("balancer"), try Self.port(of: request))
                return try .json(try await plane.changeListener(name, port: port, request.decode()))
            },
            APIRoute(.delete, Self.one + "/listeners/{port}") { request in
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
            APIRoute(.post, all) { request in
                let object = try await plane.addCertificate(request.parameter("balancer"), request.decode())
                return try .json(object, status: .created)
            },
            APIRoute(.post, all + "/issue") { request in
                let object = try await plane.issueCertificate(request.parameter("balancer"), request.decode())
                return try .json(object, status: .created)
            },
            APIRoute(.delete, all + "/{certificate}") { request in
                let (name, certificate) = (try request.parameter("balancer"), try request.parameter("certificate"))
                return try .json(try await plane.removeCertificate(name, certificate: certificate))
            },
        ]
    }
}
