//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration

/// An application with what is known of it at this moment beside its record.
struct ApplicationRuntime: Sendable {
    var record: ApplicationRecord
    /// The Store's revision of the record, for changes that must not cross.
    var assignments: [ContainerSlot: NodeID] = [:]
    var inFlight: InFlight = InFlight()
    var restarts: [ContainerSlot: RestartHistory] = [:]
    var failures: [ContainerSlot: ActionFailure] = [:]
    /// What the last reconciliation said.
    var output: ReconcileOutput?

    init(record: ApplicationRecord) { self.record = record }
}
