//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A service while it is read: what is known so far, and where it was said.
struct ServiceDraft {
    var spec: ServiceSpec
    /// Where the service's name stands.
    let mark: SourceMark
    let problems: ProblemList
    let variables: VariableExpander
    /// The keys that were given, by the first of their names.
    var fields: [String: Field] = [:]
    var references: [ServiceReference] = []
    var labels = LabelSet()
    /// The hints to the scheduler that are written among the environment variables.
    var hints: [SchedulingHint] = []
    var deploy = DeployDraft()
    /// Variables from files, which those of `environment` win over.
    var fileEnvironment: [String] = []
    var profiles: [String] = []
    /// Where the files of `spec.files` are asked for, by their paths.
    var filePlaces: [String: Field] = [:]
    var cpuQuota: Placed<Int>?
    var cpuPeriod: Placed<Int>?
    /// Where GPUs are asked for.
    var gpuPlaces: [Field] = []

    /// Whether one of the keys holds a variable without a value, so that nothing can be said of it.
    func hasUnreadable(_ names: String...) -> Bool { names.contains { fields[$0]?.value.isUnresolved ?? false } }

    func error(_ message: String, _ remedy: String) {
        problems.add(.error, at: mark, key: spec.name.rawValue, message, remedy)
    }

    /// What the template has beside its services.
    let resources: TemplateResources
}

/// A place where a service names another one of the same application.
struct ServiceReference {
    enum Kind: String {
        case depends
        case link
        case volumesFrom
    }

    let kind: Kind
    let target: ServiceName
    let field: Field
    /// Whether the other service may be missing: `required: false`.
    var isOptional = false
}
