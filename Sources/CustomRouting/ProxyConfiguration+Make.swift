//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Routing

extension ProxyConfiguration {
    /// Makes the configuration for what is to be proxied.
    ///
    /// Equal input gives an equal configuration, in whatever order the services come.
    ///
    /// - Parameters:
    ///   - services: The services that are in scope. One whose settings can't be used is left out; a warning says why.
    ///   - settings: What the proxy itself was told.
    ///   - paths: Where HAProxy has its own files.
    /// - Returns: The configuration, with what people should know of it.
    package static func make(
        services: [ProxiedService],
        settings: ProxySettings,
        paths: ProxyPaths
    ) -> ProxyConfiguration {
        var maker = ConfigurationMaker(settings: settings, paths: paths)
        maker.read(services)
        maker.addCertificates()
        maker.addGlobalSections()
        maker.addStatistics()
        maker.addUsers()
        maker.addTCPListeners()
        maker.addFrontends()
        maker.addBackends()
        maker.configuration.sections += maker.handovers
        maker.addAdditionalBackends()
        return maker.configuration
    }
}

/// Where HAProxy finds and leaves its own files.
package struct ProxyPaths: Hashable, Sendable {
    package var statsSocket = "/var/run/haproxy.stats"
    package var pidFile = "/var/run/haproxy.pid"
    /// What abstract unix sockets begin with, of which each port has one.
    ///
    /// There the process of the next configuration takes the requests that come in on connections of the one before.
    /// Nobody else on the machine has it.
    package var handoverSocket = "gantry-proxy"
    /// The address to listen on; empty for all.
    package var listenAddress = ""

    package init() {}
}

/// A service with its settings read and its routes sorted out.
struct ConfiguredService {
    /// A container's port that requests can go to.
    struct Route: Hashable {
        var server: ProxiedServer
        var port: Int
    }

    var alias: String
    var settings: ServiceSettings
    /// Those that no TCP listener has taken.
    var routes: [Route]
}

/// A configuration that is being made; each of its functions writes one part of it.
struct ConfigurationMaker {
    let settings: ProxySettings
    let paths: ProxyPaths
    var configuration = ProxyConfiguration()
    /// By alias.
    var services: [ConfiguredService] = []
    /// The ports that TCP listeners have.
    var tcpPorts: Set<Int> = []
    /// The backends by which requests get to the process of the next configuration.
    var handovers: [ConfigurationSection] = []
    /// What `bind` says for TLS; nil without a certificate.
    var secureBinding: String?

    init(settings: ProxySettings, paths: ProxyPaths) {
        self.settings = settings
        self.paths = paths
    }

    /// Whether addresses decide who gets a request.
    var hasVirtualHosts: Bool { services.contains { !$0.settings.virtualHosts.isEmpty } }

    mutating func refuse(_ text: String) {
        if !configuration.refusals.contains(text) { configuration.refusals.append(text) }
    }

    mutating func note(_ text: String) {
        if !configuration.notices.contains(text) { configuration.notices.append(text) }
    }

    mutating func read(_ proxied: [ProxiedService]) {
        var aliases: Set<String> = []
        for service in proxied.sorted(by: { ($0.alias, $0.project) < ($1.alias, $1.project) }) {
            do throws(ProxySettingError) {
                guard RouteGrammar.isName(service.alias) else {
                    throw ProxySettingError(
                        "service \(ProxySettingError.shown(service.alias)): names may have letters, digits, '.', '_' "
                            + "and '-' only; rename it"
                    )
                }
                guard aliases.insert(service.alias).inserted else {
                    throw ProxySettingError(
                        "service \(service.project)/\(service.service): another one is called \(service.alias), too; "
                            + "rename one"
                    )
                }
                let settings = try ServiceSettings(service.settings, of: service.alias)
                services.append(
                    ConfiguredService(
                        alias: service.alias,
                        settings: settings,
                        routes: routes(of: service, excluding: settings.excludedPorts)
                    )
                )
            } catch {
                refuse("\(error); the service is left out")
            }
        }
    }

    /// The ports of containers, those of one address once.
    private func routes(of service: ProxiedService, excluding ports: Set<String>) -> [ConfiguredService.Route] {
        var known: Set<String> = []
        return service.servers.sorted { $0.name < $1.name }.flatMap { server in
            server.ports.filter { port in
                RouteGrammar.isName(server.name) && RouteGrammar.isAddress(server.address)
                    && (1...65_535).contains(port) && !ports.contains(String(port))
                    && known.insert("\(server.address):\(port)").inserted
            }
            .map { ConfiguredService.Route(server: server, port: $0) }
        }
    }

    /// The text of a `bind` line.
    func binding(_ port: Int, isSecure: Bool, extraFirst: Bool = true) -> String {
        let extra = settings.bindSettings[port]
        let secure = isSecure ? secureBinding : nil
        let parts = extraFirst ? [extra, secure] : [secure, extra]
        return (["bind \(paths.listenAddress):\(port)"] + parts.compactMap { $0 }).joined(separator: " ")
    }

    /// The lines of servers: each has a name of its own, the first of a container the container's.
    func servers(of service: ConfiguredService, _ routes: [ConfiguredService.Route]) -> [ConfigurationSection.Server] {
        var named: Set<String> = []
        return routes.map { route in
            let isFirst = named.insert("\(route.server.name) \(route.server.address)").inserted
            return ConfigurationSection.Server(
                server: .init(
                    name: isFirst ? route.server.name : "\(route.server.name):\(route.port)",
                    address: route.server.address,
                    port: route.port,
                    isDraining: route.server.isDraining
                ),
                container: route.server.name,
                service: service.alias,
                id: route.server.id
            )
        }
    }

    /// What the lines of a service's servers end with.
    func serverParameters(_ service: ConfiguredService) -> String {
        [
            service.settings.healthCheck ?? settings.healthCheck,
            service.settings.routeSettings ?? settings.routeSettings,
            service.settings.isFailover ? "backup" : nil,
        ]
        .compactMap { $0 }.joined(separator: " ")
    }

    /// A setting of a whole backend: what all services in it say alike; those that only take over have no say.
    mutating func agreed<Value: Hashable>(
        _ name: String,
        among services: [ConfiguredService],
        _ value: (ServiceSettings) -> Value?
    ) -> (value: Value, service: String)? {
        let main = services.filter { !$0.settings.isFailover }
        let voters = main.isEmpty ? services : main
        let values = Set(voters.map { value($0.settings) })
        guard values.count == 1, let first = voters.first else {
            if values.count > 1 {
                let aliases = voters.map(\.alias).joined(separator: ", ")
                note(
                    "services \(aliases): they share a backend but don't agree on \(name), which is left out there; "
                        + "write the same to all of them, or give them different addresses"
                )
            }
            return nil
        }
        return value(first.settings).map { ($0, first.alias) }
    }
}
