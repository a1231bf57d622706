//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration

extension ClusterController {
    /// The containers that a query of logs is about, that are within reach.
    func logSources(_ query: LogQuery) -> [LogSource] {
        nodes.values.filter { $0.connection != nil }.flatMap { node in
            node.containers.of(project: query.project).compactMap { status -> LogSource? in
                guard status.labels[ContainerLabels.cluster] == id.rawValue, status.started != nil,
                    let slot = status.slot,
                    query.run == nil || query.run == status.attempt?.run,
                    query.service == nil || query.service == slot.service.rawValue,
                    query.container == nil || query.container == status.name
                        || status.id.rawValue.hasPrefix(query.container ?? "")
                else { return nil }
                let spec = application(named: ApplicationName(query.project))?.state.presentSpec.service(slot.service)
                return LogSource(
                    id: status.id,
                    name: status.name,
                    service: slot.service.rawValue,
                    hasTerminal: spec?.tty ?? false,
                    node: node.record.id,
                    started: status.started
                )
            }
        }
        .sorted { $0.name < $1.name }
    }

    func subscribeToChanges() -> AsyncStream<Void> { changes.subscribe() }

    func engine(of node: NodeID) -> EngineCalls? { nodes[node]?.engine }

    /// The application of a name, unless it is being removed.
    func application(named name: ApplicationName) -> ApplicationRuntime? {
        applications.values.first { $0.record.name == name && $0.record.intent != .remove }
    }
}
