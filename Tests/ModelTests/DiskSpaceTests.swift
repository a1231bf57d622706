//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@Suite struct DiskSpaceTests {
    @Test func littleChangesAreNone() {
        let space = DiskSpace(totalBytes: 1_000, freeBytes: 459)
        #expect(space.rounded == DiskSpace(totalBytes: 1_000, freeBytes: 450))
        #expect(DiskSpace(totalBytes: 1_000, freeBytes: 451).rounded == space.rounded)
        #expect(DiskSpace(totalBytes: 7, freeBytes: 3).rounded.freeBytes == 3)
        #expect(DiskSpace(totalBytes: 0, freeBytes: 0).rounded.freeBytes == 0)
    }

    @Test func lessThanATenthIsShort() {
        #expect(DiskSpace(totalBytes: 1_000, freeBytes: 99).isShort)
        #expect(!DiskSpace(totalBytes: 1_000, freeBytes: 100).isShort)
        #expect(!DiskSpace(totalBytes: 0, freeBytes: 0).isShort)
    }
}
