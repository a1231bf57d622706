//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import FoundationEssentials
import Logging
import Model

/// Certificates of nodes' agents.
extension ClusterController {
    /// How long before its end a node's certificate gives way to a new one: long enough for a node that is seldom on.
    static let renewalTime = Duration.seconds(120 * 86_400)
    /// How long until a certificate is looked at again, and a renewal that failed is tried again.
    private static let renewalInterval = Duration.seconds(86_400)

    /// Gives a connected node a new certificate in good time, for as long as the connection lasts.
    func keepCertificate(_ connection: any NodeConnection, session: Int) async {
        while !Task.isCancelled, let node = nodes[connection.node], node.session == session {
            if node.record.certificateExpires <= now + Self.renewalTime {
                do {
                    try await renewCertificate(of: node.record, over: connection)
                } catch {
                    logger.warning(
                        "node's certificate not renewed",
                        metadata: ["node": "\(node.record.name)", "error": "\(error)"]
                    )
                }
            }
            try? await Task.sleep(for: Self.renewalInterval)
        }
    }

    /// The key is made on the node and stays there.
    private func renewCertificate(of record: NodeRecord, over connection: any NodeConnection) async throws {
        let asked = try await connection.send(NodeRequest("POST", AgentPaths.certificate))
        let body = try await asked.collect(upTo: RenewalRequest.maximumSize)
        guard asked.status == 200 else {
            throw ControlPlaneError(.unavailable, "the agent answered with \(asked.status); it may be an older one")
        }
        let request = try JSONDecoder().decode(RenewalRequest.self, from: Data(body))
        let issued = try certificates.issueNode(
            csrPEM: request.certificateSigningRequest,
            cluster: id,
            node: record.id
        )
        let renewal = Renewal(certificate: issued.certificatePEM)
        let kept = try await connection.send(NodeRequest("PUT", AgentPaths.certificate, json: renewal))
        guard kept.status == 204 else {
            let reason = try await kept.collect(upTo: RenewalRequest.maximumSize)
            throw ControlPlaneError(.unavailable, String(decoding: reason, as: UTF8.self))
        }
        nodes[record.id]?.record.certificateExpires = issued.expires
        guard let renewed = nodes[record.id]?.record else { return }
        try await repository.update(renewed, StoreKeys.node(id, record.id))
        await events.record(
            "node.renewed",
            "\(record.name): its certificate was renewed; it is good until \(issued.expires)",
            about: .init(node: record.name)
        )
        changes.send()
    }
}
