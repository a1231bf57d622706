//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
import Testing

/// Parts of the templates that tests deploy.
enum Templates {
    /// A template of the reference product's guide, of which the tests of the parser have the one copy.
    ///
    /// What two applications can't both have, such as an address, is replaced, in the order given; it has to be there.
    static func reference(_ name: String, _ replacements: KeyValuePairs<String, String> = [:]) throws -> String {
        let path = "Tests/ComposeTests/Fixtures/template-\(name).yml"
        var text = try String(contentsOfFile: path, encoding: .utf8)
        for (old, new) in replacements {
            try #require(text.contains(old), "\(path) doesn't have \(old)")
            text = text.replacingOccurrences(of: old, with: new)
        }
        return text
    }

    /// All of the guide's templates.
    static var referenceNames: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "Tests/ComposeTests/Fixtures")) ?? []
        return files.filter { $0.hasPrefix("template-") && $0.hasSuffix(".yml") }
            .map { String($0.dropFirst("template-".count).dropLast(".yml".count)) }.sorted()
    }

    /// A service of web servers that say who they are, with a probe, so that requests come only to those that serve.
    static func web(
        _ service: String = "web",
        host: String,
        scale: Int = 1,
        labels: [String: String] = [:],
        environment: [String] = []
    ) -> String {
        var all = [
            "aliyun.scale": "\(scale)",
            "aliyun.routing.port_80": host,
            "aliyun.probe.url": "http://container/healthz",
        ]
        all.merge(labels) { $1 }
        return Templates.service(
            service,
            """
            image: nginx:latest
            restart: always
            """,
            labels: all,
            environment: environment
        )
    }

    /// A service of containers that do nothing, and end at once when they are stopped.
    static func idle(
        _ service: String = "idle",
        scale: Int = 1,
        keys: String = "restart: always",
        labels: [String: String] = [:],
        environment: [String] = []
    ) -> String {
        Templates.service(
            service,
            """
            image: busybox:latest
            command: sleep 100000
            stop_signal: SIGKILL
            \(keys)
            """,
            labels: ["aliyun.scale": "\(scale)"].merging(labels) { $1 },
            environment: environment
        )
    }

    /// A service of the old format: some keys, labels, variables.
    static func service(
        _ name: String,
        _ keys: String,
        labels: [String: String] = [:],
        environment: [String] = []
    ) -> String {
        var lines = ["\(name):"]
        lines += keys.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
        if !environment.isEmpty { lines += ["  environment:"] + environment.map { "    - \($0)" } }
        if !labels.isEmpty {
            lines += ["  labels:"] + labels.sorted { $0.key < $1.key }.map { "    \($0.key): '\($0.value)'" }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
