//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The outline of a template: where its services are, by the version of the format.
struct TemplateShape {
    /// In the order of the template, without `x-…` extensions.
    var services: [YAMLEntry] = []
    /// The other top-level keys of a template with a `services:` key.
    var others: [YAMLEntry] = []

    /// Finds the services.
    ///
    /// - Throws: `YAMLFailure` when there are none.
    init(of root: YAMLValue) throws(YAMLFailure) {
        guard case .mapping(let entries) = root.content else {
            throw YAMLFailure(
                at: root.mark,
                root.isNull ? "the template is empty" : "the template is no mapping",
                "write each service as a key with image: and other keys under it"
            )
        }
        let kept = entries.filter { !Self.isExtension($0.key) }
        guard let servicesKey = kept.first(where: { $0.key == "services" }) else {
            services = try Self.servicesAtTop(kept)
            guard !services.isEmpty else { throw Self.noServices(root.mark) }
            return
        }
        guard case .mapping(let entries) = servicesKey.value.content else {
            throw YAMLFailure(
                at: servicesKey.mark,
                "services is no mapping",
                "write each service as a key with image: and other keys under it"
            )
        }
        services = entries.filter { !Self.isExtension($0.key) }
        others = kept.filter { $0.key != "services" }
        guard !services.isEmpty else { throw Self.noServices(servicesKey.mark) }
    }

    /// The services of the first format, which stand at the top; a version, if any, is a plain value there.
    private static func servicesAtTop(_ entries: [YAMLEntry]) throws(YAMLFailure) -> [YAMLEntry] {
        let version = entries.first { entry in
            guard case .scalar = entry.value.content else { return false }
            return entry.key == "version"
        }
        if let version, case .scalar(let scalar) = version.value.content, scalar.text != "1" {
            throw YAMLFailure(
                at: version.mark,
                "the template has version \(quoted(scalar.text)), but no services key",
                "write the services under services:, or remove version"
            )
        }
        return entries.filter { $0 != version }
    }

    static func isExtension(_ key: String) -> Bool { key.hasPrefix("x-") }

    private static func noServices(_ mark: SourceMark) -> YAMLFailure {
        YAMLFailure(
            at: mark,
            "the template has no services",
            "write each service as a key with image: and other keys under it"
        )
    }
}

extension TemplateShape {
    /// The variables that the template asks for, each once, in the order of the text.
    var variables: [TemplateVariable] {
        var list = TemplateVariableList()
        for entry in others where entry.key != "version" {
            if ["secrets", "configs"].contains(entry.key) { Self.addSources(entry.value, to: &list) }
            list.add(in: entry.value)
        }
        for service in services {
            guard case .mapping(let keys) = service.value.content else { continue }
            for entry in keys where !Self.isExtension(entry.key) {
                if entry.key == "environment" { Self.addPassedOn(entry.value, to: &list) }
                list.add(in: entry.value)
            }
        }
        return list.variables.sorted { $0.line < $1.line }
    }

    /// Adds the variables that secrets and configs have their content from.
    private static func addSources(_ declarations: YAMLValue, to list: inout TemplateVariableList) {
        guard case .mapping(let entries) = declarations.content else { return }
        for entry in entries {
            guard let value = entry.value["environment"], case .scalar(let scalar) = value.content,
                !scalar.isNull, !scalar.text.contains("$")
            else { continue }
            list.add(TemplateVariable(name: scalar.text, isRequired: true, line: value.mark.line))
        }
    }

    /// Adds the environment variables without a value, whose value comes with the deployment.
    private static func addPassedOn(_ environment: YAMLValue, to list: inout TemplateVariableList) {
        func add(_ name: String, line: Int) {
            let isName = !name.contains { $0 == "=" || $0 == "$" || $0.isWhitespace }
            guard isName, SchedulingHint.Kind(environmentEntry: name) == nil else { return }
            list.add(TemplateVariable(name: name, isRequired: true, line: line))
        }
        switch environment.content {
        case .sequence(let items):
            for item in items {
                if case .scalar(let scalar) = item.content { add(scalar.text, line: item.mark.line) }
            }
        case .mapping(let entries):
            for entry in entries where entry.value.isNull { add(entry.key, line: entry.mark.line) }
        case .scalar: break
        }
    }
}
