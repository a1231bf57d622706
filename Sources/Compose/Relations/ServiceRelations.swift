//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Checks that the services of a template refer to each other in a way that can be started in some order.
struct ServiceRelations {
    /// All that could be read.
    private let drafts: [ServiceDraft]
    /// Those that are part of the application, by their profiles.
    private let active: [ServiceDraft]
    /// All services of the template, those that could not be read included.
    private let names: Set<ServiceName>
    private let problems: ProblemList

    init(_ drafts: [ServiceDraft], active: [ServiceDraft], names: [ServiceName], problems: ProblemList) {
        self.drafts = drafts
        self.active = active
        self.names = Set(names)
        self.problems = problems
    }

    func check() {
        for draft in drafts {
            for reference in draft.references { check(reference, of: draft.spec.name) }
        }
        let restarted = Set(
            drafts.filter { [.always, .unlessStopped].contains($0.spec.restart) }.map(\.spec.name)
        )
        for draft in active { checkConditions(of: draft, restarted: restarted) }
        var search = CycleSearch(drafts)
        search.run()
    }

    /// Reports a wait for the end of a service that is started again whenever it ends.
    private func checkConditions(of draft: ServiceDraft, restarted: Set<ServiceName>) {
        for reference in draft.references where reference.kind == .depends && restarted.contains(reference.target) {
            guard draft.spec.dependConditions[reference.target] == .completed else { continue }
            reference.field.error(
                "the service \(reference.target) is started again whenever it ends, so that it never completes",
                "write restart: on-failure for it, or the condition service_started here"
            )
        }
    }

    private func check(_ reference: ServiceReference, of service: ServiceName) {
        if reference.target == service {
            reference.field.error("the service refers to itself", "remove its own name")
        } else if !names.contains(reference.target), !reference.isOptional, !problems.isFull {
            let nearest = NameSuggestion.nearest(to: reference.target.rawValue, in: names.map(\.rawValue))
            let others = names.subtracting([service]).map(\.rawValue).sorted()
            let known =
                others.isEmpty ? "the template has no other service" : "name the service \(others.prefix(10).listed())"
            reference.field.error(
                "there is no service \(quoted(reference.target.rawValue)) in the template",
                nearest.map { "did you mean \($0)?" }
                    ?? (reference.kind == .link ? known + "; for a container outside, write external_links" : known)
            )
        }
    }
}

/// Finds services that wait for each other.
private struct CycleSearch {
    private enum State {
        case open
        case done
    }

    private let order: [ServiceName]
    private let references: [ServiceName: [ServiceReference]]
    private var states: [ServiceName: State] = [:]
    private var path: [ServiceName] = []

    init(_ drafts: [ServiceDraft]) {
        order = drafts.map(\.spec.name)
        references = Dictionary(
            drafts.map { draft in (draft.spec.name, draft.references.filter { $0.target != draft.spec.name }) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    mutating func run() {
        for name in order where states[name] == nil { visit(name) }
    }

    private mutating func visit(_ name: ServiceName) {
        states[name] = .open
        path.append(name)
        var seen: Set<ServiceName> = []
        for reference in references[name] ?? [] where seen.insert(reference.target).inserted {
            switch states[reference.target] {
            case nil where references[reference.target] != nil: visit(reference.target)
            case .open: report(reference)
            default: break
            }
        }
        path.removeLast()
        states[name] = .done
    }

    private func report(_ reference: ServiceReference) {
        guard let start = path.firstIndex(of: reference.target) else { return }
        let cycle = (path[start...] + [reference.target]).map(\.rawValue)
        let shown = cycle.count <= 12 ? cycle : cycle.prefix(6) + ["…"] + cycle.suffix(5)
        reference.field.error(
            "services wait for each other: \(shown.joined(separator: " → "))",
            "remove one of the links, dependencies or volumes_from between them"
        )
    }
}
