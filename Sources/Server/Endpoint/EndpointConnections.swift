//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import NIOCore
import Synchronization

/// The open connections of clusters' endpoints, so that they can be ended with the certificate that opened them.
final class EndpointConnections: Sendable {
    /// Who opened a connection.
    struct Peer: Sendable, Hashable {
        var cluster: ClusterID
        var user: String
        /// The certificate's.
        var fingerprint: String
    }

    private let open = Mutex<[ObjectIdentifier: (channel: any Channel, peer: Peer)]>([:])

    /// Remembers a connection for as long as it is open.
    func add(_ channel: any Channel, _ peer: Peer) {
        let id = ObjectIdentifier(channel)
        open.withLock { $0[id] = (channel, peer) }
        channel.closeFuture.whenComplete { _ in self.open.withLock { $0[id] = nil } }
    }

    func peer(of channel: any Channel) -> Peer? {
        open.withLock { $0[ObjectIdentifier(channel)]?.peer }
    }

    /// The peers of all connections.
    var peers: Set<Peer> { open.withLock { Set($0.values.map(\.peer)) } }

    /// Closes connections, whatever goes on in them.
    func end(where isConcerned: (Peer) -> Bool) {
        let ended = open.withLock { $0.values.filter { isConcerned($0.peer) }.map(\.channel) }
        for channel in ended { channel.close(promise: nil) }
    }
}
