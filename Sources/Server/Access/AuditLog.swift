//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import FoundationEssentials
import Logging
import Model
import Store

/// Who did what from where, kept in the Store.
///
/// Entries are numbered from 1 and kept in segments of a thousand, so that the newest are found without reading all;
/// of more than `limit` entries the oldest go. `/audit-position` has the last number.
actor AuditLog {
    static let entries = "/audit/"
    static let position = "/audit-position"
    /// How many entries are kept where nothing else is said.
    static let standardLimit = 100_000
    static let segmentSize: Int64 = 1_000
    /// Most segments that are read for one page.
    static let segmentsOfPage = 20
    /// Most refusals of unknown callers that are written in a minute: they must not push the rest out.
    static let refusalsOfMinute = 120

    private let store: any Store
    private let limit: Int64
    private let logger: Logger
    private let clock: @Sendable () -> Timestamp
    /// The last number that was given; nil until the Store was asked.
    private var last: Int64?
    private var writing: Task<Void, Never>?
    private var minute: Int64 = 0
    private var refusals = 0
    private var skipped = 0

    init(
        store: any Store,
        limit: Int = AuditLog.standardLimit,
        logger: Logger,
        clock: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.store = store
        self.limit = Int64(limit)
        self.logger = logger
        self.clock = clock
    }

    /// Writes an entry, whose number and time are set here; one that can't be written is logged instead.
    func write(_ entry: AuditEntry) async {
        let now = clock()
        var entry = entry
        entry.time = now.description
        if entry.user.isEmpty, entry.status >= 400 {
            if now.seconds / 60 != minute { (minute, refusals) = (now.seconds / 60, 0) }
            guard refusals < Self.refusalsOfMinute else {
                skipped += 1
                return
            }
            refusals += 1
        }
        if skipped > 0 {
            entry.skipped = skipped
            skipped = 0
        }
        // One after another, so that numbers have no gaps.
        let (before, numbered) = (writing, entry)
        let task = Task {
            await before?.value
            await commit(numbered)
        }
        writing = task
        await task.value
    }

    private func commit(_ entry: AuditEntry) async {
        do {
            let number = try await lastNumber() + 1
            var entry = entry
            entry.number = number
            var operations: [StoreOperation] = [
                .put(key: Self.key(number), value: [UInt8](try JSONEncoder.api.encode(entry))),
                .put(key: Self.position, value: Array(String(number).utf8)),
            ]
            if number > limit { operations.append(.delete(key: Self.key(number - limit))) }
            try await store.commit(operations)
            last = number
        } catch {
            logger.error(
                "audit entry could not be written",
                metadata: [
                    "user": "\(entry.user)", "action": "\(entry.action)", "route": "\(entry.method) \(entry.route)",
                    "status": "\(entry.status)", "request": "\(entry.request)", "error": "\(error)",
                ]
            )
        }
    }

    /// Entries that fit, the newest first.
    ///
    /// A page may have fewer than asked for, and still not be the last: `next` tells.
    func page(_ filter: AuditFilter, before: Int64? = nil, limit: Int) async throws -> AuditPage {
        var number = try await lastNumber()
        if let before { number = min(number, before - 1) }
        let oldest = max(1, try await lastNumber() - self.limit + 1)
        var found: [AuditEntry] = []
        for _ in 0..<Self.segmentsOfPage {
            guard number >= oldest else { return AuditPage(entries: found, next: nil) }
            for entry in try await segment(of: number) where entry.number <= number && entry.number >= oldest {
                if filter.isTooOld(entry) { return AuditPage(entries: found, next: nil) }
                guard filter.matches(entry) else { continue }
                found.append(entry)
                if found.count == limit {
                    return AuditPage(entries: found, next: entry.number > oldest ? entry.number : nil)
                }
            }
            number = number / Self.segmentSize * Self.segmentSize - 1
        }
        return AuditPage(entries: found, next: number >= oldest ? number + 1 : nil)
    }

    /// Takes away what a smaller limit than before leaves no room for.
    func trim() async throws {
        let oldest = try await lastNumber() - limit + 1
        // They have no gaps: where the newest of the surplus isn't there, none is.
        guard oldest > 1, try await store.get(Self.key(oldest - 1)) != nil else { return }
        let surplus = try await store.list(prefix: Self.entries).entries.map(\.key).filter { $0 < Self.key(oldest) }
        for start in stride(from: 0, to: surplus.count, by: StoreLimits.commitItems) {
            try await store.commit(surplus[start...].prefix(StoreLimits.commitItems).map { .delete(key: $0) })
        }
    }

    /// The entries of a number's segment, the newest first.
    private func segment(of number: Int64) async throws -> [AuditEntry] {
        let prefix = Self.entries + Self.padded(number / Self.segmentSize, 13) + "/"
        return try await store.list(prefix: prefix).entries.reversed().map { entry in
            do {
                return try JSONDecoder().decode(AuditEntry.self, from: Data(entry.value))
            } catch {
                throw ServerError("state '\(entry.key)': it can't be read (\(error)); restore the state from a backup")
            }
        }
    }

    private func lastNumber() async throws -> Int64 {
        if let last { return last }
        let entry = try await store.get(Self.position)
        let number = entry.flatMap { Int64(String(decoding: $0.value, as: UTF8.self)) } ?? 0
        last = last ?? number
        return last ?? number
    }

    static func key(_ number: Int64) -> String {
        entries + padded(number / segmentSize, 13) + "/" + padded(number % segmentSize, 3)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(max(0, number))
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// Which entries of the audit log are wanted.
struct AuditFilter: Sendable, Hashable {
    var user: String?
    /// An action, with or without `cs:`; a star at its end stands for any end.
    var action: String?
    /// Those from this time on.
    var since: Timestamp?
    /// Those before this time.
    var until: Timestamp?
    /// Those about something whose name has this in it, in whatever case.
    var resource: String?
    /// True for refusals and failures alone, false for the others alone.
    var isRefused: Bool?

    /// Whether this entry, and so every earlier one, is from before the time asked for.
    func isTooOld(_ entry: AuditEntry) -> Bool {
        guard let since, let time = Timestamp(entry.time) else { return false }
        return time < since
    }

    func matches(_ entry: AuditEntry) -> Bool {
        if let user, user != entry.user { return false }
        if let until, let time = Timestamp(entry.time), time >= until { return false }
        if let isRefused, isRefused != (entry.status >= 400) { return false }
        if let resource = resource?.lowercased(),
            !entry.resources.values.contains(where: { $0.lowercased().contains(resource) })
        {
            return false
        }
        guard let action else { return true }
        let wanted = (action.hasPrefix("cs:") ? action : "cs:" + action).lowercased()
        guard wanted.hasSuffix("*") else { return entry.action.lowercased() == wanted }
        return entry.action.lowercased().hasPrefix(wanted.dropLast())
    }
}
