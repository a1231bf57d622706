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
import NIOCore

/// The calls about the certificates with which users reach clusters' endpoints.
struct CertificateRoutes: Sendable {
    let plane: ControlPlane
    let certificates: EndpointCertificates

    private static let all = "/clusters/{cluster}/certificates"

    var routes: [APIRoute] {
        [
            APIRoute(.get, "/clusters/{cluster}/certs", access: .needs(.getClusterCerts)) { request in
                try .json(await files(request))
            },
            APIRoute(.get, "/clusters/{cluster}/certs.zip", access: .needs(.getClusterCerts)) { request in
                let files = try await files(request)
                let cluster = try await plane.cluster(request.parameter("cluster"))
                let archive = try ZipArchive([
                    .init("ca.pem", files.ca), .init("cert.pem", files.cert), .init("key.pem", files.key),
                    .init("env.sh", DockerEnvironment.script(masterURL: cluster.masterURL)),
                ])
                return Response(
                    status: .ok,
                    headers: [
                        .contentType: "application/zip",
                        .contentDisposition: "attachment; filename=\"certFiles.zip\"",
                    ],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: archive.bytes))
                )
            },
            APIRoute(.get, Self.all, access: .needs(.getClusterCerts)) { request in
                let cluster = try await plane.clusterID(of: request.parameter("cluster"))
                let caller = try request.requireCaller()
                let seesAll = caller.grants.allow(.revokeClusterCerts, on: Resource(.cluster, cluster.rawValue))
                return try .json(await certificates.list(cluster, user: seesAll ? nil : caller.user))
            },
            APIRoute(.delete, Self.all + "/{user}", access: .owner(or: .revokeClusterCerts)) { request in
                let cluster = try await plane.clusterID(of: request.parameter("cluster"))
                try await certificates.revoke(of: request.parameter("user"), for: cluster)
                return .empty()
            },
        ]
    }

    /// The caller's own; nobody gets those of others.
    private func files(_ request: APIRequest) async throws -> ClusterCertificates {
        let cluster = try await plane.clusterID(of: request.parameter("cluster"))
        return try await certificates.files(of: request.requireCaller().user, for: cluster)
    }
}
