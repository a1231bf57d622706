//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// What a service asks of the nodes for its containers, ready to be compared.
package struct PlacementRules: Sendable {
    let rules: [PlacementRule]
    let zones: ZoneSpread?

    /// Asks for nothing.
    package init() {
        rules = []
        zones = nil
    }

    /// - Parameters:
    ///   - spec: What was written.
    ///   - application: The application whose services `affinity:service` means; nil for a container of none.
    ///   - volumesFrom: The services whose volumes are mounted: a container of each has to be on the same node.
    package init(_ spec: PlacementSpec, application: ApplicationName?, volumesFrom: [ServiceName] = []) {
        var rules: [PlacementRule] = []
        if let application {
            rules = volumesFrom.map { PlacementRule(volumesFrom: ServiceKey(application: application, service: $0)) }
        }
        rules += spec.affinities.map { PlacementRule(affinity: $0, application: application) }
        rules += spec.constraints.map { PlacementRule(constraint: $0) }
        rules += spec.whitelists.map { PlacementRule(whitelist: $0) }
        self.rules = rules
        zones = spec.zones
    }

    package init(_ service: ServiceSpec, application: ApplicationName) {
        self.init(service.placement, application: application, volumesFrom: service.volumesFrom.map(\.service))
    }

    /// Whether a service with one container on each node has one on this.
    ///
    /// Only hard constraints and whitelists count: what other containers are there changes too often.
    package func admits(_ node: NodeView) -> Bool {
        rules.allSatisfy { $0.isSoft || !$0.isAboutNode || $0.isMet(byNode: node) }
    }
}

/// One thing that is asked of a node.
struct PlacementRule: Sendable {
    enum Subject: Hashable, Sendable {
        /// A label, or with the key `node` what the node is called.
        case node(key: String)
        /// The images that it has.
        case image
        /// Containers that are there.
        case containers(ContainerTrait)
        /// The node's name is one of them.
        case nodeNames(Set<String>)
        /// A container of the service is there.
        case holds(ServiceKey)
    }

    let subject: Subject
    /// Nil when it is no pattern: then nothing matches, as in classic Swarm.
    let pattern: ValuePattern?
    /// What the pattern was made from.
    let value: String
    let isNegated: Bool
    let isSoft: Bool
    /// As it is written, for people.
    let text: String

    init(constraint expression: PlacementExpression) {
        self.init(.node(key: expression.key), expression, "constraint:")
    }

    init(affinity expression: PlacementExpression, application: ApplicationName?) {
        let subject: Subject =
            switch expression.key {
            case "container": .containers(.name)
            case "image": .image
            case "service": .containers(.service(of: application))
            case let label: .containers(.label(label))
            }
        self.init(subject, expression, "affinity:")
    }

    init(whitelist expression: PlacementExpression) {
        subject = .nodeNames(Set(expression.value.split(separator: "|").map(String.init)))
        pattern = nil
        value = expression.value
        isNegated = false
        isSoft = expression.isSoft
        text = "whitelist:\(expression)"
    }

    init(volumesFrom service: ServiceKey) {
        subject = .holds(service)
        pattern = nil
        value = ""
        isNegated = false
        isSoft = false
        text = "volumes_from: \(service.service)"
    }

    private init(_ subject: Subject, _ expression: PlacementExpression, _ prefix: String) {
        self.subject = subject
        pattern = try? ValuePattern(expression.value)
        value = expression.value
        isNegated = expression.isNegated
        isSoft = expression.isSoft
        text = prefix + expression.description
    }

    /// Whether it asks for what doesn't change while containers come and go.
    var isAboutNode: Bool {
        switch subject {
        case .node, .nodeNames: true
        case .image, .containers, .holds: false
        }
    }

    /// Whether nodes come to meet it, or cease to, as containers come and go.
    var followsContainers: Bool {
        switch subject {
        case .containers, .holds: true
        case .node, .image, .nodeNames: false
        }
    }

    /// Whether a container on a node that it has already may not do without.
    var bindsContainersThere: Bool {
        if case .holds = subject { true } else { false }
    }

    /// Whether a node meets a rule about itself or its images.
    func isMet(byNode node: NodeView) -> Bool {
        switch subject {
        case .node("node"):
            (matches(node.name) || matches(node.id.rawValue) || matches(node.engineID)) != isNegated
        case .node(let key): matches(node.labels[key] ?? "") != isNegated
        case .image: node.images.contains { $0.names.contains(where: matches) } != isNegated
        case .nodeNames(let names): names.contains(node.name)
        case .containers, .holds: true
        }
    }

    private func matches(_ text: String) -> Bool { pattern?.matches(text) ?? false }

    /// What of a node that doesn't meet the rule is in its way, to be read after the node's name.
    func objection(to node: NodeView) -> String {
        switch subject {
        case .node("node"): return "doesn't meet \(text)"
        case .node(let key):
            let label = node.labels[key].map { "its label \(key) is \"\($0)\"" } ?? "it has no label \(key)"
            return "doesn't meet \(text): \(label)"
        case .image:
            let found = node.images.lazy.flatMap(\.names).first(where: matches)
            return "doesn't meet \(text): it has " + (found.map { "the image \($0)" } ?? "no such image")
        case .nodeNames: return "is not in \(text)"
        case .containers(let trait):
            let found = node.containers.values.filter { $0.values(of: trait).contains(where: matches) }.map(\.name)
            return "doesn't meet \(text): " + (found.min().map { "\($0) is there" } ?? "no such container is there")
        case .holds(let service): return "has no container of \(service), whose volumes are mounted"
        }
    }
}

extension PlacementRule: Hashable {
    static func == (left: PlacementRule, right: PlacementRule) -> Bool {
        left.text == right.text && left.subject == right.subject
    }

    // The application that a rule means tells few rules apart.
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
