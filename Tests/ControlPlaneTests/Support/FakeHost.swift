//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
import ControlPlane
import Model
import Routing

/// The load balancers of the server's host, which have everything in place at once, or when they are let.
actor FakeHost: HostBalancing {
    private(set) var parts: [ClusterID: [BalancerListener]] = [:]
    private(set) var drained: [String] = []
    private(set) var awaited: [Set<ClusterID>] = []
    private var problem = ""
    private var isHeld = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func begin(with clusters: Set<ClusterID>) { awaited.append(clusters) }

    func put(_ listeners: [BalancerListener], of cluster: ClusterID) async -> String {
        if isHeld { await withCheckedContinuation { waiting.append($0) } }
        parts[cluster] = listeners
        return problem
    }

    func drain(_ containers: [String], seconds: Int) { drained += containers }

    var obstacle: String? { "nobody listens" }

    func refuse(_ problem: String) { self.problem = problem }

    func hold() { isHeld = true }

    func release() {
        isHeld = false
        for one in waiting { one.resume() }
        waiting = []
    }

    /// The ports with where they lead.
    var places: [String] {
        parts.values.joined().map { listener in
            "\(listener.port): " + listener.servers.map { "\($0.address):\($0.port)" }.sorted().joined(separator: " ")
        }
        .sorted()
    }
}
