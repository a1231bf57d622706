//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The keys `networks` of a service and of the template: all containers share one network, so that only names count.
enum NetworksKey {
    private static let sharesOne = "all containers share the one network of the cluster, which separates nothing"
    private static let remedy = "remove the key; services reach each other by name"

    static let attachment = KeyTable<ServiceDraft>(
        .init("aliases") { field, draft in
            let items = field.items("names")
            guard field.isWithinLimit(draft.spec.aliases.count + items.count) else { return }
            for item in items {
                guard let alias = item.text("a host name", where: { NameRules.isHostName($0) }),
                    !draft.spec.aliases.contains(alias), alias != draft.spec.name.rawValue
                else { continue }
                draft.spec.aliases.append(alias)
            }
        },
        .refused("ipv4_address", "the cluster's network gives out the addresses", "remove the key, and use names"),
        .refused("ipv6_address", "the cluster's network gives out the addresses", "remove the key, and use names"),
        .refused("mac_address", "the cluster's network gives out the addresses", "remove the key, and use names"),
        .refused("link_local_ips", "the cluster's network gives out the addresses", "remove the key, and use names"),
        .ignored("priority", "there is one network; this key has no effect"),
        .ignored("gw_priority", "there is one network; this key has no effect"),
        .ignored("interface_name", "the engine names the interfaces; this key has no effect"),
        .ignored("driver_opts", "there is one network; this key has no effect")
    )

    static func read(_ field: Field, into draft: inout ServiceDraft) {
        guard case .mapping = field.value.content else {
            for item in field.items("networks") { _ = item.nonEmptyText("a network") }
            return
        }
        for pair in field.entries("networks") where pair.hasValue {
            attachment.read(pair.field, "aliases", into: &draft)
        }
    }

    /// The settings of a network; nothing is read from them.
    static let declaration = KeyTable<Void>(
        .init("external") { _, _ in },
        .init("name") { _, _ in },
        .init("driver") { field, _ in
            guard let driver = field.text("overlay"), !["overlay", "bridge", "default"].contains(driver) else { return }
            field.error("the network driver \(quoted(driver)) is not supported", "remove the key")
        },
        .init("internal") { field, _ in
            guard field.boolean() == true else { return }
            field.error(
                "the cluster's network can't keep containers from the outside",
                "remove the key where that is acceptable"
            )
        },
        .init("attachable") { _, _ in },
        .ignored("driver_opts", "the cluster's network is set up already; this key has no effect"),
        .ignored("ipam", "the cluster's network gives out the addresses; this key has no effect"),
        .ignored("enable_ipv4", "the cluster's network is set up already; this key has no effect"),
        .ignored("enable_ipv6", "the cluster's network is set up already; this key has no effect"),
        .ignored("labels", "the cluster's network has its own labels; this key has no effect")
    )

    /// Reads the template's networks; a default one alone promises nothing that isn't so.
    static func readDeclarations(_ field: Field) {
        var nothing: Void = ()
        let pairs = field.entries("networks")
        for pair in pairs where pair.hasValue { declaration.read(pair.field, "settings", into: &nothing) }
        if pairs.contains(where: { $0.name != "default" }) { field.warning(sharesOne, remedy) }
    }
}
