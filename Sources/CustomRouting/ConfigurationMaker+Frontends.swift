//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Routing

extension ConfigurationMaker {
    /// An address with the backend that it leads to.
    private struct Rule {
        var host: VirtualHost
        var backend: String
        var weight: Int
        /// Its service, for HAProxy's complaints.
        var service: String
    }

    mutating func addFrontends() {
        var hasMonitor = false
        if hasVirtualHosts {
            addAddressedFrontends(&hasMonitor)
        } else {
            addDefaultFrontends(&hasMonitor)
        }
        if let path = settings.monitorPath, let port = settings.monitorPort, !hasMonitor {
            var section = ConfigurationSection("frontend monitor")
            section.add([binding(port, isSecure: false), "mode http", "monitor-uri \(path)"])
            configuration.sections.append(section)
        }
    }

    // MARK: By address

    private mutating func addAddressedFrontends(_ hasMonitor: inout Bool) {
        for service in services where service.settings.virtualHosts.isEmpty && !service.routes.isEmpty {
            note(
                "service \(service.alias): it has no VIRTUAL_HOST, but others have, so that it gets no requests; "
                    + "give it one, such as *"
            )
        }
        var ports: [Int: [Rule]] = [:]
        for service in services {
            for host in service.settings.virtualHosts {
                let rule = Rule(
                    host: host,
                    backend: backendName(of: service),
                    weight: service.settings.weight,
                    service: service.alias
                )
                ports[host.port, default: []].append(rule)
            }
        }
        for port in ports.keys.sorted() {
            guard !tcpPorts.contains(port), port != settings.statisticsPort else {
                refuse(
                    "port \(port): addresses with it are left out, for it is one of TCP_PORTS or that of the "
                        + "statistics; use another port"
                )
                continue
            }
            addFrontend(port, ports[port] ?? [], &hasMonitor)
        }
    }

    private mutating func addFrontend(_ port: Int, _ rules: [Rule], _ hasMonitor: inout Bool) {
        let isSecure = secureBinding != nil && rules.contains(where: \.host.isSecure)
        var section = ConfigurationSection("frontend port_\(port)")
        section.add(binding(port, isSecure: isSecure))
        addMode(to: &section)
        addCommonLines(to: &section, port: port, isSecure: isSecure, &hasMonitor)
        section.add("acl is_websocket hdr(Upgrade) -i WebSocket")
        // Equal ones stay in the order of their services, and as written.
        let ordered = rules.filter(\.host.selects).enumerated().sorted { left, right in
            if left.element.weight != right.element.weight { return left.element.weight > right.element.weight }
            if VirtualHost.isMoreExact(left.element.host, right.element.host) { return true }
            if VirtualHost.isMoreExact(right.element.host, left.element.host) { return false }
            return left.offset < right.offset
        }
        .map(\.element)
        var choices: [ConfigurationSection.Line] = []
        var fallbacks: [ConfigurationSection.Line] = []
        var rest = ordered[...]
        var number = 0
        while let rule = rest.first {
            number += 1
            let domains = distinctDomains(at: rest)
            if domains.count > 1 {
                rest = rest.dropFirst(domains.count)
                let file = "maps/port_\(port)_\(number).map"
                configuration.files[file] = domains.map { domain in
                    "\(domain.host.host) \(domain.backend)\n\(domain.host.host):\(port) \(domain.backend)\n"
                }
                .joined()
                let backend = "req.hdr(host),lower,map_str(\(ProxyConfiguration.filesDirectory)/\(file))"
                if number == 1, rest.isEmpty {
                    // Nothing comes after it, so that what it doesn't find has no backend either way.
                    fallbacks.append(.init(text: "use_backend %[\(backend)]"))
                    break
                }
                let variable = "txn.domain_\(number)"
                section.add("http-request set-var(\(variable)) \(backend)")
                let choice = "use_backend %[var(\(variable))] if { var(\(variable)) -m found }"
                choices.append(.init(text: "\(choice) { var(\(variable)),nbsrv gt 0 }"))
                fallbacks.append(.init(text: choice))
            } else {
                rest = rest.dropFirst()
                let (definitions, condition) = rule.host.condition(number: number)
                for line in definitions { section.add(line, of: rule.service) }
                let choice = "use_backend \(rule.backend) if"
                let isUp = "{ nbsrv(\(rule.backend)) gt 0 }"
                choices.append(
                    .init(
                        text: [choice, condition, isUp].filter { !$0.isEmpty }.joined(separator: " "),
                        service: rule.service
                    )
                )
                fallbacks.append(
                    .init(
                        text: condition.isEmpty ? "use_backend \(rule.backend)" : "\(choice) \(condition)",
                        service: rule.service
                    )
                )
            }
        }
        addHandover(to: &section, port: port, isSecure: isSecure)
        // First one that has a server; without any, the page of the first that the address is of. Of one alone nothing
        // has to be asked.
        section.lines += (choices.count > 1 ? choices : []) + fallbacks
        configuration.sections.append(section)
    }

    /// The domains without a path that follow each other and that a map can decide on, as it has each once.
    private func distinctDomains(at rules: ArraySlice<Rule>) -> ArraySlice<Rule> {
        var known: Set<String> = []
        return rules.prefix { $0.host.isPlainHost && known.insert($0.host.host).inserted }
    }

    // MARK: Without addresses

    private mutating func addDefaultFrontends(_ hasMonitor: inout Bool) {
        let hasRoutes = services.contains { !$0.routes.isEmpty }
        let isSecure = secureBinding != nil
        let ports: [(port: Int, isSecure: Bool)]
        if settings.frontendSettings.isEmpty {
            guard hasRoutes else { return }
            ports = isSecure ? [(80, false), (443, true)] : [(80, false)]
        } else {
            ports = settings.frontendSettings.keys.sorted().map { ($0, isSecure) }
        }
        for (port, isSecure) in ports {
            guard !tcpPorts.contains(port), port != settings.statisticsPort else { continue }
            var section = ConfigurationSection("frontend default_port_\(port)")
            section.add(binding(port, isSecure: isSecure, extraFirst: false))
            addCommonLines(to: &section, port: port, isSecure: isSecure, &hasMonitor)
            if settings.mode == "http" { addHandover(to: &section, port: port, isSecure: isSecure) }
            if settings.usesDefaultBackend, hasRoutes { section.add("default_backend default_service") }
            configuration.sections.append(section)
        }
    }

    /// Addresses are HTTP's, whatever the mode of all else.
    func addMode(to section: inout ConfigurationSection) {
        if settings.mode != "http", hasVirtualHosts { section.add("mode http") }
    }

    /// Has a process that was replaced give requests to the present one.
    ///
    /// Clients that keep their connection are with it until their next request, which may be for a container that it
    /// can't know: HAProxy 2.6 changes no server of a process that is ending.
    private mutating func addHandover(to section: inout ConfigurationSection, port: Int, isSecure: Bool) {
        // Whoever asks clients for certificates sees them on their own connections alone.
        let asksForCertificates = settings.clientAuthorityFile != nil || settings.clientAuthority != nil
        guard !isSecure || !asksForCertificates else { return }
        let socket = "\(paths.handoverSocket)-\(port)"
        section.add("bind abns@\(socket) accept-proxy" + (isSecure ? secureBinding.map { " \($0)" } ?? "" : ""))
        let name = "\(HAProxyHandover.backend)_\(port)"
        section.add(HAProxyHandover.choice(of: name))
        var backend = ConfigurationSection("backend \(name)")
        addMode(to: &backend)
        if settings.options.contains(where: { $0.hasPrefix("option forwardfor") }) {
            // It would be said twice otherwise.
            backend.add(HAProxyHandover.withoutForwardedFor)
        }
        backend.add(HAProxyHandover.server(at: socket) + (isSecure ? " ssl verify none" : ""))
        handovers.append(backend)
    }

    private func addCommonLines(
        to section: inout ConfigurationSection,
        port: Int,
        isSecure: Bool,
        _ hasMonitor: inout Bool
    ) {
        if settings.mode == "http" || hasVirtualHosts {
            // A reload ends a client's connection with an answer, not while the next request may be on its way.
            section.add("option idle-close-on-response")
            if settings.marksProtocol {
                section.add("http-request add-header X-Forwarded-Proto \(isSecure ? "https" : "http")")
            }
        }
        section.add("maxconn \(settings.maximumConnections)")
        if let path = settings.monitorPath, settings.monitorPort == port {
            section.add("monitor-uri \(path)")
            hasMonitor = true
        }
        section.add(settings.frontendSettings[port] ?? [])
    }
}
