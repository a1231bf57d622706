//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// Which times of a schedule have come since it was last looked at.
///
/// One run at a time: times that come while one is under way are left out. Times that came while nobody looked are
/// made up for by one run, for the last of them.
package struct JobTimetable: Hashable, Sendable {
    /// Times beyond this number aren't counted one by one: a schedule may name every second of a year.
    static let countLimit = 10_000

    let job: JobSpec
    /// Times up to here are dealt with.
    let from: Timestamp

    package init(job: JobSpec, from: Timestamp) {
        self.job = job
        self.from = from
    }

    /// The first time to come.
    package var next: Timestamp? { job.next(after: from) }

    /// The last time up to a moment, and how many there are up to then; nil when there is none.
    package func due(through end: Timestamp) -> (last: Timestamp, count: Int)? {
        var found: (last: Timestamp, count: Int)?
        var time = from
        while let next = job.next(after: time), next <= end {
            found = (next, (found?.count ?? 0) + 1)
            if found?.count == Self.countLimit { break }
            time = next
        }
        return found
    }
}
