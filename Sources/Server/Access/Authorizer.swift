//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Access
import ControlPlane
import HTTPTypes
import Model

/// Decides whether a caller may make a call: here and nowhere else.
struct Authorizer: Sendable {
    /// The ID of the cluster of an ID or name; nil when there is none.
    let clusterID: @Sendable (String) async throws -> String?
    /// The ID of the cluster that a join token belongs to; nil when the token isn't good.
    let clusterIDOfToken: @Sendable (String) async throws -> String?

    /// What a request is made to: what its path names, or all of the kind of thing that the action concerns.
    func resource(_ action: Action, _ parameters: [String: String]) async throws -> Resource {
        if let cluster = parameters["cluster"] {
            // One that isn't there is told only to those who may see any: to others it is as one of somebody else's.
            return Resource(.cluster, try await clusterID(cluster) ?? cluster)
        }
        if let balancer = parameters["balancer"] { return Resource(.loadBalancer, balancer) }
        if let template = parameters["template"] { return Resource(.template, template) }
        if let user = parameters["user"] { return Resource(.user, user) }
        if let token = parameters["token"] { return Resource(.cluster, try await clusterIDOfToken(token)) }
        return Resource(action.kind)
    }

    /// Refuses what isn't allowed.
    ///
    /// - Throws: `APIFailure` with the action and the resource.
    func check(
        _ route: APIRoute,
        _ method: HTTPRequest.Method,
        _ parameters: [String: String],
        by caller: Caller
    ) async throws {
        guard let action = try route.action(method, parameters) else { return }
        switch route.access {
        case .lists: return
        case .owner where parameters["user"] == caller.user: return
        default: try caller.require(action, on: try await resource(action, parameters))
        }
    }
}

extension Authorizer {
    init(plane: ControlPlane) {
        self.init(
            clusterID: { cluster in
                try await Self.unlessRefused { try await plane.clusterID(of: cluster).rawValue }
            },
            clusterIDOfToken: { token in
                try await Self.unlessRefused { try await plane.cluster(ofToken: token).rawValue }
            }
        )
    }

    private static func unlessRefused(_ body: () async throws -> String) async throws -> String? {
        do {
            return try await body()
        } catch let error as ControlPlaneError where error.code != .internal {
            return nil
        }
    }
}

extension Caller {
    /// Refuses what the caller's policies don't allow.
    ///
    /// - Throws: `APIFailure` with the action and the resource.
    func require(_ action: Action, on resource: Resource) throws {
        guard !grants.allow(action, on: resource) else { return }
        throw APIFailure(
            status: .forbidden,
            code: "forbidden",
            message: "\(action.name) on \(resource): user '\(user)' isn't allowed it; "
                + "ask an administrator for a role or a policy that allows it"
        )
    }
}
