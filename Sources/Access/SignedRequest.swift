//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A request as its signature covers it.
///
/// Format source: the signature of Alibaba Cloud's RoA APIs, HMAC-SHA1, version 1.0.
package struct SignedRequest: Sendable, Hashable {
    package var method: String
    /// The path and query as they were sent.
    package var target: String
    /// The value of each header by its name in lower case.
    package var headers: [String: String]

    package init(method: String, target: String, headers: [String: String]) {
        self.method = method
        self.target = target
        self.headers = headers
    }

    /// The texts that a client may have signed: clients write the query as it is sent, sorted, or sorted and decoded.
    package var stringsToSign: [String] {
        var head = method + "\n"
        for name in ["accept", "content-md5", "content-type", "date"] { head += (headers[name] ?? "") + "\n" }
        for name in headers.keys.filter({ $0.hasPrefix("x-acs-") }).sorted() {
            head += "\(name):\(headers[name] ?? "")\n"
        }
        return resources.map { head + $0 }
    }

    private var resources: [String] {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { return [target] }
        let pairs = parts[1].split(separator: "&").map(Pair.init)
        let sorted = pairs.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
        let decoded = pairs.map(\.decoded).sorted { ($0.name, $0.value) < ($1.name, $1.value) }
        var all = [target]
        for list in [sorted, decoded] {
            // Some clients leave out the equals sign before an empty value, some don't.
            for words in [list.map(\.text), list.map(\.shortText)] {
                let text = "\(parts[0])?" + words.joined(separator: "&")
                if !all.contains(text) { all.append(text) }
            }
        }
        return all
    }

    /// A name of the query with its value.
    private struct Pair {
        var name: String
        var value: String
        private let hasEquals: Bool

        init(_ text: Substring) {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            name = String(parts[0])
            value = parts.count > 1 ? String(parts[1]) : ""
            hasEquals = parts.count > 1
        }

        var text: String { hasEquals ? name + "=" + value : name }
        /// An empty value is left out with its equals sign.
        var shortText: String { value.isEmpty ? name : text }

        var decoded: Pair {
            var pair = self
            pair.name = Self.decode(name)
            pair.value = Self.decode(value)
            return pair
        }

        /// What isn't well encoded stays as it is: it then fits no signature but that of the text as it was sent.
        private static func decode(_ text: String) -> String {
            var bytes: [UInt8] = []
            var rest = Array(text.utf8)[...]
            while let byte = rest.popFirst() {
                switch byte {
                case UInt8(ascii: "%"):
                    guard rest.count >= 2, let high = Character(Unicode.Scalar(rest.removeFirst())).hexDigitValue,
                        let low = Character(Unicode.Scalar(rest.removeFirst())).hexDigitValue
                    else { return text }
                    bytes.append(UInt8(high * 16 + low))
                case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
                default: bytes.append(byte)
                }
            }
            return String(validating: bytes, as: UTF8.self) ?? text
        }
    }
}
