//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Slows down whoever guesses passwords: after some failures each further one doubles the time to the next try.
///
/// A success forgets the failures; so does a quarter of an hour without one.
struct LoginThrottle: Sendable {
    /// What is counted: a user's failures from an address, and all failures of an address.
    enum Subject: Hashable, Sendable {
        case user(String, address: String)
        case address(String)

        var freeFailures: Int {
            switch self {
            case .user: 3
            case .address: 20
            }
        }
    }

    static let memory = Duration.seconds(900)
    static let longestWait = Duration.seconds(300)
    /// Most subjects that are remembered; the one that was quiet for longest is forgotten first.
    static let capacity = 10_000

    private struct Failures: Sendable {
        var count: Int
        var last: Timestamp
    }

    private var failures: [Subject: Failures] = [:]

    /// For how long tries are refused; nil when one is allowed now.
    func wait(_ user: String, from address: String, now: Timestamp) -> Duration? {
        Self.subjects(user, address).compactMap { wait($0, now: now) }.max()
    }

    /// Counts a try that failed, or that isn't known yet not to fail.
    mutating func failed(_ user: String, from address: String, now: Timestamp) {
        if failures.count >= Self.capacity { forget(now: now) }
        for subject in Self.subjects(user, address) {
            var count = 0
            if let known = failures[subject], now - known.last < Self.memory { count = known.count }
            failures[subject] = Failures(count: count + 1, last: now)
        }
    }

    /// Takes back what `failed` counted for the same try, and the user's earlier failures.
    mutating func succeeded(_ user: String, from address: String) {
        failures[.user(user, address: address)] = nil
        // The try itself was counted as a failure beforehand.
        guard let known = failures[.address(address)] else { return }
        failures[.address(address)] = known.count > 1 ? Failures(count: known.count - 1, last: known.last) : nil
    }

    private func wait(_ subject: Subject, now: Timestamp) -> Duration? {
        guard let known = failures[subject], known.count > subject.freeFailures else { return nil }
        let doublings = min(known.count - subject.freeFailures - 1, 9)
        let end = known.last + min(.seconds(1 << doublings), Self.longestWait)
        return end > now ? end - now : nil
    }

    private mutating func forget(now: Timestamp) {
        failures = failures.filter { now - $0.value.last < Self.memory }
        while failures.count >= Self.capacity, let oldest = failures.min(by: { $0.value.last < $1.value.last }) {
            failures[oldest.key] = nil
        }
    }

    private static func subjects(_ user: String, _ address: String) -> [Subject] {
        [.user(user, address: address), .address(address)]
    }
}
