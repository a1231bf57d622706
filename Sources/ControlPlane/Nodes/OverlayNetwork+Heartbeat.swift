//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model

/// How soon engines notice that a manager of the network is gone.
///
/// An engine asks the managers for each container's address, in the session that it has with one of them. When that
/// one is gone without a farewell, a question waits for 20 s, and keeps the engine from noticing and from asking others.
/// It notices by a heartbeat that isn't answered for 5 s. Swarm mode varies the time between two by half a second.
extension OverlayNetwork {
    /// The time between two heartbeats; swarm mode's own is 5 s.
    static let heartbeatPeriod = Duration.seconds(1)
    /// How long after a manager's last sign of life the engines have sessions with others.
    static let noticedAfter = Duration.seconds(7)

    /// When the engines have noticed that a node is away; nil when nothing hangs on it.
    static func noticed(lossOf node: NodeState) -> Timestamp? {
        guard let lastSign = node.lastSign, node.record.lastStatus?.isSwarmManager == true else { return nil }
        return lastSign + noticedAfter
    }

    /// Has the engines say that they are there as often as they have to.
    static func ensureHeartbeat(through manager: EngineCalls) async throws {
        struct Swarm: Decodable {
            struct Version: Decodable { var Index: Int64 }
            var Version: Version
            var Spec: [String: JSONValue]
        }
        let swarm = try await manager.decode(Swarm.self, "GET", "/swarm")
        let wanted = JSONValue.int(heartbeatPeriod.wholeNanoseconds)
        guard swarm.Spec["Dispatcher"] != ["HeartbeatPeriod": wanted] else { return }
        var spec = swarm.Spec
        spec["Dispatcher"] = ["HeartbeatPeriod": wanted]
        try await manager.call(
            "POST",
            "/swarm/update",
            query: [("version", String(swarm.Version.Index))],
            json: .object(spec)
        )
    }
}
