//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import ControlPlane
import HTTPTypes
import HummingbirdCore
import Model

/// The call about the audit log.
struct AuditRoutes: Sendable {
    static let standardPage = 100
    static let largestPage = 1_000

    let audit: AuditLog

    var routes: [APIRoute] {
        [
            APIRoute(.get, "/audit", access: .needs(.getAuditLog)) { request in
                let query = request.query
                let limit = try query.count("limit") ?? Self.standardPage
                guard (1...Self.largestPage).contains(limit) else {
                    throw APIFailure.invalid("query parameter 'limit': must be 1 to \(Self.largestPage); correct it")
                }
                let isRefused = try query.text("refused").map { _ in try query.flag("refused", default: false) }
                let filter = try AuditFilter(
                    user: query.text("user"),
                    action: query.text("action"),
                    since: Self.time("since", query, .now),
                    until: Self.time("until", query, .now),
                    resource: query.text("resource"),
                    isRefused: isRefused
                )
                return try .json(await audit.page(filter, before: query.number("before"), limit: limit))
            }
        ]
    }

    /// A time of the query: RFC 3339, or how long ago, such as `90s`, `30m`, `12h` and `7d`.
    static func time(_ name: String, _ query: RequestQuery, _ now: Timestamp) throws -> Timestamp? {
        guard let text = query.text(name) else { return nil }
        if let time = Timestamp(text) { return time }
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            (0...1_000_000_000).contains(count), count * unit <= 1_000_000_000
        else {
            throw APIFailure.invalid(
                "query parameter '\(name)': '\(text.prefix(64))' is no time; give one such as 2026-01-31T12:00:00Z or 12h"
            )
        }
        return now + .seconds(-count * unit)
    }
}
