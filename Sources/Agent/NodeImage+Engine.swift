//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerEngine
import Model

extension NodeImage {
    /// More than that are not reported, so that a report stays small.
    static let maximumCount = 1000

    /// The images that have names, in an order that doesn't change from answer to answer.
    static func list(_ images: [EngineImageSummary]) -> [NodeImage] {
        let named = images.compactMap { image -> NodeImage? in
            let tags = (image.tags ?? []).filter { $0 != "<none>:<none>" }
            return tags.isEmpty ? nil : NodeImage(id: image.id, tags: tags.sorted())
        }
        return Array(named.sorted { $0.id < $1.id }.prefix(maximumCount))
    }
}
