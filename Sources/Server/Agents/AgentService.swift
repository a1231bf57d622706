//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import FoundationEssentials
import Logging
import Model
import PKI
import ServiceLifecycle
import Tunnel

/// Listens for agents, and hands each to the control plane for as long as it is connected.
struct AgentService: Service {
    let listener: TunnelListener
    let plane: ControlPlane
    let connections: AgentConnections
    let logger: Logger
    /// Told the port once it listens.
    let onRunning: @Sendable (Int) -> Void

    init(
        address: HostPort,
        certificate: ServerCertificate,
        authorityPEM: String,
        plane: ControlPlane,
        connections: AgentConnections,
        logger: Logger,
        onRunning: @escaping @Sendable (Int) -> Void
    ) throws {
        let anchor = try TrustAnchor(certificatePEM: authorityPEM)
        listener = try TunnelListener(
            configuration: .init(
                address: address.host,
                port: address.port,
                certificateChainPEM: certificate.certificatePEM,
                privateKeyPEM: certificate.privateKeyPEM,
                trust: .verify { chain in
                    guard let own = chain.first,
                        case .node = try? anchor.verifyClient(certificateDER: own, now: Date())
                    else { return false }
                    return true
                }
            ),
            logger: logger
        )
        self.plane = plane
        self.connections = connections
        self.logger = logger
        self.onRunning = onRunning
    }

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await listener.run(onListening: onRunning) { await serve($0) }
        }
    }

    private func serve(_ tunnel: TunnelConnection) async {
        guard case .node(let cluster, let node) = try? PeerIdentity(certificateDER: tunnel.peer.der) else { return }
        let connection = TunnelNodeConnection(cluster: ClusterID(cluster), node: NodeID(node), tunnel: tunnel)
        connections.add(tunnel, cluster: connection.cluster, node: connection.node)
        defer { connections.remove(tunnel, cluster: connection.cluster, node: connection.node) }
        do {
            try await plane.serve(connection)
        } catch {
            logger.info(
                "agent's connection ended",
                metadata: ["cluster": "\(cluster)", "node": "\(node)", "reason": "\(error)"]
            )
        }
    }
}
