//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Logging
import Model
import Orchestration

/// An action of an application, on its way to a node.
struct ScheduledAction: Sendable {
    var application: ApplicationID
    var action: Action
}
