//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The forms of a volume: `/path`, `name:/path`, `/host/path:/path`, each with options perhaps.
enum VolumeSyntax {
    private static let expected = "/path, name:/path or /host/path:/path, with options such as :ro perhaps"
    private static let options: Set<String> = [
        "ro", "rw", "z", "Z", "nocopy", "shared", "rshared", "slave", "rslave", "private", "rprivate",
        "consistent", "cached", "delegated",
    ]

    static func read(_ item: Field, into draft: inout ServiceDraft) {
        if case .mapping = item.value.content { return readLongForm(item, into: &draft) }
        guard let text = item.nonEmptyText(expected) else { return }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count) else {
            item.refuse(text, expected)
            return
        }
        let target = parts.count == 1 ? parts[0] : parts[1]
        var mount = VolumeMount(source: .anonymous, target: target)
        if parts.count > 1 {
            guard let source = source(parts[0], item, draft) else { return }
            mount.source = source
        }
        if parts.count == 3 {
            mount.options = parts[2].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard isTarget(target, item) else { return }
        if let unknown = mount.options.first(where: { !options.contains($0) }) {
            item.error(
                "\(quoted(unknown)) is no volume option",
                "write some of \(options.sorted().listed("and")), separated by commas"
            )
            return
        }
        add(mount, item, &draft)
    }

    private static func add(_ mount: VolumeMount, _ item: Field, _ draft: inout ServiceDraft) {
        guard !draft.spec.volumes.contains(where: { $0.target == mount.target }) else {
            item.error("two volumes have the path \(quoted(mount.target))", "keep one of them")
            return
        }
        draft.spec.volumes.append(mount)
    }

    private static func isTarget(_ path: String, _ item: Field) -> Bool {
        guard path.hasPrefix("/"), path.contains(where: { $0 != "/" }) else {
            item.error(
                "\(quoted(path)) is no path in the container",
                "write a path that starts with a slash and is not the root itself"
            )
            return false
        }
        return true
    }

    private static func source(_ text: String, _ item: Field, _ draft: ServiceDraft) -> VolumeMount.Source? {
        if text.hasPrefix("/") { return .hostPath(text) }
        guard !text.hasPrefix("."), !text.hasPrefix("~"), !text.contains("/") else {
            item.error(
                "the host path \(quoted(text)) is relative, which means nothing on a cluster's nodes",
                "write a path that starts with a slash, or the name of a volume"
            )
            return nil
        }
        guard NameRules.isName(text) else {
            item.error(
                "\(quoted(text)) is no name for a volume",
                "write letters, digits and _ . - after the first character"
            )
            return nil
        }
        return .volume(draft.resources.volumes[text]?.name ?? text)
    }

    // MARK: Long form

    static let longFormNames = [
        "type", "source", "target", "read_only", "bind", "volume", "tmpfs", "consistency",
    ]

    /// The mapping form of Compose 3: type, source, target, read_only.
    private static func readLongForm(_ item: Field, into draft: inout ServiceDraft) {
        var type = ""
        var source: String?
        var target: String?
        var isReadOnly = false
        var options = VolumeOptions()
        for pair in item.entries("a volume") where !TemplateShape.isExtension(pair.name) {
            switch pair.name {
            case "type": type = pair.field.text("volume, bind or tmpfs") ?? ""
            case "source", "src": source = pair.field.nonEmptyText("a volume's name or a path of the node")
            case "target", "dst", "destination": target = pair.field.nonEmptyText("a path in the container")
            case "read_only": isReadOnly = pair.field.boolean() ?? false
            case "bind", "volume", "tmpfs", "consistency": VolumeOptions.read(pair, into: &options)
            default: pair.reportUnknown(among: longFormNames)
            }
        }
        guard let target, isTarget(target, item) else {
            if target == nil { item.error("the volume has no target", "write target: with a path in the container") }
            return
        }
        var mount = VolumeMount(source: .anonymous, target: target, options: (isReadOnly ? ["ro"] : []) + options.mount)
        switch (type, source) {
        case ("tmpfs", nil): return draft.spec.tmpfs.append(target + options.tmpfsSuffix)
        case ("volume", nil): break
        case ("volume", .some(let name)) where !name.hasPrefix("/"),
            ("bind", .some(let name)) where name.hasPrefix("/"):
            guard let source = self.source(name, item, draft) else { return }
            mount.source = source
        case ("bind", _): return item.error("the volume has no path of the node", "write source: with an absolute path")
        default:
            return item.error(
                "\(quoted(type)) with this source is no kind of volume",
                "write type: volume, bind or tmpfs"
            )
        }
        add(mount, item, &draft)
    }
}
