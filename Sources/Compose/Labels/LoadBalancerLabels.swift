//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Ports of load balancers that lead to a service: `aliyun.lb.port_N: scheme://name:port`, several with semicolons.
enum LoadBalancerLabels {
    private static let prefix = "aliyun.lb.port_"
    private static let expected = "entries such as tcp://web-balancer:80, separated by semicolons"

    static func read(_ draft: inout ServiceDraft) {
        for (suffix, field) in draft.labels.fields(prefix: prefix) where !suffix.isEmpty {
            guard let port = parseInteger(suffix), (1...65535).contains(port) else {
                field.error("\(quoted(suffix)) is no port", "write the container's port, such as \(prefix)80")
                continue
            }
            guard let text = field.text(expected) else { continue }
            let entries = text.split(separator: ";").map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
            guard !entries.isEmpty else {
                field.error("there is no load balancer", "write \(expected)")
                continue
            }
            guard field.isWithinLimit(draft.spec.loadBalancers.count + entries.count) else { continue }
            for entry in entries { add(entry, port, field, &draft) }
        }
    }

    private static func add(_ entry: Substring, _ port: Int, _ field: Field, _ draft: inout ServiceDraft) {
        guard let balancer = balancer(entry, port, field) else { return }
        let mapping = draft.spec.ports.first { $0.container == ContainerPort(port, balancer.scheme.transport) }
        guard mapping?.hostPort != nil || draft.hasUnreadable("ports") else {
            field.error(
                "the load balancer reaches the nodes, and port \(port)/\(balancer.scheme.transport) has no port there",
                "write ports: with a fixed one, such as \"\(port):\(port)\(balancer.scheme == .udp ? "/udp" : "")\""
            )
            return
        }
        let isKnown = draft.spec.loadBalancers.contains {
            $0.balancer == balancer.balancer && $0.frontPort == balancer.frontPort
                && $0.scheme.transport == balancer.scheme.transport
        }
        guard !isKnown else {
            field.error("the port \(balancer.frontPort) of \(balancer.balancer) is given twice", "keep one of them")
            return
        }
        draft.spec.loadBalancers.append(balancer)
    }

    private static func balancer(_ entry: Substring, _ port: Int, _ field: Field) -> LoadBalancerSpec? {
        guard let colon = entry.firstIndex(of: ":"), entry[colon...].hasPrefix("://"),
            let last = entry.lastIndex(of: ":"), last > colon
        else {
            field.refuse(entry, expected)
            return nil
        }
        guard let scheme = LoadBalancerSpec.Scheme(rawValue: String(entry[..<colon])) else {
            let schemes = LoadBalancerSpec.Scheme.allCases.map(\.rawValue).listed()
            field.error("load balancers don't speak \(quoted(entry[..<colon]))", "write \(schemes)")
            return nil
        }
        let name = entry[entry.index(colon, offsetBy: 3)..<last]
        guard (1...80).contains(name.utf8.count),
            name.utf8.allSatisfy({ NameRules.isAlphanumeric($0) || "-/._".utf8.contains($0) })
        else {
            field.error(
                "\(quoted(name)) is no name of a load balancer",
                "write its name or its identifier: up to 80 letters, digits and - / . _"
            )
            return nil
        }
        guard let front = parseInteger(entry[entry.index(after: last)...]), (1...65535).contains(front) else {
            field.error("\(quoted(entry[entry.index(after: last)...])) is no port", "write a number from 1 to 65535")
            return nil
        }
        return LoadBalancerSpec(containerPort: port, scheme: scheme, balancer: String(name), frontPort: front)
    }

    /// Reports load balancers that two services share: each would take the other one's nodes away.
    static func checkShared(_ drafts: [ServiceDraft]) {
        var owners: [String: ServiceName] = [:]
        for draft in drafts {
            for name in Set(draft.spec.loadBalancers.map(\.balancer)).sorted() {
                if let owner = owners[name] {
                    let label = draft.labels.fields(prefix: prefix).first { field in
                        draft.spec.labels[prefix + field.suffix]?.contains("://\(name):") ?? false
                    }
                    label?.field.error(
                        "the load balancer \(name) already leads to the service \(owner)",
                        "give each service a load balancer of its own"
                    )
                } else {
                    owners[name] = draft.spec.name
                }
            }
        }
    }
}
