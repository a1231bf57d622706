//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

extension ClusterController {
    /// Tells people what a node's routers or proxies have refused, once, at the services that it is about.
    ///
    /// - Parameters:
    ///   - problem: The agent's answer: a table's name, a colon, and what was refused; empty when all is well.
    ///   - id: The node.
    ///   - known: Where the last one is kept.
    ///   - action: The event's name.
    ///   - subjects: The services that it is about.
    func note(
        _ problem: String,
        of id: NodeID,
        in known: WritableKeyPath<NodeState, String>,
        as action: String,
        about subjects: [EventLog.Subject]
    ) async {
        // The revision in front changes each time.
        let text = String(problem.split(separator: ":", maxSplits: 1).last ?? "").trimmingPrefix(" ")
        guard let node = nodes[id], node[keyPath: known] != text else { return }
        nodes[id]?[keyPath: known] = String(text)
        guard !text.isEmpty else { return }
        for var subject in subjects.isEmpty ? [.init()] : subjects {
            subject.node = node.record.name
            await events.record(action, "on \(node.record.name) \(text)", level: "warning", about: subject)
        }
    }
}
