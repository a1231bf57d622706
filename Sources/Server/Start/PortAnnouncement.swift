//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Synchronization

/// Tells both ports once both are known.
final class PortAnnouncement: Sendable {
    private let ports = Mutex<(api: Int?, agents: Int?)>((nil, nil))
    private let announce: @Sendable (GantryServer.Ports) -> Void

    init(_ announce: @escaping @Sendable (GantryServer.Ports) -> Void) { self.announce = announce }

    func setAPI(_ port: Int) { set { $0.api = port } }

    func setAgents(_ port: Int) { set { $0.agents = port } }

    private func set(_ change: (inout (api: Int?, agents: Int?)) -> Void) {
        let known = ports.withLock { ports in
            change(&ports)
            return ports
        }
        if let api = known.api, let agents = known.agents { announce(GantryServer.Ports(api: api, agents: agents)) }
    }
}
