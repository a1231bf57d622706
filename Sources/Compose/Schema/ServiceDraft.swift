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

    func error(_ message: String, _ remedy: String) {
        problems.add(.error, at: mark, key: spec.name.rawValue, message, remedy)
    }

    /// The application's named volumes: what a service calls them, and what the engine does.
    let volumeNames: [String: String]
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
}
