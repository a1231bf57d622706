//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What `http-request` and `http-response` may have after them.
///
/// Values may take parts of the request, but neither files, nor the router's environment, nor programs.
struct HTTPRuleGrammar: Sendable {
    /// Samples that a value may have in `%[…]`, alone or with `,lower` or `,upper` after them.
    private let samples: Set<String>
    /// Samples with a name in parentheses.
    private let namedSamples: Set<String>
    /// What a condition may look at.
    private let conditions: Set<String>
    private let namedConditions: Set<String>
    private let isRequest: Bool

    static let request = HTTPRuleGrammar(
        samples: ["src", "src_port", "dst", "dst_port", "method", "path", "query", "url", "base", "ssl_fc", "date"],
        namedSamples: ["hdr", "req.hdr", "url_param", "req.cook"],
        conditions: ["path", "path_beg", "path_end", "path_sub", "path_dir", "method", "src", "ssl_fc"],
        namedConditions: ["hdr", "hdr_beg", "hdr_end", "hdr_sub", "req.hdr", "url_param", "req.cook"],
        isRequest: true
    )
    static let response = HTTPRuleGrammar(
        samples: ["src", "dst", "ssl_fc", "date", "status"],
        namedSamples: ["res.hdr"],
        conditions: ["status", "src", "ssl_fc"],
        namedConditions: ["res.hdr"],
        isRequest: false
    )

    /// Headers that say where a message ends or what the connection is.
    private static let framing: Set<String> = [
        "connection", "content-length", "expect", "keep-alive", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    ]
    private static let redirections: Set<String> = ["location", "prefix", "scheme"]
    private static let redirectionCodes: Set<String> = ["301", "302", "303", "307", "308"]
    private static let denials: Set<String> = [
        "400", "401", "403", "404", "405", "408", "410", "413", "429", "500", "502", "503", "504",
    ]

    func takes(_ arguments: ArraySlice<String>) -> Bool {
        var rest = arguments
        guard let action = rest.popFirst() else { return false }
        switch (action, isRequest) {
        case ("set-header", _), ("add-header", _):
            guard let name = rest.popFirst(), let value = rest.popFirst() else { return false }
            return Self.isHeader(name) && isValue(value) && isCondition(rest)
        case ("del-header", _):
            guard let name = rest.popFirst() else { return false }
            return Self.isHeader(name) && isCondition(rest)
        case ("set-path", true), ("set-query", true):
            guard let value = rest.popFirst() else { return false }
            return isValue(value) && isCondition(rest)
        case ("redirect", true):
            guard let kind = rest.popFirst(), Self.redirections.contains(kind), let target = rest.popFirst(),
                isValue(target)
            else { return false }
            if rest.first == "code" {
                guard let code = rest.dropFirst().first, Self.redirectionCodes.contains(code) else { return false }
                rest = rest.dropFirst(2)
            }
            return isCondition(rest)
        case ("deny", true):
            if rest.first == "deny_status" {
                guard let code = rest.dropFirst().first, Self.denials.contains(code) else { return false }
                rest = rest.dropFirst(2)
            }
            return isCondition(rest)
        default: return false
        }
    }

    /// A header's name that may be changed.
    private static func isHeader(_ name: String) -> Bool { isToken(name) && !framing.contains(name.lowercased()) }

    /// A name of HTTP, without what has a meaning for HAProxy.
    static func isToken(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"): true
                default: false
                }
            }
    }

    /// `function(name)`, where the function is one of these.
    static func isCall(_ text: String, of functions: Set<String>) -> Bool {
        guard text.hasSuffix(")"), let open = text.firstIndex(of: "(") else { return false }
        return functions.contains(String(text[..<open])) && isToken(String(text[text.index(after: open)...].dropLast()))
    }

    /// A text with samples in it; a percent sign of its own is written twice.
    private func isValue(_ text: String) -> Bool {
        // HAProxy takes an empty word for none.
        guard !text.isEmpty else { return false }
        var rest = text[...]
        while let percent = rest.firstIndex(of: "%") {
            rest = rest[rest.index(after: percent)...]
            if rest.first == "%" {
                rest.removeFirst()
                continue
            }
            guard rest.first == "[", let end = rest.firstIndex(of: "]") else { return false }
            var parts = rest[rest.index(after: rest.startIndex)..<end].split(
                separator: ",",
                omittingEmptySubsequences: false
            )[...]
            guard let sample = parts.popFirst().map(String.init) else { return false }
            guard samples.contains(sample) || Self.isCall(sample, of: namedSamples),
                parts.allSatisfy({ $0 == "lower" || $0 == "upper" })
            else { return false }
            rest = rest[rest.index(after: end)...]
        }
        return true
    }

    /// Nothing, or `if` or `unless` and tests in braces, with `!` before them and `or` between them.
    private func isCondition(_ words: ArraySlice<String>) -> Bool {
        var rest = words
        guard let keyword = rest.popFirst() else { return true }
        guard keyword == "if" || keyword == "unless", !rest.isEmpty else { return false }
        var isTestNeeded = true
        while let word = rest.popFirst() {
            if word == "or" || word == "||" {
                guard !isTestNeeded else { return false }
                isTestNeeded = true
            } else if word == "!" {
                guard rest.first == "{" else { return false }
            } else {
                guard word == "{" || word == "!{", let end = rest.firstIndex(of: "}"), isTest(rest[..<end]) else {
                    return false
                }
                rest = rest[(end + 1)...]
                isTestNeeded = false
            }
        }
        return !isTestNeeded
    }

    /// A sample, how it is compared, and with what.
    private func isTest(_ words: ArraySlice<String>) -> Bool {
        var rest = words
        guard let sample = rest.popFirst() else { return false }
        guard conditions.contains(sample) || Self.isCall(sample, of: namedConditions) else { return false }
        var isFound = sample == "ssl_fc"
        while let flag = rest.first, flag.hasPrefix("-") {
            rest.removeFirst()
            if flag == "-m" {
                guard let method = rest.popFirst(), ["str", "beg", "end", "sub", "dir", "found"].contains(method) else {
                    return false
                }
                isFound = isFound || method == "found"
            } else if flag != "-i" {
                return false
            }
        }
        switch sample {
        case "src": return !rest.isEmpty && rest.allSatisfy(Self.isNetwork)
        case "status": return !rest.isEmpty && rest.allSatisfy { Int($0).map((100...599).contains) ?? false }
        default: return rest.isEmpty == isFound && rest.allSatisfy { !$0.isEmpty && !$0.hasPrefix("-") }
        }
    }

    /// An IPv4 address, with the length of a prefix after it or none.
    private static func isNetwork(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.count == 1 || Int(parts[1]).map((0...32).contains) ?? false else {
            return false
        }
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4
            && numbers.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8($0) != nil }
    }
}
