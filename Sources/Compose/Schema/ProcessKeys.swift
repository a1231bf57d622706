//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

// What runs in a container, and how it starts and stops.

extension ServiceKey {
    static let process: [ServiceKey] = [
        ServiceKey("image") { field, draft in
            let expected = "an image such as nginx:1.27 or registry.example.com:5000/team/app:2"
            guard let image = field.text(expected, where: ImageReference.isValid) else { return }
            draft.spec.image = image
        },
        ServiceKey("command") { field, draft in draft.spec.command = commandLine(field) },
        ServiceKey("entrypoint") { field, draft in draft.spec.entrypoint = commandLine(field) },
        ServiceKey("environment") { field, draft in readEnvironment(field, into: &draft) },
        ServiceKey("env_file") { field, draft in EnvironmentFileKey.read(field, into: &draft) },
        ServiceKey("labels") { field, draft in readLabels(field, into: &draft) },
        ServiceKey("restart") { field, draft in
            if let policy = restartPolicy(field) { draft.spec.restart = policy }
        },
        ServiceKey("scale") { field, draft in
            if let scale = field.integer(in: ScaleLabels.range) { draft.spec.scale = scale }
        },
        .text("container_name", \.containerName, "a name of letters, digits and _ . -") { NameRules.isName($0) },
        .text("working_dir", \.workingDirectory, "a path in the container, such as /srv") { $0.hasPrefix("/") },
        .text("user", \.user, "a user, such as www-data or 1000:1000"),
        .flag("tty", to: \.tty),
        .flag("stdin_open", to: \.stdinOpen),
        .flag("init", to: \.runsInit),
        ServiceKey("healthcheck") { field, draft in HealthcheckKeys.read(field, into: &draft) },
        ServiceKey("deploy") { field, draft in DeployKeys.table.read(field, "replicas and resources", into: &draft) },
        ServiceKey("profiles") { field, draft in ProfilesKey.read(field, into: &draft) },
        ServiceKey("pull_policy") { field, draft in readPullPolicy(field, into: &draft) },
        .text("stop_signal", \.stopSignal, "a signal such as SIGTERM or 15") { text in
            let isNumber = (1...64).contains(parseInteger(text) ?? 0)
            return isNumber || (text.hasPrefix("SIG") && text.utf8.count > 3 && NameRules.isSignal(text))
        },
        ServiceKey("stop_grace_period") { field, draft in draft.spec.stopGraceSeconds = field.seconds() },
    ]

    /// A command: a list of words, or a line that is split as a shell would.
    private static func commandLine(_ field: Field) -> [String]? {
        guard case .scalar = field.value.content else {
            return field.items("words").compactMap { $0.text("a word") }
        }
        guard let line = field.text("a command") else { return nil }
        guard let words = shellWords(line) else {
            field.error(
                "\(quoted(line)) has a quote that is not closed",
                "close it, or write the command as a list of words"
            )
            return nil
        }
        return words
    }

    private static func readPullPolicy(_ field: Field, into draft: inout ServiceDraft) {
        let expected = "always, missing or if_not_present"
        switch field.text(expected) {
        case "always": draft.spec.pullsLatestImage = true
        case "missing", "if_not_present", nil: break
        case "never":
            field.warning("an image that a node doesn't have is pulled; this value has no effect", "write missing")
        case "build": field.error("images are not built here", "build and push the image elsewhere")
        case .some(let text) where ["daily", "weekly"].contains(text) || text.hasPrefix("every_"):
            field.warning("images are only pulled at a deploy; this value has no effect", "write \(expected)")
        case .some(let text): field.refuse(text, expected)
        }
    }

    private static func restartPolicy(_ field: Field) -> RestartPolicy? {
        let expected = "no, always, unless-stopped, on-failure or on-failure:3"
        guard let text = field.text(expected) else { return nil }
        switch text {
        case "no": return .no
        case "always": return .always
        case "unless-stopped": return .unlessStopped
        case "on-failure": return .onFailure(maximumRetries: nil)
        default:
            let prefix = "on-failure:"
            if text.hasPrefix(prefix), let count = parseInteger(text.dropFirst(prefix.count)),
                (0...100_000).contains(count)
            {
                return .onFailure(maximumRetries: count == 0 ? nil : count)
            }
            field.refuse(text, expected)
            return nil
        }
    }

    // MARK: Environment

    private static func readEnvironment(_ field: Field, into draft: inout ServiceDraft) {
        for pair in field.pairs("environment variables") {
            if let kind = SchedulingHint.Kind(environmentEntry: pair.name) {
                if let hint = SchedulingHint(kind, pair) { draft.hints.append(hint) }
            } else if pair.hasValue {
                guard let value = pair.field.text("a value") else { continue }
                draft.spec.environment.append("\(pair.name)=\(value)")
            } else if pair.name.contains(where: \.isWhitespace) {
                // Not shown: it may be a name and a secret without the sign between them.
                draft.problems.add(
                    .error,
                    at: pair.mark,
                    key: field.key,
                    "the line is no NAME=value",
                    "write an equals sign after the name"
                )
            } else {
                // As in Compose, a name without a value passes the variable of that name on.
                let place = pair.field
                guard let value = draft.variables.value(of: pair.name, at: place.mark, key: place.key)
                else { continue }
                draft.spec.environment.append("\(pair.name)=\(value)")
            }
        }
    }

    // MARK: Labels

    private static func readLabels(_ field: Field, into draft: inout ServiceDraft) {
        for pair in field.pairs("labels") { draft.addLabel(pair) }
    }
}

extension ServiceDraft {
    /// Takes a label; of several of one name the last counts.
    mutating func addLabel(_ pair: FieldPair) {
        guard pair.hasValue else {
            spec.labels[pair.name] = ""
            labels.add(pair.name, pair.field.with(text: ""))
            return
        }
        guard let value = pair.field.text("a value") else { return labels.markUnreadable(pair.name) }
        spec.labels[pair.name] = value
        labels.add(pair.name, pair.field)
    }
}

extension NameRules {
    /// Capital letters, digits and the signs in real-time signals' names, such as `SIGRTMIN+3`.
    fileprivate static func isSignal(_ text: String) -> Bool {
        text.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || "+-".utf8.contains($0) }
    }
}
