//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The map in which HAProxy looks up who gets a request.
///
/// A key is `host/path/`, always with a slash at its end; a request is looked up as its host, its path and a slash, by
/// the longest key that it starts with. So a path matches whole segments only, and the longest path wins.
/// A value is `backend|path`; the path is for the cookies of sticky sessions.
package enum HAProxyMap {
    /// The map of a table, in the order of its rules.
    package static func entries(_ table: RouteTable) -> [(key: String, value: String)] {
        table.rules.map { (key: key(of: $0), value: "\($0.backend)|\($0.path)") }
    }

    static func key(of rule: RouteRule) -> String {
        rule.host + (rule.path == "/" ? "/" : rule.path + "/")
    }

    /// The map as HAProxy reads it from a file.
    package static func render(_ table: RouteTable) -> String {
        entries(table).reduce(into: "") { text, entry in
            text += entry.key
            text += " "
            text += entry.value
            text += "\n"
        }
    }
}
