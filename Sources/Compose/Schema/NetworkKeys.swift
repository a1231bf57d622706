//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

// Ports, names and addresses.

extension ServiceKey {
    static let network: [ServiceKey] = [
        ServiceKey("ports") { field, draft in
            for item in field.items("ports") {
                draft.spec.ports += PortSyntax.mappings(item)
                guard field.isWithinLimit(draft.spec.ports.count) else { break }
            }
        },
        ServiceKey("expose") { field, draft in
            for item in field.items("ports") {
                draft.spec.expose += PortSyntax.containerPorts(item)
                guard field.isWithinLimit(draft.spec.expose.count) else { break }
            }
        },
        ServiceKey("network_mode", "net") { field, draft in
            if let mode = networkMode(field) { draft.spec.network = mode }
        },
        .text("hostname", \.hostname, "a host name of letters, digits and hyphens") { NameRules.isHostName($0) },
        .text("domainname", \.domainName, "a domain such as example.com") { NameRules.isHostName($0) },
        .texts("dns", to: \.dns, "the address of a name server, such as 8.8.8.8") { NameRules.isIPAddress($0) },
        .texts("dns_search", to: \.dnsSearch, "a domain such as example.com") { $0 == "." || NameRules.isHostName($0) },
        .texts("dns_options", "dns_opt", to: \.dnsOptions, "an option of the resolver, such as use-vc"),
        ServiceKey("extra_hosts") { field, draft in
            draft.spec.extraHosts = hostLines(field)
        },
        ServiceKey("networks") { field, draft in NetworksKey.read(field, into: &draft) },
        ServiceKey("external") { field, draft in ExternalKeys.read(field, into: &draft) },
        ServiceKey("external_links") { field, draft in
            draft.spec.externalLinks = field.items("names").compactMap(externalLink)
        },
    ]

    private static func networkMode(_ field: Field) -> NetworkMode? {
        guard let text = field.text("bridge, host or none") else { return nil }
        switch text {
        // Each container of a bridge network reaches the others; here that network spans the nodes.
        case "bridge", "default", "multi-host-network": return .cluster
        case "host": return .host
        case "none": return NetworkMode.none
        default: break
        }
        for prefix in ["container:", "service:"] where text.hasPrefix(prefix) {
            field.error(
                "a container can't share the network of another one, which may run on another node",
                "remove the key; services reach each other by name, and links adds other names"
            )
            return nil
        }
        field.refuse(text, "bridge, host or none; all other containers share the cluster's network")
        return nil
    }

    private static func externalLink(_ item: Field) -> ExternalLink? {
        let expected = "name or name:alias"
        guard let text = item.nonEmptyText(expected) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let target = parts.first, let alias = parts.last,
            NameRules.isHostName(target) || NameRules.isName(target), NameRules.isHostName(alias)
        else {
            item.refuse(text, expected)
            return nil
        }
        return ExternalLink(target: String(target), alias: String(alias))
    }

    private static func hostLines(_ field: Field) -> [String] {
        let pairs: [(name: String, address: String, place: Field)]
        if case .sequence = field.value.content {
            pairs = field.items("name:address").compactMap { item in
                guard let text = item.nonEmptyText("name:address") else { return nil }
                // The name has no colon, an IPv6 address has.
                guard let separator = text.firstIndex(where: { $0 == ":" || $0 == "=" }) else {
                    item.refuse(text, "name:address")
                    return nil
                }
                return (String(text[..<separator]), String(text[text.index(after: separator)...]), item)
            }
        } else {
            pairs = field.entries("name: address").compactMap { pair in
                pair.field.text("an address").map { (pair.name, $0, pair.field) }
            }
        }
        return pairs.compactMap { name, address, place in
            guard NameRules.isHostName(name), NameRules.isIPAddress(address) || address == "host-gateway" else {
                place.refuse("\(name):\(address)", "a host name and an address, such as db.example.com:10.0.0.5")
                return nil
            }
            return "\(name):\(address)"
        }
    }

    /// What a service outside the cluster's network can't have.
    static func checkNetwork(_ draft: inout ServiceDraft) {
        guard draft.spec.network != .cluster else { return }
        let place = draft.spec.network == .host ? "the node's own network" : "no network"
        if let ports = draft.fields["ports"], !draft.spec.ports.isEmpty {
            ports.warning("a container with \(place) publishes no ports; these have no effect", "remove the key")
            draft.spec.ports = []
        }
        if let links = draft.fields["links"], !draft.spec.links.isEmpty {
            links.warning(
                "a container with \(place) does not see the cluster's names; links only order the start here",
                "reach the other service by a published port, and write depends_on for the order"
            )
            draft.spec.depends += draft.spec.links.map(\.service)
            draft.spec.links = []
        }
        if let links = draft.fields["external_links"], !draft.spec.externalLinks.isEmpty {
            links.warning(
                "a container with \(place) does not see the cluster's names; these have no effect",
                "write extra_hosts"
            )
            draft.spec.externalLinks = []
        }
    }
}
