//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// The routes that a container of no application asks for with its own `aliyun.routing.*` labels.
package enum ContainerRoutes {
    /// Reads a container's labels as those of a template's service are read.
    ///
    /// - Parameter labels: All labels of the container.
    /// - Returns: A service with the routes and how its requests are treated, and what is wrong with the labels. What
    ///   is wrong is left out of it.
    package static func read(_ labels: [String: String]) -> (spec: ServiceSpec, problems: [Problem]) {
        let problems = ProblemList(file: "")
        let mark = SourceMark(line: 0, column: 0)
        var draft = ServiceDraft(
            spec: ServiceSpec(name: "", image: ""),
            mark: mark,
            problems: problems,
            variables: VariableExpander(values: [:], problems: problems),
            resources: TemplateResources()
        )
        for (name, text) in labels.sorted(by: { $0.key < $1.key }) where name.hasPrefix(RoutingLabels.prefix) {
            let value = YAMLValue(.scalar(YAMLScalar(text, isQuoted: true)), at: mark)
            draft.labels.add(name, Field(value: value, mark: mark, key: name, problems: problems))
        }
        LabelNames.check(draft.labels)
        RoutingLabels.read(&draft)
        return (draft.spec, problems.sorted)
    }
}
