//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The forms of a port: `80`, `8080:80`, `127.0.0.1:8080:80`, `3000-3005:4000-4005`, each with `/udp` perhaps.
enum PortSyntax {
    private static let expectedMapping = "a port, host:container or address:host:container, with /udp perhaps"

    /// The ports of an element of `expose`.
    static func containerPorts(_ item: Field) -> [ContainerPort] {
        let expected = "a port such as 80, 80/udp or 3000-3005"
        guard let text = item.text(expected) else { return [] }
        guard let (ports, transport) = split(text), let range = range(ports) else {
            item.refuse(text, expected)
            return []
        }
        return range.map { ContainerPort($0, transport) }
    }

    /// The ports of an element of `ports`.
    static func mappings(_ item: Field) -> [PortMapping] {
        if case .mapping = item.value.content { return longForm(item) }
        guard let text = item.text(expectedMapping) else { return [] }
        guard let (ports, transport) = split(text), let parts = addressAndPorts(ports) else {
            item.refuse(text, expectedMapping)
            return []
        }
        let container = parts.container
        guard let host = parts.host else {
            return container.map {
                PortMapping(container: ContainerPort($0, transport), hostIP: parts.address)
            }
        }
        guard host.count == container.count else {
            item.error(
                "\(quoted(text)) maps \(host.count) host ports to \(container.count) container ports",
                "make both ranges equally long"
            )
            return []
        }
        return zip(host, container).map { host, container in
            PortMapping(container: ContainerPort(container, transport), hostPort: host, hostIP: parts.address)
        }
    }

    // MARK: Short form

    /// Separates the transport from the rest.
    private static func split(_ text: String) -> (ports: Substring, transport: ContainerPort.TransportProtocol)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return (parts[0], .tcp)
        case 2: return ContainerPort.TransportProtocol(rawValue: parts[1].lowercased()).map { (parts[0], $0) }
        default: return nil
        }
    }

    private static func addressAndPorts(
        _ text: Substring
    ) -> (address: String?, host: ClosedRange<Int>?, container: ClosedRange<Int>)? {
        var rest = text
        var address: String?
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]"), rest[rest.index(after: end)...].hasPrefix(":") else { return nil }
            address = String(rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(end, offsetBy: 2)...]
        }
        var parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        if address == nil, parts.count == 3 { address = String(parts.removeFirst()) }
        if let address, !NameRules.isIPAddress(address) || parts.count != 2 { return nil }
        guard (1...2).contains(parts.count), let container = parts.last.flatMap(range) else { return nil }
        guard parts.count == 2 else { return (nil, nil, container) }
        // An address without a host port, as in 127.0.0.1::80, lets the engine choose the port.
        if parts[0].isEmpty, address != nil { return (address, nil, container) }
        guard let host = range(parts[0]) else { return nil }
        return (address, host, container)
    }

    private static func range(_ text: Substring) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { port($0) }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last
        else { return nil }
        return first...last
    }

    private static func port(_ text: Substring) -> Int? {
        guard text.utf8.count <= 5, let number = parseInteger(text), (1...65535).contains(number) else { return nil }
        return number
    }

    // MARK: Long form

    /// The mapping form of Compose 3: target, published, protocol, host_ip, mode.
    private static func longForm(_ item: Field) -> [PortMapping] {
        var target: Int?
        var mapping = PortMapping(container: ContainerPort(1))
        for pair in item.entries("a port") {
            switch pair.name {
            case "target": target = pair.field.integer(in: 1...65535)
            case "published": mapping.hostPort = pair.field.integer(in: 1...65535)
            case "host_ip":
                mapping.hostIP = pair.field.text("an address", where: { NameRules.isIPAddress($0) })
            case "protocol":
                guard let text = pair.field.text("tcp or udp") else { continue }
                guard let transport = ContainerPort.TransportProtocol(rawValue: text) else {
                    pair.field.refuse(text, "tcp or udp")
                    continue
                }
                mapping.container.transport = transport
            case "mode":
                guard let text = pair.field.text("host or ingress"), text != "host" else { continue }
                pair.field.warning("ports are published on the container's node only", "write mode: host")
            default:
                pair.reportUnknown(among: ["target", "published", "host_ip", "protocol", "mode"])
            }
        }
        guard item.value["target"] != nil else {
            item.error("the port has no target", "write target: with the container's port")
            return []
        }
        guard let target else { return [] }
        mapping.container.number = target
        return [mapping]
    }
}
