//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The services that `docker run --link` tells a container of by its environment.
package enum LinkEnvironment {
    /// Reads the variables that Docker sets for links.
    ///
    /// `WEB_1_PORT_80_TCP=tcp://172.17.0.3:80` is a server `WEB_1` of the service `WEB`, `WEB_1_ENV_NAME=value` a
    /// variable of the linked container.
    ///
    /// - Parameter environment: Variables by name.
    /// - Returns: The services by alias.
    package static func services(in environment: [String: String]) -> [ProxiedService] {
        var addresses: [String: [String: Set<Int>]] = [:]
        for (name, value) in environment {
            guard let server = server(of: name), let (address, port) = endpoint(value) else { continue }
            addresses[server, default: [:]][address, default: []].insert(port)
        }
        let servers = addresses.keys.sorted()
        let services = Dictionary(grouping: servers, by: alias)
        return services.keys.sorted().map { alias in
            ProxiedService(
                project: "",
                service: alias,
                alias: alias,
                settings: settings(of: [alias] + (services[alias] ?? []), in: environment),
                servers: (services[alias] ?? []).flatMap { name in
                    (addresses[name] ?? [:]).sorted { $0.key < $1.key }.map { address, ports in
                        ProxiedServer(name: name, address: address, ports: ports.sorted())
                    }
                }
            )
        }
    }

    /// `PREFIX_PORT_80_TCP` → `PREFIX`.
    private static func server(of variable: String) -> String? {
        let parts = variable.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[parts.count - 1] == "TCP", SettingText.port(parts[parts.count - 2]) != nil,
            parts[parts.count - 3] == "PORT"
        else { return nil }
        let prefix = parts.dropLast(3)
        // A link of the linked container's own, which came along as one of its variables.
        guard !prefix.dropFirst().contains("ENV") else { return nil }
        let name = prefix.joined(separator: "_")
        return name.isEmpty ? nil : name
    }

    /// `WEB_1` → `WEB`; `WEB1` stays.
    private static func alias(of server: String) -> String {
        guard let separator = server.lastIndex(of: "_"), separator != server.startIndex else { return server }
        let number = server[server.index(after: separator)...]
        guard !number.isEmpty, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return server }
        return String(server[..<separator])
    }

    private static func endpoint(_ value: String) -> (address: String, port: Int)? {
        guard value.hasPrefix("tcp://"), let colon = value.lastIndex(of: ":"),
            let port = SettingText.port(value[value.index(after: colon)...])
        else { return nil }
        let address = value[..<colon].dropFirst("tcp://".count)
        return address.isEmpty ? nil : (String(address), port)
    }

    private static func settings(of prefixes: [String], in environment: [String: String]) -> [String: String] {
        var settings: [String: String] = [:]
        for prefix in prefixes {
            for name in ServiceSettings.names {
                guard let value = environment["\(prefix)_ENV_\(name)"], !value.isEmpty else { continue }
                settings[name] = value
            }
        }
        return settings
    }
}
