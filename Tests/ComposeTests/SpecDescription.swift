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
    if let volumes = result.application?.volumes, !volumes.isEmpty {
        lines.append("volumes")
        lines += volumes.map { volume in
            ([volume.name] + differences(volume, VolumeSpec(name: volume.name)).map { String($0.dropFirst(2)) })
                .joined(separator: " ")
        }.map { "  " + $0 }
    }
    if let job = result.application?.job { lines.append("job \(describe(job))") }
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
        if child.value is ResourceRequirements { return differences(child.value, other.value) }
        if label == "update" {
            return differences(child.value, other.value).map { "  update." + $0.dropFirst(2) }
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
    case let schedule as CronSchedule: return "\"\(schedule.text)\""
    case let port as ContainerPort: return port.description
    case let expression as PlacementExpression: return "\"\(expression)\""
    default: break
    }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.first.map { describe($0.value) } ?? "none"
    case .dictionary:
        let pairs = mirror.children.map { pair in
            Mirror(reflecting: pair.value).children.map { describe($0.value) }.joined(separator: ": ")
        }
        return "{" + pairs.sorted().joined(separator: ", ") + "}"
    case .collection: return "[" + mirror.children.map { describe($0.value) }.joined(separator: ", ") + "]"
    case .struct, .tuple:
        return "("
            + mirror.children.map { "\($0.label.map { "\($0) " } ?? "")\(describe($0.value))" }.joined(separator: ", ")
            + ")"
    case .enum:
        guard let child = mirror.children.first else {
            return "\(value)".split(separator: ".").last.map(String.init) ?? ""
        }
        return "\(child.label ?? "") \(describe(child.value))"
    default: return "\(value)"
    }
}
