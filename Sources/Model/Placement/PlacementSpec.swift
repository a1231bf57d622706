//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What a service asks of the nodes that its containers go to.
///
/// It says nothing of a container that is there: changing it moves none.
package struct PlacementSpec: Codable, Hashable, Sendable {
    /// On the node and its labels.
    package var constraints: [PlacementExpression] = []
    /// On the containers and images that the node has already.
    package var affinities: [PlacementExpression] = []
    /// Names of nodes with `|` between them; the key and the operator have no meaning.
    package var whitelists: [PlacementExpression] = []
    package var zones: ZoneSpread?

    package init() {}

    package var isEmpty: Bool { constraints.isEmpty && affinities.isEmpty && whitelists.isEmpty && zones == nil }
}

/// How many zones the containers of a service are spread over: `availability:az==2`, `az==~2`.
package struct ZoneSpread: Codable, Hashable, Sendable {
    package var minimum: Int
    /// A wish, which is met as far as it can be.
    package var isSoft: Bool

    package init(minimum: Int, isSoft: Bool = false) {
        self.minimum = minimum
        self.isSoft = isSoft
    }
}

extension ZoneSpread: CustomStringConvertible {
    package var description: String { "availability:az==\(isSoft ? "~" : "")\(minimum)" }
}
