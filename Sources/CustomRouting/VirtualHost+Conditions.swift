//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension VirtualHost {
    /// The lines that define what the item's rule is asked with, and the condition that asks.
    ///
    /// - Parameter number: The rule's number in its frontend.
    /// - Returns: Lines of HAProxy's configuration, and a condition, empty for what always holds.
    func condition(number: Int) -> (definitions: [String], condition: String) {
        var definitions: [String] = []
        var terms: [String] = isWebSocket ? ["is_websocket"] : []
        if !path.isEmpty {
            definitions.append("acl path_rule_\(number) path -i \(Self.pattern(of: path))")
            terms.append("path_rule_\(number)")
        }
        if !host.isEmpty, host.contains(where: { $0 != "*" }) {
            definitions.append("acl host_rule_\(number) hdr(host) -i \(hostPattern)")
            terms.append("host_rule_\(number)")
        }
        return (definitions, terms.joined(separator: " "))
    }

    /// Clients may name the port, as some always do, or leave it away.
    private var hostPattern: String {
        if !host.contains("*") { return "-- \(host) \(host):\(port)" }
        let rest = host.dropFirst()
        // Compared from its end, which takes a tenth of a regular expression's time.
        if host.hasPrefix("*"), !rest.contains("*") { return "-m end -- \(rest) \(rest):\(port)" }
        return "-m reg -- '^\(Self.expression(host))(:\(port))?$'"
    }

    private static func pattern(of path: String) -> String {
        if !path.contains("*") { return "-- \(path)" }
        let rest = path.dropLast()
        if path.hasSuffix("*"), !rest.contains("*") { return "-m beg -- \(rest)" }
        return "-m reg -- '^\(expression(path))$'"
    }

    /// A regular expression, for single quotes, in which a star stands for anything and all else for itself.
    private static func expression(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "*": result += ".*"
            case _ where character.isLetter || character.isNumber || "/-_~!&,:=@%".contains(character):
                result.append(character)
            default: result += "\\\(character)"
            }
        }
    }

    /// The most exact first: what an address that another shadows is for can only be the exception.
    static func isMoreExact(_ left: VirtualHost, _ right: VirtualHost) -> Bool {
        let (one, two) = (left.exactness, right.exactness)
        return one.lexicographicallyPrecedes(two) == false && one != two
    }

    private var exactness: [Int] {
        [
            Self.exactness(of: host), host.utf8.count(where: { $0 != UInt8(ascii: "*") }),
            Self.exactness(of: path), path.utf8.count(where: { $0 != UInt8(ascii: "*") }), isWebSocket ? 1 : 0,
        ]
    }

    /// 2 for a text, 1 for a pattern, 0 for anything.
    private static func exactness(of text: String) -> Int {
        guard text.contains(where: { $0 != "*" }) else { return 0 }
        return text.contains("*") ? 1 : 2
    }
}
