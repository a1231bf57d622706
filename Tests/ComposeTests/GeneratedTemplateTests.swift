//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
import Model
import Testing

@testable import Compose

/// Templates put together at random from every key and label, with values that fit and values that don't.
///
/// `GANTRY_FUZZ_COUNT` says how many, `GANTRY_FUZZ_FIRST` the first one's seed; a failing one is printed with its seed.
@Suite struct GeneratedTemplateTests {
    private static let count = variable("GANTRY_FUZZ_COUNT") ?? 1_000
    private static let first = variable("GANTRY_FUZZ_FIRST") ?? 1

    private static func variable(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    @Test("A template gives an application or errors with their places, and the same each time")
    func everyTemplateIsAnswered() {
        for seed in Self.first..<Self.first + Self.count {
            var generator = TemplateGenerator(seed: seed)
            let text = generator.template()
            let result = parse(text)
            let errors = result.problems.filter { $0.severity == .error }
            let isAnswered = (result.application == nil) == !errors.isEmpty && result.problems.count <= 100
            let isPlaced = errors.allSatisfy { $0.line > 0 && !$0.message.isEmpty && !$0.remedy.isEmpty }
            let isSame = result.problems == parse(text).problems
            #expect(isAnswered && isPlaced && isSame, "seed \(seed):\n\(text)")
            if let application = result.application { #expect(survivesTheWire(application), "seed \(seed):\n\(text)") }
        }
    }

    private func parse(_ text: String) -> ComposeResult {
        ComposeParser.parse(
            text,
            application: "shop",
            file: "t",
            variables: ["A": "1", "B": "", "COMPOSE_PROFILES": "a"],
            files: ["f": "A=1\nB=$A\n"]
        )
    }

    private func survivesTheWire(_ application: ApplicationSpec) -> Bool {
        guard let data = try? JSONEncoder().encode(application),
            let back = try? JSONDecoder().decode(ApplicationSpec.self, from: data)
        else { return false }
        return back == application
            && back.services.map(\.containerHash) == application.services.map(\.containerHash)
    }
}

/// Puts a template together; the same seed gives the same one.
private struct TemplateGenerator {
    /// SplitMix64.
    private var state: UInt64
    private static let services = ["a", "b", "c"]
    private static let keys = ServiceKey.knownNames.sorted()
    private static let labels = LabelRule.all.map { $0.isPrefix ? $0.name + "80" : $0.name }.sorted()
    private static let nestedKeys =
        DeployKeys.table.names + DeployKeys.limits.names + DeployKeys.reservations.names + UpdateKeys.table.names
        + HealthcheckKeys.table.names + FileKeys.table.names + StoredFiles.table.names + VolumeKeys.table.names
        + VolumeSyntax.longFormNames + NetworksKey.attachment.names + ExternalKeys.table.names
        + DeviceRequest.table.names
    private static let words = [
        "a", "b", "c", "1", "0", "-1", "80", "8080:80", "80/udp", "99999", "9223372036854775808", "1.5", "64m", "10s",
        "true", "false", "no", "always", "on-failure:3", "\"\"", "~", "null", "/a", "/a:/b:ro", "a:/b", "A=1", "A",
        "$A",
        "${B:-x}", "${NONE}", "${", "$$", "http://a.example.com/x", "tcp://lb:80", "stdout", "f", "./f", "global",
        "host",
        "NONE", "CMD", "service_healthy", "node.labels.a == b", "\"* * * * * *\"", "0440", "gpu", "x-y", "é", "'a b'",
        "constraint:node==a", "affinity:service!=~b", "start-first", "batch", "root", "a;b", "\"[\\\"a==b\\\"]\"",
        "|-\n x",
    ]

    init(seed: UInt64) { state = seed }

    private mutating func next(below limit: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }

    private mutating func pick(_ texts: [String]) -> String { texts[next(below: texts.count)] }

    mutating func template() -> String {
        var text = next(below: 2) == 0 ? "version: '3'\nservices:\n" : "services:\n"
        for service in Self.services.prefix(1 + next(below: 3)) {
            text += "  \(service):\n    image: nginx\n"
            for key in keys(Self.keys, count: next(below: 6)) { text += "    \(key): \(value(depth: 0))\n" }
            if next(below: 2) == 0 {
                text += "    labels:\n      none: a\n"
                for label in keys(Self.labels, count: next(below: 5)) { text += "      \(label): \(scalar())\n" }
            }
        }
        for key in keys(["volumes", "secrets", "configs", "networks", "labels", "x-a"], count: next(below: 3)) {
            text += "\(key): \(value(depth: 0))\n"
        }
        return text
    }

    private mutating func keys(_ all: [String], count: Int) -> [String] {
        var found: [String] = []
        for _ in 0..<count {
            let key = pick(all)
            if !found.contains(key), key != "image", key != "labels" || all.count < 10 { found.append(key) }
        }
        return found
    }

    private mutating func scalar() -> String {
        let word = pick(Self.words)
        return word.contains("\n") ? "text" : word
    }

    /// A value in flow style, so that it stands on one line.
    private mutating func value(depth: Int) -> String {
        switch depth < 4 ? next(below: 4) : 0 {
        case 1: return "[" + (0..<next(below: 4)).map { _ in element(depth) }.joined(separator: ", ") + "]"
        case 2, 3:
            let names = keys(Self.nestedKeys + Self.services, count: 1 + next(below: 3))
            return "{" + names.map { "\($0): \(element(depth))" }.joined(separator: ", ") + "}"
        default: return scalar()
        }
    }

    private mutating func element(_ depth: Int) -> String {
        let text = value(depth: depth + 1)
        return text.contains { "{[".contains($0) } && !text.hasPrefix("{") && !text.hasPrefix("[") ? "'\(text)'" : text
    }
}
