//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

// Volumes, temporary file systems and devices.

extension ServiceKey {
    static let storage: [ServiceKey] = [
        ServiceKey("volumes") { field, draft in
            for item in field.items("volumes") { VolumeSyntax.read(item, into: &draft) }
        },
        ServiceKey("secrets") { field, draft in FileKeys.read(.secret, field, into: &draft) },
        ServiceKey("configs") { field, draft in FileKeys.read(.config, field, into: &draft) },
        ServiceKey("storage_opt") { field, draft in
            for pair in field.entries("options of the storage driver") {
                if let value = pair.field.text("a value") { draft.spec.storageOptions[pair.name] = value }
            }
        },
        ServiceKey("tmpfs") { field, draft in
            let expected = "a path in the container, such as /run or /run:size=64m"
            draft.spec.tmpfs += field.oneOrMore().compactMap {
                $0.text(expected, where: { $0.hasPrefix("/") })
            }
        },
        .texts("devices", to: \.devices, "a device such as /dev/fuse or /dev/sda:/dev/xvda:rwm") { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            let paths = parts.count > 1 && !(parts.last?.contains("/") ?? true) ? parts.dropLast() : parts[...]
            let hasMode = paths.count < parts.count
            return (1...2).contains(paths.count) && paths.allSatisfy { $0.hasPrefix("/") }
                && (!hasMode || (parts.last.map { !$0.isEmpty && $0.allSatisfy { "rwm".contains($0) } } ?? false))
        },
    ]
}
