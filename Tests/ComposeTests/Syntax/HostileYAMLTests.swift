//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Compose
import Model
import Testing

/// Texts that are made to cost much: each is refused, at its place, before it does.
@Suite(.timeLimit(.minutes(1))) struct HostileYAMLTests {
    private func problem(_ text: String) throws -> (line: Int, message: String) {
        do throws(YAMLError) {
            _ = try YAMLDocument.parse(text, file: "hostile.yml")
        } catch {
            let problem = try #require(error.problems.last)
            return (problem.line, problem.message)
        }
        Issue.record("the text was accepted")
        return (0, "")
    }

    private func levels(_ count: Int, _ line: (Int) -> String) -> String {
        (1...count).map(line).joined(separator: "\n")
    }

    @Test("Aliases of lists of aliases run out of values")
    func aliasBomb() throws {
        let ten = { (level: Int) in Array(repeating: "*a\(level)", count: 10).joined(separator: ",") }
        let text = "a0: &a0 x\n" + levels(9) { "a\($0): &a\($0) [\(ten($0 - 1))]" }
        let problem = try problem(text)
        #expect(problem.message.contains("more than 100000 values"))
        #expect(problem.line == 6)
    }

    @Test("A long text behind many aliases runs out of bytes")
    func textBomb() throws {
        let text = "a: &a \(String(repeating: "x", count: 500_000))\n" + levels(20) { "b\($0): *a" }
        #expect(try problem(text).message.contains("more than 4194304 bytes"))
    }

    @Test("Merge keys of merge keys run out of values")
    func mergeBomb() throws {
        let ten = { (level: Int) in Array(repeating: "*a\(level)", count: 10).joined(separator: ",") }
        let text = "a0: &a0 {k: v}\n" + levels(9) { "a\($0): &a\($0) {<<: [\(ten($0 - 1))], k\($0): v}" }
        #expect(try problem(text).message.contains("more than 100000 values"))
    }

    @Test("Aliases as keys are refused, however they are written", arguments: ["*a : 1", "? *a\n: 1", "{*a : 1}"])
    func aliasKeys(entry: String) throws {
        #expect(try problem("a: &a x\nb:\n  \(entry)").message == "the alias *a is used as a key")
    }

    @Test(
        "Collections as keys are refused",
        arguments: ["? [a, b]\n: 1", "{a: b}: 1", "[a]: 1", "? {? {a: b} : c}\n: 1"]
    )
    func collectionKeys(text: String) throws {
        #expect(try problem(text).message == "a list or a mapping is used as a key")
    }

    @Test("Nesting has an end", arguments: ["[", "{a: ", "- "])
    func depth(opening: String) throws {
        #expect(try problem(String(repeating: opening, count: 200)).message.contains("nested more than 32 deep"))
        #expect(try problem(String(repeating: opening, count: 100_000)).line == 1)
    }

    @Test("Nesting by indentation has an end")
    func blockDepth() throws {
        let text = levels(40) { String(repeating: " ", count: $0) + "k:" }
        #expect(try problem(text).message.contains("nested more than 32 deep"))
    }

    @Test("Nesting through aliases has an end")
    func aliasDepth() throws {
        let nested = String(repeating: "[", count: 20) + String(repeating: "]", count: 20)
        let text = "a: &a \(nested)\nb: \(String(repeating: "[", count: 20))*a\(String(repeating: "]", count: 20))"
        #expect(try problem(text) == (2, "lists and mappings are nested more than 32 deep"))
    }

    @Test("Anchors and aliases have a number")
    func counts() throws {
        #expect(try problem(levels(101) { "a\($0): &a\($0) x" }) == (101, "there are more than 100 anchors"))
        #expect(try problem("a: &a x\n" + levels(1001) { "b\($0): *a" }) == (1002, "there are more than 1000 aliases"))
        #expect((try? YAMLDocument.parse("a: &a x\n" + levels(1000) { "b\($0): *a" }, file: "")) != nil)
    }

    @Test("A huge list in one line runs out of values")
    func flow() throws {
        let text = "[" + String(repeating: "a,", count: 200_000) + "]"
        #expect(try problem(text).message.contains("more than 100000 values"))
    }

    @Test("A line of almost the whole size is read, a text beyond the size is not")
    func size() throws {
        let line = String(repeating: "x", count: YAMLDocument.maximumBytes - 10)
        #expect((try? YAMLDocument.parse("a: \(line)", file: "")) != nil)
        #expect(try problem("a: \(line)\(line)").message.contains("the file has"))
        let result = ComposeParser.parse("\(line): 1", application: "a", file: "f", variables: [:])
        #expect(result.application == nil)
        #expect(result.problems.allSatisfy { $0.description.utf8.count < 1000 })
    }

    @Test("A text inside its own anchor, or without one, is refused")
    func wrongAliases() throws {
        #expect(try problem("a: &a [*a]") == (1, "the alias *a stands inside its own value"))
        #expect(try problem("a:\n  b: *c") == (2, "the alias *c has no anchor before it"))
    }

    @Test("Thousands of wrong keys give a hundred problems, errors before warnings")
    func manyProblems() {
        let text =
            "a:\n  image: nginx\n" + "  labels:\n" + levels(150) { "    aliyun.lb.port_\($0): x" } + "\n"
            + levels(5000) { "  unknown\($0): x" }
        let result = ComposeParser.parse(text, application: "a", file: "f", variables: [:])
        #expect(result.problems.count == 100)
        #expect(result.problems.allSatisfy { $0.severity == .error })
        #expect(result.problems.map(\.line) == result.problems.map(\.line).sorted())
    }

    @Test("Duplicates have an end, too")
    func manyDuplicates() {
        let text = levels(5000) { _ in "a: x" }
        #expect(ComposeParser.parse(text, application: "a", file: "f", variables: [:]).problems.count == 100)
    }

    @Test("Variables that multiply a long value run out of bytes")
    func variableBomb() {
        let text = "a:\n  image: nginx\n  environment:\n" + levels(100) { "    A\($0): $V$V$V$V" }
        let long = String(repeating: "x", count: 100_000)
        let result = ComposeParser.parse(text, application: "a", file: "f", variables: ["V": long])
        #expect(result.application == nil)
        #expect(result.problems.first?.message == "the variables expand to more than 4194304 bytes")
    }

    @Test("Defaults inside defaults have an end")
    func nestedDefaults() {
        let text = "a:\n  image: \(String(repeating: "${A:-", count: 100_000))"
        let result = ComposeParser.parse(text, application: "a", file: "f", variables: [:])
        #expect(result.problems.first?.message == "variables are nested more than 20 deep")
        #expect(ComposeParser.variables(in: text).isEmpty)
    }
}
