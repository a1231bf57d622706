//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The room of a file system.
package struct DiskSpace: Codable, Hashable, Sendable {
    package var totalBytes: Int64
    /// What is free for programs without special rights.
    package var freeBytes: Int64

    package init(totalBytes: Int64, freeBytes: Int64) {
        self.totalBytes = totalBytes
        self.freeBytes = freeBytes
    }

    /// The same in hundredths of the whole, so that little changes of it are none.
    package var rounded: DiskSpace {
        let step = max(1, totalBytes / 100)
        return DiskSpace(totalBytes: totalBytes, freeBytes: freeBytes / step * step)
    }

    /// Whether less than a tenth is free: builds, pulls and logs fail soon.
    package var isShort: Bool { freeBytes < totalBytes / 10 }
}
