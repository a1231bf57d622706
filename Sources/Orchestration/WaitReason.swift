//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model
package import Scheduling

/// Why a container isn't yet, or not any more, as it should be.
package struct WaitReason: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        /// A service that starts before it, or stops before it, isn't there yet.
        case order
        /// It fits on no node, or not on the one that it stays on.
        case placement
        /// Its node can't be told anything now.
        case nodeAway
        /// It ended and is started again after a while.
        case restart
        /// An action failed and is tried again after a while.
        case retry
        /// It ended, and nothing starts it again.
        case failed
        /// It runs, but its probe doesn't say yet that it is well.
        case starting
        /// It runs, but its probe says that it isn't well.
        case unhealthy
        /// Somebody paused it.
        case paused
        /// The engine is busy with it.
        case engine
        /// A container of the same name has to go first.
        case name
        /// Others are updated before it.
        case rollOut
    }

    package var kind: Kind
    /// For people; times in it count from the reconciliation.
    package var message: String
    /// When it is looked at again, if nothing happens before.
    package var until: Timestamp?
    /// Each node with what speaks against it, for `placement`.
    package var refusals: [NodeRefusal]

    package init(_ kind: Kind, _ message: String, until: Timestamp? = nil, refusals: [NodeRefusal] = []) {
        self.kind = kind
        self.message = message
        self.until = until
        self.refusals = refusals
    }
}
