//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Compose
import Model
import Testing

/// The forms of single values, asked of the key that takes them.
@Suite struct ValueFormTests {
    private func service(_ keys: String) -> ServiceSpec? {
        let text = "a: {image: a, \(keys)}"
        return ComposeParser.parse(text, application: "a", file: "f", variables: [:]).application?.services.first
    }

    @Test(
        "Sizes have units, in any case, and parts",
        arguments: [
            ("1048576b", 1024), ("1024k", 1024), ("1024KB", 1024), ("1m", 1024), ("2 mb", 2048), ("0.5m", 512),
            ("1.5g", 1536 << 10), ("1t", 1 << 30), ("1tb", 1 << 30), ("2097152", 2048), ("1.m", nil), (".5m", nil),
            ("m", nil), ("1mib", nil), ("1e6", nil), ("-1m", nil), ("1_0m", nil), ("9223372036854775808", nil),
            ("8388608t", nil), ("1,5m", nil), ("0x10", nil), ("1.0000000001g", nil), ("１m", nil),
        ]
    )
    func sizes(text: String, kilobytes: Int64?) {
        #expect(service("shm_size: \"\(text)\"")?.resources.shmBytes == kilobytes.map { $0 << 10 })
    }

    @Test(
        "Durations have units, in order of the text, and are rounded up",
        arguments: [
            ("10", 10), ("10s", 10), ("1m30s", 90), ("2h", 7200), ("1500ms", 2), ("1.5s", 2), ("0", 0), ("1ns", 0),
            ("24h", 86400), ("25h", nil), ("86401", nil), ("s", nil), ("", nil), ("10x", nil), ("1m 3s", nil),
            ("-1s", nil), ("1.2.3s", nil), ("9223372036854775807h", nil),
        ]
    )
    func durations(text: String, seconds: Int?) {
        #expect(service("stop_grace_period: \"\(text)\"")?.stopGraceSeconds == seconds)
    }

    @Test(
        "Parts of cores are thousandths",
        arguments: [
            ("1", 1000), ("0.5", 500), ("1.25", 1250), ("0.001", 1), ("0", 0), ("1000", 1_000_000), ("1001", nil),
            ("-1", nil), ("one", nil), (".5", nil), ("1.", nil), ("1e3", nil),
        ]
    )
    func cores(text: String, thousandths: Int64?) {
        #expect(service("cpus: \"\(text)\"")?.resources.cpuMillis == thousandths)
    }

    @Test(
        "Booleans are words, quoted or not",
        arguments: [
            ("true", true), ("True", true), ("TRUE", true), ("'true'", true), ("yes", true), ("on", true),
            ("false", false), ("'False'", false), ("no", false), ("off", false), ("1", nil), ("y", nil), ("''", nil),
        ]
    )
    func booleans(text: String, flag: Bool?) {
        #expect(service("tty: \(text)")?.tty == flag)
    }

    @Test(
        "Addresses are IPv4 or IPv6",
        arguments: [
            ("10.0.0.1", true), ("255.255.255.255", true), ("::", true), ("::1", true), ("fe80::1:2", true),
            ("2001:db8:0:0:0:0:0:1", true), ("1::", true), ("::ffff:10.0.0.1", true), ("256.0.0.1", false),
            ("10.0.0", false), ("10.0.0.0.1", false), ("1.2.3.-4", false), ("1::2::3", false), (":::", false),
            ("1:2:3:4:5:6:7:8:9", false), ("1:2:3", false), ("12345::", false), (":1:2:3:4:5:6:7", false),
            ("g::1", false), ("localhost", false),
        ]
    )
    func addresses(text: String, isValid: Bool) {
        #expect((service("dns: \"\(text)\"") != nil) == isValid)
    }

    @Test(
        "A command line is split as a shell would",
        arguments: [
            ("a b  c", ["a", "b", "c"]), ("  a ", ["a"]), ("'a b'c", ["a bc"]), ("\"a 'b'\"", ["a 'b'"]),
            ("'' \"\"", ["", ""]), ("a\\ b", ["a b"]), ("'a\\b'", ["a\\b"]), ("\"a\\\"b\\n\"", ["a\"b\\n"]),
            ("a\tb\nc", ["a", "b", "c"]), ("# no comment", ["#", "no", "comment"]), ("é'ü'", ["éü"]),
        ]
    )
    func commandLines(line: String, words: [String]) {
        let text = "a:\n  image: a\n  command: |-\n    " + line.split(separator: "\n").joined(separator: "\n    ")
        let result = ComposeParser.parse(text, application: "a", file: "f", variables: [:])
        #expect(result.application?.services.first?.command == words)
    }

    @Test("Values of the template that may be secret are not shown when the place is wrong")
    func secrets() {
        let text =
            "a: {image: a, environment: ['=hunter2', 'A hunter2'], labels: {b: [hunter2]}}\nb: {image: b, environment: hunter2}"
        let result = ComposeParser.parse(text, application: "a", file: "f", variables: [:])
        #expect(result.problems.count == 4)
        #expect(!result.problems.map(\.description).joined().contains("hunter2"))
    }
}
