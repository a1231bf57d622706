//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// What the long form of a volume says beside its source and target.
struct VolumeOptions {
    /// Options of the mount, as the short form has them.
    var mount: [String] = []
    /// Options of a temporary file system.
    var tmpfs: [String] = []

    var tmpfsSuffix: String { tmpfs.isEmpty ? "" : ":" + tmpfs.joined(separator: ",") }

    private static let propagations = ["private", "rprivate", "shared", "rshared", "slave", "rslave"]

    private static let bind = KeyTable<VolumeOptions>(
        .init("propagation") { field, options in
            guard let text = field.text(propagations.listed(), where: { propagations.contains($0) }) else { return }
            options.mount.append(text)
        },
        .init("selinux") { field, options in
            guard let text = field.text("z or Z", where: { $0 == "z" || $0 == "Z" }) else { return }
            options.mount.append(text)
        },
        .init("create_host_path") { field, _ in
            guard field.boolean() == false else { return }
            field.warning("a directory that is missing on the node is made; this value has no effect", "remove the key")
        },
        .ignored("recursive", "mounts below the directory come along; this key has no effect")
    )

    private static let volume = KeyTable<VolumeOptions>(
        .init("nocopy") { field, options in
            if field.boolean() == true { options.mount.append("nocopy") }
        },
        .refused("subpath", "a part of a volume can't be mounted", "mount the whole volume"),
        .refused("labels", "labels go with a declared volume", "write them under the top-level key volumes")
    )

    private static let tmpfs = KeyTable<VolumeOptions>(
        .init("size") { field, options in
            if let bytes = field.bytes(), bytes > 0 { options.tmpfs.append("size=\(bytes)") }
        },
        .init("mode") { field, options in
            guard let text = field.text("permissions as an octal number, such as 01777") else { return }
            guard let mode = Int(text, radix: 8), (0...0o7777).contains(mode) else {
                return field.refuse(text, "permissions as an octal number, such as 01777")
            }
            options.tmpfs.append("mode=\(String(mode, radix: 8))")
        }
    )

    static func read(_ pair: FieldPair, into options: inout VolumeOptions) {
        guard pair.hasValue else { return }
        switch pair.name {
        case "bind": bind.read(pair.field, "options", into: &options)
        case "volume": volume.read(pair.field, "options", into: &options)
        case "tmpfs": tmpfs.read(pair.field, "options", into: &options)
        default: _ = pair.field.text("consistent, cached or delegated")
        }
    }
}
