//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The keys `secrets` and `configs` of a service: which files its containers get, and where.
enum FileKeys {
    struct Draft {
        var source: String?
        var target: Placed<String>?
        var mount: FileMount
    }

    static let table = KeyTable<Draft>(
        .init("source") { field, draft in draft.source = field.nonEmptyText("a name") },
        .init("target") { field, draft in draft.target = Placed(field.nonEmptyText("a path"), field) },
        .init("uid") { field, draft in draft.mount.userID = field.integer(in: identifiers) ?? 0 },
        .init("gid") { field, draft in draft.mount.groupID = field.integer(in: identifiers) ?? 0 },
        .init("mode") { field, draft in draft.mount.mode = mode(field) ?? draft.mount.mode }
    )

    private static let identifiers = 0...Int(Int32.max)

    static func read(_ kind: FileMount.Kind, _ field: Field, into draft: inout ServiceDraft) {
        for item in field.items("names") { read(kind, item: item, into: &draft) }
    }

    private static func read(_ kind: FileMount.Kind, item: Field, into draft: inout ServiceDraft) {
        var file = Draft(mount: FileMount(kind: kind, name: "", path: "", content: ""))
        if case .mapping = item.value.content {
            table.read(item, "source and target", into: &file)
            if item.value["source"] == nil { item.error("the source is missing", "write source: with a name") }
        } else {
            file.source = item.nonEmptyText("a name")
        }
        guard let name = file.source else { return }
        let stored = kind == .secret ? draft.resources.secrets : draft.resources.configs
        guard let content = stored.contents[name] else {
            let nearest = item.problems.isFull ? nil : NameSuggestion.nearest(to: name, in: stored.contents.keys)
            item.error(
                "there is no \(kind.rawValue) \(quoted(name)) in the template",
                nearest.map { "did you mean \($0)?" } ?? "declare it under the top-level key \(kind.rawValue)s"
            )
            return
        }
        guard let content else { return }
        guard let path = path(file.target?.value ?? name, kind) else {
            (file.target?.field ?? item).error(
                "\(quoted(file.target?.value ?? name)) is no path of a file",
                "write a path without . and .. in it, such as /etc/app.conf"
            )
            return
        }
        guard !draft.spec.files.contains(where: { $0.path == path }) else {
            item.error("two files have the path \(quoted(path))", "keep one of them, or write another target")
            return
        }
        file.mount.name = name
        file.mount.path = path
        file.mount.content = content
        draft.spec.files.append(file.mount)
        draft.filePlaces[path] = item
    }

    /// Where a file goes: secrets to `/run/secrets`, configs to the root, unless the target is absolute.
    private static func path(_ target: String, _ kind: FileMount.Kind) -> String? {
        let path = target.hasPrefix("/") ? target : (kind == .secret ? "/run/secrets/" : "/") + target
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.count <= 100 }
        return isPlain && path.utf8.count <= 250 && path.utf8.allSatisfy { $0 > 31 && $0 != 127 } ? path : nil
    }

    /// Permission bits, which everybody writes as an octal number.
    private static func mode(_ field: Field) -> Int? {
        let expected = "permissions as an octal number, such as 0440"
        guard let text = field.text(expected) else { return nil }
        let digits = text.hasPrefix("0o") ? text.dropFirst(2) : text.dropFirst(text.hasPrefix("0") ? 1 : 0)
        guard text.hasPrefix("0"), let mode = Int(digits, radix: 8), (0...0o7777).contains(mode), !digits.isEmpty else {
            field.refuse(text, expected)
            return nil
        }
        return mode
    }

    /// Where files can't be, as they are put in before anything is mounted that the engine makes at the start.
    static func check(_ draft: inout ServiceDraft) {
        for file in draft.spec.files {
            let place = draft.filePlaces[file.path]
            if let covering = draft.spec.tmpfs.first(where: { isInside(file.path, directory(of: $0)) }) {
                place?.error(
                    "the file \(quoted(file.path)) would be hidden by the tmpfs \(quoted(directory(of: covering)))",
                    "write another target, or a smaller tmpfs"
                )
            }
            guard draft.spec.readOnly, !draft.spec.volumes.contains(where: { isInside(file.path, $0.target) }) else {
                continue
            }
            // The engine only lets files into a read-only container where a volume is.
            let parent = String(file.path[..<(file.path.lastIndex(of: "/") ?? file.path.startIndex)])
            guard parent.dropFirst().contains("/") || file.kind == .secret else {
                place?.error(
                    "the container is read-only, and \(quoted(parent.isEmpty ? "/" : parent)) holds more than this file",
                    "write a target in a directory of its own, such as /run/configs/\(file.name)"
                )
                continue
            }
            draft.spec.volumes.append(VolumeMount(source: .anonymous, target: parent))
        }
    }

    private static func directory(of tmpfs: String) -> String {
        String(tmpfs.split(separator: ":", maxSplits: 1).first ?? "")
    }

    private static func isInside(_ path: String, _ directory: String) -> Bool {
        path == directory || path.hasPrefix(directory.hasSuffix("/") ? directory : directory + "/")
    }
}
