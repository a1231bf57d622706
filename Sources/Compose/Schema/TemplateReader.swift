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
    let files: TemplateFiles

    /// The application; what is wrong goes to `problems`.
    func read(_ root: YAMLValue) -> ApplicationSpec? {
        let shape: TemplateShape
        do throws(YAMLFailure) {
            shape = try TemplateShape(of: root)
        } catch {
            problems.add(.error, at: error.mark, key: "", error.message, error.remedy)
            return nil
        }
        let template = readTopLevel(shape.others, of: root)
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
            ServiceReader(problems: problems, variables: variables, resources: template.resources).read(entry)
        }
        let names = shape.services.map { ServiceName($0.key) }
        let active = ProfilesKey.active(drafts, given: variables.values[ProfilesKey.variable])
        ServiceRelations(drafts, active: active, names: names, problems: problems).check()
        LoadBalancerLabels.checkShared(active)
        JobLabels.check(template.job, active)
        checkFiles(active)
        if active.isEmpty, !problems.hasErrors { reportNoService(shape.services) }
        variables.reportMissing()
        return problems.hasErrors ? nil : spec(template, active)
    }

    private func readTopLevel(_ entries: [YAMLEntry], of root: YAMLValue) -> TemplateDraft {
        var draft = TemplateDraft(application: application, variables: variables, resources: TemplateResources())
        draft.resources.files = files
        let expanded = entries.map { entry in
            let value = entry.key == "version" ? entry.value : variables.expand(entry.value, key: entry.key)
            return YAMLEntry(key: entry.key, at: entry.mark, value: value)
        }
        let value = YAMLValue(.mapping(expanded), at: root.mark)
        let field = Field(value: value, mark: root.mark, key: "", problems: problems)
        TopLevelKeys.table.read(field, "the template's keys", into: &draft)
        return draft
    }

    private func spec(_ template: TemplateDraft, _ active: [ServiceDraft]) -> ApplicationSpec {
        let names = Set(active.map(\.spec.name))
        var application = ApplicationSpec(
            name: application,
            services: active.map { draft in
                var spec = draft.spec
                // What is optional and isn't there is waited for by nobody.
                spec.depends.removeAll { !names.contains($0) }
                spec.dependConditions = spec.dependConditions.filter { names.contains($0.key) }
                return spec
            }
        )
        application.volumes = template.resources.volumes.values.sorted { $0.name < $1.name }
        application.job = template.job.job
        return application
    }

    private func checkFiles(_ drafts: [ServiceDraft]) {
        let bytes = drafts.reduce(0) { $0 + $1.spec.files.reduce(0) { $0 + $1.content.utf8.count } }
        guard bytes > StoredFiles.maximumTotalBytes, let first = drafts.first(where: { !$0.spec.files.isEmpty }) else {
            return
        }
        first.error(
            "the secrets and configs of all services have \(bytes) bytes",
            "keep them to \(StoredFiles.maximumTotalBytes); mount larger files with volumes"
        )
    }

    private func reportNoService(_ services: [YAMLEntry]) {
        guard let first = services.first else { return }
        problems.add(
            .error,
            at: first.mark,
            key: first.key,
            "every service has profiles, and none of them is asked for",
            "give -e \(ProfilesKey.variable)= with profiles, separated by commas"
        )
    }
}
