//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import Logging
import Model
import NIOSSL
import ServiceLifecycle
import Store

/// Keeps an endpoint open for each cluster, from the cluster's making to its end.
struct EndpointService: Service {
    /// How long a port that is taken is left alone: nothing tells when it becomes free.
    private static let retryDelay = Duration.seconds(10)
    /// Most connections of one endpoint at a time.
    private static let connectionLimit = 2_000

    let plane: ControlPlane
    /// The address that endpoints listen on.
    let host: String
    let tls: NIOSSLContext
    let endpoint: @Sendable (ClusterID) -> ClusterEndpoint
    let certificates: EndpointCertificates
    let connections: EndpointConnections
    let progress: EndpointProgress
    let logger: Logger

    func run() async throws {
        let changes = await plane.changesOfEndpoints()
        for gone in try await certificates.clusters().subtracting(await plane.endpoints().keys) {
            try await certificates.forget(gone)
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await endRevoked() }
            var open: [ClusterID: AsyncStream<Void>.Continuation] = [:]
            update(&open, to: await plane.endpoints(), in: &group)
            for await _ in changes.cancelOnGracefulShutdown() {
                update(&open, to: await plane.endpoints(), in: &group)
            }
            // Those that are open are told of the shutdown themselves.
            progress.close()
        }
    }

    private func update(
        _ open: inout [ClusterID: AsyncStream<Void>.Continuation],
        to wanted: [ClusterID: Int],
        in group: inout DiscardingTaskGroup
    ) {
        for (id, stop) in open where wanted[id] == nil {
            stop.finish()
            open[id] = nil
            progress.remove(id)
            connections.end { $0.cluster == id }
            group.addTask { await forget(id) }
        }
        for (id, port) in wanted where open[id] == nil {
            let (stopping, stop) = AsyncStream.makeStream(of: Void.self)
            open[id] = stop
            group.addTask { await serve(id, port: port, until: stopping) }
        }
    }

    private func serve(_ cluster: ClusterID, port: Int, until stopping: AsyncStream<Void>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await listen(cluster, port: port) }
            group.addTask { for await _ in stopping {} }
            await group.next()
            group.cancelAll()
        }
    }

    /// Serves until cancelled or told to shut down; a port that is taken is tried again.
    private func listen(_ cluster: ClusterID, port: Int) async {
        let endpoint = endpoint(cluster)
        var isTold = false
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                let server = try HTTPService.make(
                    address: HostPort(host: host, port: port),
                    connectionLimit: Self.connectionLimit,
                    tls: { [tls] in endpoint.tls(tls) },
                    logger: logger,
                    onRunning: { _ in progress.settle(cluster) },
                    respond: { try await endpoint.respond(to: $0, on: $1) }
                )
                try await server.run()
            } catch {
                progress.settle(cluster)
                if !isTold {
                    logger.error(
                        "cluster's endpoint can't be opened; end the program that has its port, it is tried again",
                        metadata: ["cluster": "\(cluster)", "port": "\(port)", "error": "\(error)"]
                    )
                }
                isTold = true
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.retryDelay) }
            }
        }
    }

    private func forget(_ cluster: ClusterID) async {
        do {
            try await certificates.forget(cluster)
        } catch {
            logger.warning(
                "certificates of a deleted cluster stay until the next start",
                metadata: ["cluster": "\(cluster)", "error": "\(error)"]
            )
        }
    }

    /// Ends the connections of each certificate that is revoked.
    private func endRevoked() async {
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let (store, all) = (certificates.store, EndpointCertificates.all)
                    let revision = try await store.list(prefix: all).revision
                    for peer in connections.peers where try await !certificates.isGood(peer) {
                        connections.end { $0 == peer }
                    }
                    for try await changes in store.watch(prefix: all, after: revision) {
                        for case .delete(let key, _) in changes {
                            connections.end { EndpointCertificates.key($0) == key }
                        }
                    }
                } catch StoreError.compacted {
                    // Too far behind: begins anew with what there is.
                } catch  where !(error is CancellationError) {
                    logger.error("revoked certificates can't be followed", metadata: ["error": "\(error)"])
                    try await Task.sleep(for: Self.retryDelay)
                }
            }
        }
    }
}
