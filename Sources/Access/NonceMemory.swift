//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// The nonces of signed requests, each for as long as its request could be sent again.
///
/// A full memory takes no further one, rather than forget one that counts.
package struct NonceMemory: Sendable {
    /// Most nonces of all access keys together.
    package static let capacity = 100_000
    /// Most nonces of one access key, so that no key keeps the others out.
    package static let capacityOfKey = 50_000

    private struct Entry: Sendable, Hashable {
        var key: String
        var nonce: String
    }

    private let capacity: Int
    private let capacityOfKey: Int
    private var known: Set<Entry> = []
    private var counts: [String: Int] = [:]
    /// By the minute after which they are of no use.
    private var ends: [Int64: [Entry]] = [:]

    package init(capacity: Int = Self.capacity, capacityOfKey: Int = Self.capacityOfKey) {
        self.capacity = capacity
        self.capacityOfKey = capacityOfKey
    }

    /// Takes the nonce of a request whose signature is good, if it has one.
    ///
    /// - Throws: `SignatureError` when it was there before, or when there is no room.
    package mutating func take(_ signature: RequestSignature, now: Timestamp) throws(SignatureError) {
        forget(now)
        guard let nonce = signature.nonce else { return }
        let entry = Entry(key: signature.accessKeyID, nonce: nonce)
        guard !known.contains(entry) else {
            throw SignatureError(
                .replayed,
                "header x-acs-signature-nonce: was used already; send another one with each request"
            )
        }
        guard known.count < capacity, counts[entry.key, default: 0] < capacityOfKey else {
            throw SignatureError(
                .tooMany,
                "access key: too many signed requests came within the last minutes; make fewer, or log in instead"
            )
        }
        known.insert(entry)
        counts[entry.key, default: 0] += 1
        ends[(signature.date + RequestSignature.window).seconds / 60, default: []].append(entry)
    }

    private mutating func forget(_ now: Timestamp) {
        for minute in ends.keys where minute < now.seconds / 60 {
            for entry in ends.removeValue(forKey: minute) ?? [] {
                known.remove(entry)
                let left = (counts[entry.key] ?? 1) - 1
                counts[entry.key] = left > 0 ? left : nil
            }
        }
    }
}
