//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// How a container's health is found out: `aliyun.probe.*`.
enum ProbeLabels {
    private static let url = "aliyun.probe.url"
    private static let command = "aliyun.probe.cmd"
    private static let timeout = "aliyun.probe.timeout_seconds"
    private static let delay = "aliyun.probe.initial_delay_seconds"

    static func read(_ draft: inout ServiceDraft) {
        let labels = draft.labels
        let timeoutSeconds = labels[timeout]?.integer(in: 1...3600)
        let delaySeconds = labels[delay]?.integer(in: 0...86400)
        guard labels.contains(url) || labels.contains(command) else {
            for name in [timeout, delay] {
                labels[name]?.warning(
                    "this label has no effect without a probe",
                    "write \(url) or \(command), or remove the label"
                )
            }
            return
        }
        if let field = labels[command], labels.contains(url) {
            field.error("a service has one probe, by \(url) or by \(command)", "keep one of the two labels")
            return
        }
        guard let check = labels[url].flatMap(urlCheck) ?? labels[command].flatMap(commandCheck) else { return }
        draft.spec.probe = ProbeSpec(
            check: check,
            timeoutSeconds: timeoutSeconds ?? ProbeSpec.defaultTimeoutSeconds,
            initialDelaySeconds: delaySeconds ?? 0
        )
    }

    private static func commandCheck(_ field: Field) -> ProbeSpec.Check? {
        field.nonEmptyText("a shell command").map { .command($0) }
    }

    private static func urlCheck(_ field: Field) -> ProbeSpec.Check? {
        let expected = "a URL such as http://container:8080/health or tcp://container:3306"
        guard let text = field.nonEmptyText(expected) else { return nil }
        guard let separator = text.firstIndex(of: ":"), text[separator...].hasPrefix("://") else {
            field.refuse(text, expected)
            return nil
        }
        let scheme = text[..<separator].lowercased()
        guard ["http", "tcp"].contains(scheme) else {
            field.error(
                "probes don't speak \(quoted(scheme))",
                "write \(expected); for anything else, \(command) with a command"
            )
            return nil
        }
        let rest = text[text.index(separator, offsetBy: 3)...]
        let pathStart = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let (host, portText) = hostAndPort(rest[..<pathStart])
        guard host == "container" else {
            field.error(
                "the host of a probe is \(quoted(host))",
                "write the word container in its place: each container's own address is used"
            )
            return nil
        }
        let port = portText.flatMap { text in parseInteger(text).flatMap { (1...65535).contains($0) ? $0 : nil } }
        guard port != nil || portText == nil else {
            field.error("\(quoted(portText ?? "")) is no port", "write a number from 1 to 65535")
            return nil
        }
        return check(scheme, port, String(rest[pathStart...]), field)
    }

    private static func check(_ scheme: String, _ port: Int?, _ path: String, _ field: Field) -> ProbeSpec.Check? {
        guard scheme == "tcp" else {
            guard path.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
                field.refuse(path, "a path without blanks; other characters as %20")
                return nil
            }
            return .http(port: port ?? 80, path: path.hasPrefix("/") ? path : "/" + path)
        }
        guard let port else {
            field.error("the probe has no port", "write it after the host, such as tcp://container:3306")
            return nil
        }
        guard path.isEmpty || path == "/" else {
            field.error("a tcp probe has no path", "write tcp://container:\(port)")
            return nil
        }
        return .tcp(port: port)
    }

    private static func hostAndPort(_ text: Substring) -> (host: Substring, port: Substring?) {
        guard let colon = text.lastIndex(of: ":") else { return (text, nil) }
        return (text[..<colon], text[text.index(after: colon)...])
    }
}
