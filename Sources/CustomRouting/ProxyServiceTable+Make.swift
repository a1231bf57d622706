//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model
package import Routing

extension ProxyServiceTable {
    /// The labels that say what a service asks of proxies begin like this.
    static let labelPrefix = "aliyun.proxy."

    /// Makes the table of the services that have the labels for it, and of their containers that serve.
    ///
    /// Equal input gives an equal table, in whatever order services and containers come.
    ///
    /// - Parameters:
    ///   - revision: The table's revision.
    ///   - services: All services; those that want no proxy have no part in it.
    /// - Returns: The table.
    package static func make(revision: Int64, services: [RoutedService]) -> ProxyServiceTable {
        let proxied = services.compactMap { service -> ProxiedService? in
            guard service.spec.wantsProxy else { return nil }
            return ProxiedService(
                project: service.application.rawValue,
                service: service.spec.name.rawValue,
                alias: "\(service.application)_\(service.spec.name)",
                settings: service.spec.proxySettings,
                servers: servers(of: service)
            )
        }
        return ProxyServiceTable(
            revision: revision,
            services: proxied.sorted { ($0.alias, $0.project) < ($1.alias, $1.project) }
        )
    }

    private static func servers(of service: RoutedService) -> [ProxiedServer] {
        service.chosenContainers { $0.status.address != nil }.map { container in
            ProxiedServer(
                id: container.status.id.rawValue,
                name: container.status.name,
                address: container.status.address ?? "",
                ports: ports(of: service.spec, container.status),
                isDraining: container.isDraining
            )
        }
        .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    /// The ports that the template names, or else the image.
    private static func ports(of spec: ServiceSpec, _ status: ContainerStatus) -> [Int] {
        let named = spec.expose + spec.ports.map(\.container)
        let ports = named.isEmpty ? status.exposedPorts ?? [] : named
        return Set(ports.filter { $0.transport == .tcp }.map(\.number)).sorted()
    }
}

extension ServiceSpec {
    /// Whether its containers are proxies that are told of services: `aliyun.custom_addon: proxy`.
    package var isProxy: Bool { Self.isProxy(labels: labels) }

    /// The same for the labels that a container of it has.
    package static func isProxy(labels: [String: String]) -> Bool {
        labels["aliyun.custom_addon"] == "proxy" || labels["aliyun.addon"] == "proxy"
    }

    /// Whether proxies lead to it: `aliyun.proxy.VIRTUAL_HOST`, or `aliyun.proxy.required: "true"`, in any case.
    package var wantsProxy: Bool {
        labels.contains { $0.key.lowercased() == ProxyServiceTable.labelPrefix + "required" && $0.value == "true" }
            || proxySettings["VIRTUAL_HOST"] != nil
    }

    /// What it asks of proxies, by the settings' names in upper case; without those that have no value.
    package var proxySettings: [String: String] {
        var settings: [String: String] = [:]
        for (label, value) in labels.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            guard label.hasPrefix(ProxyServiceTable.labelPrefix) else { continue }
            let name = label.dropFirst(ProxyServiceTable.labelPrefix.count).uppercased()
            guard ServiceSettings.names.contains(name), settings[name] == nil else { continue }
            settings[name] = value
        }
        return settings
    }
}
