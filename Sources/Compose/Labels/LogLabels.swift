//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Where a service's logs are kept: `aliyun.log_store_X`, `aliyun.log_ttl_X`, `aliyun.logs` and its family.
enum LogLabels {
    private static let storePrefix = "aliyun.log_store_"
    private static let lifetimePrefix = "aliyun.log_ttl_"
    private static let directory = "aliyun.logs"
    private static let standardOutput = "stdout"

    static func read(_ draft: inout ServiceDraft) {
        let labels = draft.labels
        // The containers carry the label; the value is only checked here.
        _ = labels["aliyun.log.timestamp"]?.labelBoolean()
        var stores = StoreList()
        for (suffix, field) in labels.fields(prefix: storePrefix) where !suffix.isEmpty {
            guard let source = source(field) else { continue }
            stores.add(suffix.lowercased(), source, field)
        }
        if let field = labels[directory], let source = source(field) {
            stores.add("logs", isPattern(source) ? source : source + "/*", field)
        }
        for (suffix, field) in labels.fields(prefix: directory + ".") where !suffix.isEmpty {
            readNamed(suffix, field, labels, into: &stores)
        }
        for (suffix, field) in labels.fields(prefix: lifetimePrefix) where !suffix.isEmpty {
            guard labels.contains(prefix: storePrefix), let days = field.integer(in: 1...365) else {
                if !labels.contains(prefix: storePrefix) { warnOfUselessLifetime(suffix, field) }
                continue
            }
            guard let index = stores.specs.firstIndex(where: { $0.name == suffix.lowercased() }) else {
                let isUnreadable = labels.contains(storePrefix + suffix)
                if !isUnreadable { warnOfUselessLifetime(suffix, field) }
                continue
            }
            stores.specs[index].ttlDays = days
        }
        draft.spec.logStores = stores.specs
    }

    // MARK: The family aliyun.logs.NAME

    private static let formats = ["none", "json", "csv", "nginx", "apache2", "regexp"]

    /// Reads `aliyun.logs.NAME`, a store, or `aliyun.logs.NAME.OPTION`, how it is read, which is only checked.
    private static func readNamed(_ suffix: String, _ field: Field, _ labels: LabelSet, into stores: inout StoreList) {
        guard let dot = suffix.firstIndex(of: ".") else {
            guard let source = source(field) else { return }
            return stores.add(suffix.lowercased(), source, field)
        }
        let name = String(suffix[..<dot])
        if !labels.contains("\(directory).\(name)") {
            field.warning("there is no log store \(quoted(name))", "write \(directory).\(name), or remove the label")
        }
        switch suffix[suffix.index(after: dot)...] {
        case "format": _ = field.text(formats.listed(), where: { formats.contains($0) })
        case "format.pattern", "format.time_format", "target": _ = field.nonEmptyText("a text")
        case "tags":
            guard let text = field.nonEmptyText("tags such as team=web,tier=front") else { return }
            for tag in text.split(separator: ",", omittingEmptySubsequences: false) {
                guard let equals = tag.firstIndex(of: "="), equals > tag.startIndex else {
                    return field.refuse(text, "tags such as team=web,tier=front")
                }
            }
        default:
            field.error(
                "\(quoted(suffix[suffix.index(after: dot)...])) is no option of a log store",
                "write format, format.pattern, format.time_format, tags or target"
            )
        }
    }

    private static func warnOfUselessLifetime(_ name: String, _ field: Field) {
        field.warning(
            "there is no log store \(quoted(name)) for this lifetime",
            "write \(storePrefix)\(name), or remove the label"
        )
    }

    private static func source(_ field: Field) -> String? {
        let expected = "stdout, or the path of a file in the container"
        guard let text = field.nonEmptyText(expected) else { return nil }
        if text == standardOutput { return text }
        let name = text.split(separator: "/").last ?? ""
        guard text.hasPrefix("/"), !name.isEmpty else {
            field.refuse(text, expected)
            return nil
        }
        let path = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard !StoreList.directory(of: path).contains(where: { "*?[".contains($0) }) else {
            field.error("\(quoted(text)) has a wildcard in a directory", "write wildcards in the file's name only")
            return nil
        }
        return path
    }

    /// Whether a source says by itself which files of a directory it means.
    private static func isPattern(_ source: String) -> Bool {
        let name = source.split(separator: "/").last ?? ""
        return source == standardOutput || name.contains { "*?[".contains($0) }
    }
}

/// Log stores, of which no two have the same name or directory.
private struct StoreList {
    var specs: [LogStoreSpec] = []

    mutating func add(_ name: String, _ source: String, _ field: Field) {
        guard NameRules.isName(name, maximumLength: 63) else {
            field.error("\(quoted(name)) is no name for a log store", "write letters, digits and hyphens")
            return
        }
        guard !specs.contains(where: { $0.name == name }) else {
            field.error("there are two log stores \(quoted(name)); capital letters make no difference", "rename one")
            return
        }
        let directory = Self.directory(of: source)
        if let other = specs.first(where: { Self.directory(of: $0.source) == directory }) {
            if directory == source {
                field.error("the log stores \(other.name) and \(name) both take \(source)", "keep one of them")
            } else {
                field.error(
                    "the log stores \(other.name) and \(name) share the directory \(quoted(directory))",
                    "keep one of them, with a wildcard for the files of both"
                )
            }
            return
        }
        specs.append(LogStoreSpec(name: name, source: source))
    }

    /// The directory of a path; standard output counts as one of its own.
    static func directory(of source: String) -> String {
        guard let slash = source.lastIndex(of: "/") else { return source }
        return slash == source.startIndex ? "/" : String(source[..<slash])
    }
}
