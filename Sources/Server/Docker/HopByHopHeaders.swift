//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPTypes

extension HTTPFields {
    /// Those that belong to one connection, and those meant for this server alone.
    private static let withheld: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer",
        "transfer-encoding", "upgrade", "expect", "host", "content-length", "authorization", "cookie",
    ]

    /// What may be passed on, as pairs.
    var passedOn: [(String, String)] {
        compactMap { field in
            Self.withheld.contains(field.name.canonicalName) ? nil : (field.name.rawName, field.value)
        }
    }

    /// Of an answer's headers, those that may be passed on.
    init(passingOn pairs: [(String, String)]) {
        self.init()
        for (name, value) in pairs where !Self.withheld.contains(name.lowercased()) {
            guard let name = HTTPField.Name(name) else { continue }
            append(HTTPField(name: name, value: value))
        }
    }
}
