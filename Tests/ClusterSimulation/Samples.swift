//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model
package import Scheduling

extension NodeView {
    package static func sample(_ name: String, _ condition: NodeCondition = .ready) -> NodeView {
        NodeView(
            id: NodeID(name),
            name: name,
            condition: condition,
            cpuMillis: 4_000,
            memoryBytes: 1_024 * 1_048_576
        )
    }
}

extension ServiceSpec {
    package static func sample(_ name: ServiceName, _ body: (inout ServiceSpec) -> Void = { _ in }) -> ServiceSpec {
        var service = ServiceSpec(name: name, image: "image:1")
        service.restart = .always
        body(&service)
        return service
    }
}
