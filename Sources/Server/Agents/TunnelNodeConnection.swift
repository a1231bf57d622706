//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import Model
import NIOCore
import Tunnel

/// An agent's connection as the control plane sees it.
struct TunnelNodeConnection: NodeConnection {
    let cluster: ClusterID
    let node: NodeID
    let tunnel: TunnelConnection

    var silence: Duration { tunnel.silence }

    func send(_ request: NodeRequest) async throws -> NodeResponse {
        let response = try await tunnel.send(
            TunnelRequest(
                method: request.method,
                path: request.path,
                headers: request.headers,
                body: request.body.map { .bytes(ByteBuffer(bytes: $0)) } ?? .none
            )
        )
        let reader = ChunkReader(response.body)
        // One part is fetched for each that is asked for, so the reader's pace is the agent's.
        let body = AsyncThrowingStream { try await reader.next().map { Array($0.readableBytesView) } }
        return NodeResponse(status: response.status, headers: response.headers, body: body)
    }

    func close() async { await tunnel.close() }
}
