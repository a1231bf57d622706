//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Compose
import Console
import Foundation
import Model
import Testing

/// Each `Fixtures/NAME.yml` gives exactly what `Fixtures/NAME.expected` says: the problems, then the services.
///
/// A line `# variables: A=1 B=2` in a fixture gives values, a line `# file PATH: TEXT` a file beside the template, with
/// `\n` for its line ends. After an intended change, run the tests with
/// `GANTRY_UPDATE_GOLDEN=1` and read the difference.
@Suite struct GoldenTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
        return files.filter { $0.hasSuffix(".yml") }.map { String($0.dropLast(4)) }.sorted()
    }()

    @Test("A fixture gives what is expected of it", arguments: names)
    func fixture(name: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: "\(name).yml"), encoding: .utf8)
        let result = ComposeParser.parse(
            text,
            application: "shop",
            file: "\(name).yml",
            variables: Self.variables(of: text),
            files: Self.files(of: text)
        )
        let actual = describe(result)
        let expectedFile = Self.folder.appending(path: "\(name).expected")
        if ProcessInfo.processInfo.environment["GANTRY_UPDATE_GOLDEN"] != nil {
            try actual.write(to: expectedFile, atomically: true, encoding: .utf8)
        }
        #expect(actual == (try String(contentsOf: expectedFile, encoding: .utf8)))
        for problem in result.problems {
            for said in [problem.message, problem.remedy] {
                let isKnown = PhraseBook.chinese.knows(said)
                #expect(isKnown, "in no phrase of the console: \(said)")
            }
        }
        #expect((result.application == nil) == result.problems.contains { $0.severity == .error })
    }

    @Test("There are fixtures")
    func fixturesExist() {
        #expect(Self.names.count > 40)
    }

    private static func files(of text: String) -> [String: String] {
        var files: [String: String] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("# file ") {
            guard let colon = line.firstRange(of: ": ") else { continue }
            let content = line[colon.upperBound...].replacing("\\n", with: "\n")
            files[String(line[..<colon.lowerBound].dropFirst(7))] = String(content)
        }
        return files
    }

    private static func variables(of text: String) -> [String: String] {
        var variables: [String: String] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("# variables: ") {
            for pair in line.dropFirst(13).split(separator: " ") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                variables[String(parts[0])] = String(parts[1])
            }
        }
        return variables
    }
}
