//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What somebody did, or was refused: an entry of the audit log.
package struct AuditEntry: Codable, Sendable, Hashable {
    /// Counts from 1; a later entry has a higher number.
    package var number: Int64
    /// RFC 3339 with fractional seconds.
    package var time: String
    /// Empty for a caller who isn't known.
    package var user: String
    /// `session` and the beginning of the token's digest, `key` and the access key's ID, or `join token`; empty for none.
    package var credential: String
    /// The address that the call came from.
    package var address: String
    /// Such as `cs:CreateProject`; empty for calls that no policy is asked about.
    package var action: String
    package var method: String
    /// The form of the path, such as `/clusters/{cluster}/projects/{project}`.
    package var route: String
    /// What the call was about: the values of the path's parameters, and the names of what it made.
    package var resources: [String: String]
    /// The status of the answer.
    package var status: Int
    /// Why the call was refused, as a word for programs; nil when it wasn't.
    package var code: String?
    /// The request's ID, which the answer and the server's log have as well.
    package var request: String
    /// How many refusals of callers who aren't known weren't written before this entry, because there were too many.
    package var skipped: Int?

    package init(number: Int64, time: String, user: String, action: String, method: String, route: String) {
        self.number = number
        self.time = time
        self.user = user
        self.action = action
        self.method = method
        self.route = route
        (credential, address, request) = ("", "", "")
        resources = [:]
        status = 0
    }
}

/// Entries of the audit log, the newest first.
package struct AuditPage: Codable, Sendable, Hashable {
    package var entries: [AuditEntry]
    /// What to give as `before` to see further entries; nil when there are none.
    package var next: Int64?

    package init(entries: [AuditEntry], next: Int64?) {
        self.entries = entries
        self.next = next
    }
}
