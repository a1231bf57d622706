//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The map in which HAProxy looks up who gets a request.
///
/// Most tables know hosts only, and finding a host is a tenth less work for HAProxy than finding a host and a path: the
/// keys are the hosts then, each also with the dot at its end that a client may write, and the values are backends.
///
/// As soon as one rule has a path, a key is `host/path/`, always with a slash at its end; a request is looked up as its
/// host, its path and a slash, by the longest key that it starts with. So a path matches whole segments only, and the
/// longest path wins. A value is `backend|path`; the path is for the cookies of sticky sessions.
package enum HAProxyMap {
    /// The map of a table, in the order of its rules.
    package static func entries(_ table: RouteTable) -> [(key: String, value: String)] {
        if table.hasPaths { return table.rules.map { (key: key(of: $0), value: "\($0.backend)|\($0.path)") } }
        return table.rules.flatMap { rule in
            [(key: rule.host, value: rule.backend), (key: rule.host + ".", value: rule.backend)]
        }
    }

    /// The key of a rule among others that have paths.
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
