//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPTypes

/// The head of an HTTP/1.1 answer, as it comes from an engine's socket.
struct EngineAnswerHead: Sendable, Hashable {
    /// Longest head that is read, in bytes.
    static let limit = 64 << 10

    var status: Int
    var headers: HTTPFields

    /// Nil when the bytes are no such head.
    init?(_ bytes: some Collection<UInt8>) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        // A carriage return with its line feed is one character of Swift's.
        var lines = text.split(separator: "\r\n")[...]
        guard let first = lines.popFirst() else { return nil }
        let parts = first.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), let status = Int(parts[1]),
            (100...599).contains(status)
        else { return nil }
        self.status = status
        headers = HTTPFields()
        for line in lines {
            guard let colon = line.firstIndex(of: ":"), let name = HTTPField.Name(String(line[..<colon])) else {
                return nil
            }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            headers.append(HTTPField(name: name, value: String(value)))
        }
    }
}
