//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Reads a whole template into an application.
struct TemplateReader {
    static let maximumServices = 1000

    let application: ApplicationName
    let problems: ProblemList
    let variables: VariableExpander

    /// The application; what is wrong goes to `problems`.
    func read(_ root: YAMLValue) -> ApplicationSpec? {
        let shape: TemplateShape
        do throws(YAMLFailure) {
            shape = try TemplateShape(of: root)
        } catch {
            problems.add(.error, at: error.mark, key: "", error.message, error.remedy)
            return nil
        }
        let volumeNames = readTopLevel(shape.others)
        guard shape.services.count <= Self.maximumServices else {
            problems.add(
                .error,
                at: shape.services[Self.maximumServices].mark,
                key: "",
                "the template has \(shape.services.count) services",
                "keep it to \(Self.maximumServices)"
            )
            return nil
        }
        let drafts = shape.services.compactMap { entry in
            ServiceReader(problems: problems, variables: variables, volumeNames: volumeNames).read(entry)
        }
        ServiceRelations(drafts, names: shape.services.map { ServiceName($0.key) }, problems: problems).check()
        variables.reportMissing()
        return problems.hasErrors ? nil : ApplicationSpec(name: application, services: drafts.map(\.spec))
    }

    // MARK: Top level

    /// Reads the keys beside `services`; the result is what the application's volumes are called on the engines.
    private func readTopLevel(_ entries: [YAMLEntry]) -> [String: String] {
        var volumeNames: [String: String] = [:]
        for entry in entries {
            let expanded = YAMLEntry(
                key: entry.key,
                at: entry.mark,
                value: entry.key == "version" ? entry.value : variables.expand(entry.value, key: entry.key)
            )
            let field = Field(expanded, under: "", problems: problems)
            switch entry.key {
            case "version": checkVersion(field)
            case "volumes":
                guard !field.value.isNull else { continue }
                for pair in field.entries("volumes") { readVolume(pair, into: &volumeNames) }
            case "labels":
                guard !field.value.isNull else { continue }
                for pair in field.pairs("labels") { LabelNames.checkTopLevel(pair) }
            case "name":
                field.warning(
                    "the application's name is given when it is deployed; this key has no effect",
                    "remove it"
                )
            case "networks":
                field.error("all containers share the one network of the cluster", "remove the key")
            case "secrets", "configs":
                field.error(
                    "\(entry.key) of Compose are not supported",
                    "give the values as environment variables, or mount files of the nodes with volumes"
                )
            case "include":
                field.error("files beside the template are not read", "write the services into one template")
            default:
                FieldPair(name: entry.key, line: entry.key, mark: entry.mark, field: field, hasValue: true)
                    .reportUnknown(among: ["version", "services", "volumes", "labels"])
            }
        }
        return volumeNames
    }

    private func checkVersion(_ field: Field) {
        let expected = "\"2\" to \"3.9\", or leave the key out"
        guard let text = field.text(expected) else { return }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { parseInteger($0) ?? -1 }
        let isKnown = (1...2).contains(parts.count) && [2, 3].contains(parts[0]) && (parts.count == 1 || parts[1] >= 0)
        if !isKnown { field.error("templates of version \(quoted(text)) are not known", "write \(expected)") }
    }

    private func readVolume(_ declaration: FieldPair, into names: inout [String: String]) {
        guard NameRules.isName(declaration.name) else {
            declaration.field.error(
                "\(quoted(declaration.name)) is no name for a volume",
                "write letters, digits and _ . - after the first character"
            )
            return
        }
        // As in Compose, a volume belongs to its application unless it says otherwise.
        names[declaration.name] = "\(application)_\(declaration.name)"
        guard declaration.hasValue else { return }
        for pair in declaration.field.entries("a volume's settings") where !TemplateShape.isExtension(pair.name) {
            switch pair.name {
            case "external": readExternal(pair.field, declaration.name, into: &names)
            case "name":
                if let name = pair.field.text("a volume's name", where: { NameRules.isName($0) }) {
                    names[declaration.name] = name
                }
            case "driver":
                guard let driver = pair.field.text("local"), driver != "local" else { continue }
                pair.field.error("the volume driver \(quoted(driver)) is not supported yet", "write local")
            case "driver_opts":
                guard pair.hasValue else { continue }
                pair.field.error("options of volume drivers are not supported yet", "remove the key")
            case "labels":
                pair.field.warning("labels of volumes have no effect", "remove the key")
            default:
                pair.reportUnknown(among: ["external", "name", "driver", "driver_opts", "labels"])
            }
        }
    }

    private func readExternal(_ field: Field, _ volume: String, into names: inout [String: String]) {
        let ownName = "\(application)_\(volume)"
        guard case .mapping = field.value.content else {
            // A name that is given beside it stands.
            if field.boolean() == true, names[volume] == ownName { names[volume] = volume }
            return
        }
        names[volume] = volume
        for pair in field.entries("a volume's name") {
            guard pair.name == "name" else {
                pair.reportUnknown(among: ["name"])
                continue
            }
            if let name = pair.field.text("a volume's name", where: { NameRules.isName($0) }) { names[volume] = name }
        }
    }
}
