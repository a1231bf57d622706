//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Takes settings out of an environment.
struct EnvironmentReader {
    let environment: [String: String]
    let files: [String: String]

    /// The value of a variable; nil for one that isn't there or has nothing in it.
    func text(_ name: String) -> String? {
        guard let value = environment[name], !value.trimmingSpaces.isEmpty else { return nil }
        return value
    }

    func plainList(_ name: String) -> [String] { SettingText.plainList(text(name) ?? "") }

    func integer(_ name: String, _ range: ClosedRange<Int>) throws(ProxySettingError) -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text.trimmingSpaces), range.contains(number) else {
            throw ProxySettingError(
                "\(name): \(ProxySettingError.shown(text)) is no whole number from \(range.lowerBound) to "
                    + "\(range.upperBound); write one"
            )
        }
        return number
    }

    /// The lines of a variable, then those of the file that another one names.
    func lines(_ name: String, file: String) throws(ProxySettingError) -> [String] {
        var lines: [String] = []
        for line in SettingText.list(text(name) ?? "") { lines.append(try HAProxyLine.checked(line, of: name)) }
        guard let path = text(file) else { return lines }
        guard let content = files[path] else {
            throw ProxySettingError("\(file): \(ProxySettingError.shown(path)) can't be read; mount the file there")
        }
        for line in content.split(whereSeparator: \.isNewline) where !line.trimmingSpaces.isEmpty {
            lines.append(try HAProxyLine.checked(String(line), of: file))
        }
        return lines
    }

    /// What follows a prefix in the names of variables that have a value.
    func suffixes(of prefix: String) -> [String] {
        environment.filter { $0.key.hasPrefix(prefix) && !$0.value.trimmingSpaces.isEmpty }
            .map { String($0.key.dropFirst(prefix.count)) }
            .sorted()
    }

    /// `name:password` pairs; what has no colon is none.
    func credentials(_ name: String) throws(ProxySettingError) -> [ProxySettings.Credential] {
        var credentials: [ProxySettings.Credential] = []
        for item in SettingText.list(text(name) ?? "") {
            guard !SettingText.hasControlCharacters(item) else {
                throw ProxySettingError("\(name): it has a line end or another control character; write it on one line")
            }
            guard let colon = item.firstIndex(of: ":") else { continue }
            credentials.append(
                ProxySettings.Credential(
                    user: String(item[..<colon]),
                    password: String(item[item.index(after: colon)...])
                )
            )
        }
        return credentials
    }
}
