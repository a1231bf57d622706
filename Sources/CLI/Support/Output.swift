//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials

/// Something that a list prints: as a row of a table, by its name alone, or as JSON.
package protocol Listable: Encodable, Sendable {
    static var headings: [String] { get }
    /// Further columns of `-o wide`.
    static var wideHeadings: [String] { get }
    func row(_ style: TerminalStyle) -> [String]
    func wideRow(_ style: TerminalStyle) -> [String]
    /// What `--quiet` prints.
    var listName: String { get }
}

extension Listable {
    package static var wideHeadings: [String] { [] }
    package func wideRow(_ style: TerminalStyle) -> [String] { [] }
}

/// The one place where an output format is chosen.
package enum Output {
    /// Prints a list as its options say.
    package static func list<Item: Listable>(_ items: [Item], _ options: GlobalOptions) throws {
        guard !options.quiet else {
            for item in items { print(item.listName) }
            return
        }
        switch options.output {
        case .table:
            print(Table(Item.headings, items.map { $0.row(options.style) }).text)
        case .wide:
            let rows = items.map { $0.row(options.style) + $0.wideRow(options.style) }
            print(Table(Item.headings + Item.wideHeadings, rows).text)
        case .json, .yaml:
            try structured(items, options.output)
        }
    }

    /// Prints one object; a table of it is its JSON, too.
    package static func object(_ value: some Encodable, _ options: GlobalOptions) throws {
        try structured(value, options.output == .yaml ? .yaml : .json)
    }

    private static func structured(_ value: some Encodable, _ format: OutputFormat) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(value)
        guard format == .yaml else {
            print(String(decoding: data, as: UTF8.self))
            return
        }
        print(YAMLText.text(of: try JSONDecoder().decode(JSONValue.self, from: data)))
    }

    /// Prints to standard error.
    package static func note(_ text: String) { StandardError.write(text + "\n") }
}
