//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing
import Tunnel

@Suite struct ReconnectBackoffTests {
    @Test(arguments: [
        (0, 200), (1, 400), (2, 800), (4, 3_200), (5, 5_000), (31, 5_000), (63, 5_000), (Int.max, 5_000),
        (-1, 200),
    ])
    func doublesUpToItsLimit(attempt: Int, milliseconds: Int) {
        let backoff = ReconnectBackoff()
        #expect(backoff.next(attempt: attempt, random: 1) == .milliseconds(milliseconds))
        #expect(backoff.next(attempt: attempt, random: 0) == .zero)
        #expect(backoff.next(attempt: attempt, random: 0.5) == .milliseconds(milliseconds / 2))
    }
}
