//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Lines that users write into HAProxy's configuration.
enum HAProxyLine {
    /// The words that begin a section, in whatever version: one among a section's lines would take all that follow.
    private static let sections: Set<String> = [
        "global", "defaults", "frontend", "backend", "listen", "userlist", "peers", "mailers", "resolvers", "program",
        "cache", "ring", "http-errors", "fcgi-app", "namespace_list", "crt-store", "log-forward", "log-profile",
        "traces", "ruleset", "acme",
    ]

    /// Checks a line that goes into a section, and writes what HAProxy 2.6 no longer knows as what took its place.
    ///
    /// - Parameters:
    ///   - line: The line, without its indentation.
    ///   - setting: Where it comes from, for the error.
    /// - Returns: The line to write.
    /// - Throws: `ProxySettingError`, which names the setting.
    static func checked(_ line: String, of setting: String) throws(ProxySettingError) -> String {
        guard !SettingText.hasControlCharacters(line) else {
            throw ProxySettingError(
                "\(setting): \(ProxySettingError.shown(line)) has a line end or another control character; "
                    + "write several lines with commas between them"
            )
        }
        let line = String(line.trimmingSpaces)
        // Quotes and backslashes would hide a word from this check, but not from HAProxy.
        let bare = line.filter { $0 != "\"" && $0 != "'" && $0 != "\\" }
        let first = bare.prefix { !$0.isWhitespace && $0 != "#" }
        guard !sections.contains(String(first)), !first.hasPrefix(".") else {
            throw ProxySettingError(
                "\(setting): \(ProxySettingError.shown(line)) would begin another part of HAProxy's configuration; "
                    + "remove it"
            )
        }
        return try modernized(line, of: setting)
    }

    /// Words that go on a line of the generator's own.
    static func words(_ text: String, of setting: String) throws(ProxySettingError) -> String {
        guard !SettingText.hasControlCharacters(text) else {
            throw ProxySettingError(
                "\(setting): \(ProxySettingError.shown(text)) has a line end or another control character; "
                    + "write it on one line"
            )
        }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count < SettingText.maximumWords else {
            throw ProxySettingError(
                "\(setting): \(words.count) words are too many for a line of HAProxy's; write fewer"
            )
        }
        return words.joined(separator: " ")
    }

    /// One word, such as a name or an address.
    static func word(_ text: String, of setting: String) throws(ProxySettingError) -> String {
        let text = try words(text, of: setting)
        guard !text.isEmpty, !text.contains(" ") else {
            throw ProxySettingError("\(setting): \(ProxySettingError.shown(text)) is not one word; write one")
        }
        return SettingText.word(text)
    }

    private static func modernized(_ line: String, of setting: String) throws(ProxySettingError) -> String {
        let words = line.split(separator: " ", maxSplits: 1)
        guard let keyword = words.first else { return line }
        let rest = words.count > 1 ? String(words[1]) : ""
        switch keyword.lowercased() {
        case "reqadd": return "http-request " + (try addition(rest, of: setting))
        case "rspadd": return "http-response " + (try addition(rest, of: setting))
        case "option" where rest == "forceclose": return "option httpclose"
        case "reqrep", "reqirep", "reqdel", "reqidel", "reqallow", "reqiallow", "reqdeny", "reqideny", "rsprep",
            "rspirep", "rspdel", "rspidel", "rspdeny", "rspideny", "block", "appsession":
            throw ProxySettingError(
                "\(setting): HAProxy has no \(keyword) any more; write it with http-request or http-response"
            )
        default: return line
        }
    }

    /// `Name:\ value`, with a condition after it or none, as `add-header` takes it.
    private static func addition(_ text: String, of setting: String) throws(ProxySettingError) -> String {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
            throw ProxySettingError("\(setting): \(ProxySettingError.shown(text)) is no header; write Name:\\ value")
        }
        var value = text[text.index(after: colon)...]
        if value.hasPrefix("\\ ") { value = value.dropFirst(2) }
        return "add-header \(text[..<colon]) \(value.replacingPercents)"
    }
}

extension Substring {
    /// In a log format, which the header's value is now, a percent sign is written twice.
    fileprivate var replacingPercents: String {
        reduce(into: "") { $0 += $1 == "%" ? "%%" : String($1) }
    }
}
