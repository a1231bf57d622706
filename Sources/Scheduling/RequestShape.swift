//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// What two requests have in common that the same nodes suit equally well, their services' other containers apart.
struct RequestShape: Hashable, Sendable {
    private let cpuMillis: Int64
    private let memoryBytes: Int64
    private let gpus: Int
    private let ports: [PortKey]
    private let rules: [PlacementRule]
    /// The container's name, where one of that name has ports of a node, which are no obstacle to it.
    private let ownName: String?

    init(_ request: PlacementRequest, in view: ClusterView) {
        let container = request.container
        cpuMillis = container.cpuMillis
        memoryBytes = container.memoryBytes
        gpus = container.gpus
        ports = container.ports
        rules = request.rules.rules
        ownName = !container.ports.isEmpty && view.holdsPorts(container.name) ? container.name : nil
    }

    /// The request without what others of the shape don't have.
    func example(of request: PlacementRequest) -> PlacementRequest {
        var example = request
        example.container.name = ownName ?? ""
        return example
    }
}
