//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Glibc

/// What there is of a cluster in the kernel, found by name.
struct Leftovers {
    private let names: LocalClusterNames

    init(_ names: LocalClusterNames) {
        self.names = names
    }

    /// The cluster's network namespaces.
    var networkNamespaces: [String] {
        HostFiles.names(in: "/run/netns").filter { $0.hasPrefix(names.prefix) }
    }

    /// The handles of its nodes' mount namespaces.
    var mountHandles: [String] {
        HostFiles.names(in: names.spaceDirectory).filter { $0.hasSuffix(".mnt") }
            .map { "\(names.spaceDirectory)/\($0)" }
    }

    /// The names of its top-level cgroups.
    var cgroups: [String] {
        var found: Set<String> = []
        for hierarchy in Self.cgroupHierarchies {
            found.formUnion(HostFiles.names(in: hierarchy).filter { $0.hasPrefix(names.prefix) })
        }
        return found.sorted()
    }

    /// Where something is mounted in or below some folders, last mounted first.
    func mounts(below folders: [String]) -> [String] {
        Self.mounts.map(\.place).reversed().filter { place in
            folders.contains { place == $0 || place.hasPrefix($0 + "/") }
        }
    }

    /// Removes top-level cgroups, of every hierarchy, with the empty ones below them.
    static func removeCgroups(where isRemoved: (String) -> Bool) {
        for hierarchy in cgroupHierarchies {
            for name in HostFiles.names(in: hierarchy) where isRemoved(name) {
                HostFiles.removeFolders("\(hierarchy)/\(name)")
            }
        }
    }

    /// Version 1 has a hierarchy for each controller, version 2 a single one; both may be there at once.
    private static var cgroupHierarchies: [String] {
        mounts.filter { $0.type == "cgroup" || $0.type == "cgroup2" }.map(\.place)
    }

    private static var mounts: [(place: String, type: String)] {
        (HostFiles.text("/proc/self/mounts") ?? "").split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            return fields.count > 2 ? (String(fields[1]), String(fields[2])) : nil
        }
    }
}
