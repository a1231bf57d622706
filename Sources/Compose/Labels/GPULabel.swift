//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// How many GPUs a container has to itself, by the label `aliyun.gpu` or by keys of Compose.
enum GPULabel {
    static let maximum = 64

    static func read(_ draft: inout ServiceDraft) {
        let asked = draft.spec.resources.gpus
        if let place = draft.gpuPlaces.first, asked > maximum {
            place.error("the service asks for \(asked) GPUs", "ask for \(maximum) at most")
        }
        guard let field = draft.labels["aliyun.gpu"], let count = field.integer(in: 0...maximum) else { return }
        if !draft.gpuPlaces.isEmpty, asked != count {
            field.error("the keys of the service ask for \(asked) GPUs", "keep one of them")
        }
        draft.spec.resources.gpus = count
    }
}
