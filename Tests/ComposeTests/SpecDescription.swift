//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Compose
import Model

/// A result as text: one line for each problem, then each service with what differs from the default.
func describe(_ result: ComposeResult) -> String {
    var lines = result.problems.map { "\($0.severity.rawValue) \($0)" }
    for service in result.application?.services ?? [] {
        lines.append("\(service.name), line \(service.line)")
        let defaults = ServiceSpec(name: service.name, image: "")
        lines += differences(service, defaults).filter { !$0.hasPrefix("  line:") && !$0.hasPrefix("  name:") }
    }
    return lines.joined(separator: "\n") + "\n"
}

private func differences(_ value: Any, _ defaults: Any) -> [String] {
    zip(Mirror(reflecting: value).children, Mirror(reflecting: defaults).children).flatMap { child, other in
        let label = child.label ?? ""
        if child.value is ResourceRequirements || child.value is UpdateSpec {
            let parts = differences(child.value, other.value)
            return label == "update" ? parts.map { "  update." + $0.dropFirst(2) } : parts
        }
        let (text, standard) = (describe(child.value), describe(other.value))
        return text == standard ? [] : ["  \(label): \(text)"]
    }
}

/// A value in few words: no type names, dictionaries in order.
private func describe(_ value: Any) -> String {
    switch value {
    case let text as String: return "\"\(text)\""
    case let dictionary as [String: String]:
        return "{" + dictionary.sorted { $0.key < $1.key }.map { "\($0.key): \"\($0.value)\"" }.joined(separator: ", ")
            + "}"
    case let name as ServiceName: return name.rawValue
    case let port as ContainerPort: return port.description
    case let expression as PlacementExpression: return "\"\(expression)\""
    default: break
    }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.first.map { describe($0.value) } ?? "none"
    case .collection: return "[" + mirror.children.map { describe($0.value) }.joined(separator: ", ") + "]"
    case .struct, .tuple:
        return "("
            + mirror.children.map { "\($0.label.map { "\($0) " } ?? "")\(describe($0.value))" }.joined(separator: ", ")
            + ")"
    case .enum:
        guard let child = mirror.children.first else { return "\(value)" }
        return "\(child.label ?? "") \(describe(child.value))"
    default: return "\(value)"
    }
}
