//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Reads one service of a template.
struct ServiceReader {
    private static let maximumNameLength = 64

    let problems: ProblemList
    let variables: VariableExpander
    let resources: TemplateResources

    /// The service as far as it can be read; nil when it has no form at all.
    func read(_ entry: YAMLEntry) -> ServiceDraft? {
        guard NameRules.isName(entry.key, maximumLength: Self.maximumNameLength) else {
            problems.add(
                .error,
                at: entry.mark,
                key: entry.key,
                "\(quoted(entry.key)) is no name for a service",
                "start with a letter or a digit, then letters, digits and _ . -, "
                    + "\(Self.maximumNameLength) characters at most"
            )
            return nil
        }
        var spec = ServiceSpec(name: ServiceName(entry.key), image: "")
        spec.line = entry.mark.line
        var draft = ServiceDraft(
            spec: spec,
            mark: entry.mark,
            problems: problems,
            variables: variables,
            resources: resources
        )
        guard case .mapping(let keys) = entry.value.content else {
            draft.error("the service is no mapping", "write image: and other keys under it")
            return nil
        }
        for key in keys where !TemplateShape.isExtension(key.key) { read(key, into: &draft) }
        draft.spec.environment = draft.fileEnvironment + draft.spec.environment
        checkImage(keys, draft)
        ServiceKey.checkLogging(draft)
        ServiceKey.settleQuota(&draft)
        DeployKeys.settle(&draft)
        ServiceKey.checkResources(draft)
        LabelNames.check(draft.labels)
        ScaleLabels.read(&draft)
        ProbeLabels.read(&draft)
        RoutingLabels.read(&draft)
        LogLabels.read(&draft)
        RescheduleHints.read(&draft)
        PlacementHints.read(&draft)
        LoadBalancerLabels.read(&draft)
        AutoScalingLabels.read(&draft)
        JobLabels.read(&draft)
        MonitoringLabels.check(draft.labels)
        ProxyLabels.check(draft)
        HealthcheckKeys.check(draft)
        FileKeys.check(&draft)
        ServiceKey.checkNetwork(&draft)
        ExternalKeys.check(&draft, keys: keys)
        return draft
    }

    private func read(_ entry: YAMLEntry, into draft: inout ServiceDraft) {
        let path = "\(draft.spec.name).\(entry.key)"
        if let refused = RefusedKey.byName[entry.key] {
            problems.add(refused.severity, at: entry.mark, key: path, refused.message, refused.remedy)
            return
        }
        guard let key = ServiceKey.byName[entry.key], let name = key.names.first else {
            let field = Field(entry, under: draft.spec.name.rawValue, problems: problems)
            FieldPair(name: entry.key, line: entry.key, mark: entry.mark, field: field, hasValue: true)
                .reportUnknown(among: ServiceKey.knownNames)
            return
        }
        let expanded = YAMLEntry(key: entry.key, at: entry.mark, value: variables.expand(entry.value, key: path))
        let field = Field(expanded, under: draft.spec.name.rawValue, problems: problems)
        guard draft.fields[name] == nil else {
            field.error(
                "this key is another spelling of one that is given, too",
                "keep one of \(key.names.listed("and"))"
            )
            return
        }
        draft.fields[name] = field
        guard !field.value.isNull else {
            field.warning("the key has no value and no effect", "give it a value, or remove it")
            return
        }
        key.read(field, &draft)
    }

    private func checkImage(_ keys: [YAMLEntry], _ draft: ServiceDraft) {
        let explained = ["build", "dockerfile", "extends", "external"]
        guard draft.fields["image"]?.value.isNull ?? true, !keys.contains(where: { explained.contains($0.key) }) else {
            return
        }
        draft.error("the service has no image", "write image: with the image to run")
    }
}
