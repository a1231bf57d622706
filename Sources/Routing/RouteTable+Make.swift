//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

extension RouteTable {
    /// Makes the table of what services ask for and which of their containers serve.
    ///
    /// Equal input gives an equal table, in whatever order services and containers come. A route that can't be put in
    /// place is left out and named; all others are unaffected.
    ///
    /// - Parameters:
    ///   - revision: The table's revision.
    ///   - services: The services; those without routes have no part in it.
    ///   - domain: The cluster's domain, which follows the hosts that are a prefix only.
    /// - Returns: The table, and a line for each route that is not in it.
    package static func make(
        revision: Int64,
        services: [RoutedService],
        domain: String
    ) -> (table: RouteTable, conflicts: [String]) {
        var maker = RouteTableMaker(domain: domain)
        for service in RoutedService.inOrderOfClaims(services) { maker.add(service) }
        return (maker.table(revision: revision), maker.conflicts)
    }
}

private struct RouteTableMaker {
    private struct Owner {
        var name: String
        var backend: String
        /// The application with whose services it shares its places; nil for none.
        var sharer: ApplicationName?
    }

    private struct Place: Hashable {
        var host: String
        var path: String
    }

    let domain: String
    private(set) var conflicts: [String] = []
    private var rules: [RouteRule] = []
    private var backends: [RouteBackend] = []
    private var certificates: [RouteCertificate] = []
    /// By host: who gave its certificate.
    private var certified: [String: (owner: String, pem: String)] = [:]
    /// The service and port that has a host and path.
    private var owners: [Place: Owner] = [:]
    /// What services that share an address add to the backends of others, by the backend's name.
    private var additions: [String: [WeightedServers]] = [:]
    /// The parts of the services that the backends belong to, where they share addresses by parts.
    private var weights: [String: Int] = [:]
    /// The service that has a backend's name: `a_b` + `c` and `a` + `b_c` make the same one.
    private var backendOwners: [String: String] = [:]

    init(domain: String) {
        self.domain = domain.lowercased()
    }

    func table(revision: Int64) -> RouteTable {
        let merged = backends.map { backend in
            var backend = backend
            guard let others = additions[backend.name] else { return backend }
            let own = WeightedServers(weight: weights[backend.name], servers: backend.servers)
            backend.servers = WeightedServers.merge([own] + others)
            return backend
        }
        var table = RouteTable(
            revision: revision,
            rules: rules.sorted(by: RouteRule.isBefore),
            backends: merged.sorted { $0.name < $1.name }
        )
        if !certificates.isEmpty { table.certificates = certificates.sorted { $0.name < $1.name } }
        return table
    }

    mutating func add(_ service: RoutedService) {
        let owner = service.owner
        var ports: [Int: String] = [:]
        var joined: [Int: Set<String>] = [:]
        var hosts: Set<String> = []
        // A stable order by port, so that the lowest has the place that two ports claim.
        let routes = service.spec.routes.enumerated().sorted {
            ($0.element.containerPort, $0.offset) < ($1.element.containerPort, $1.offset)
        }
        for (_, route) in routes {
            do throws(RoutingError) {
                let port = route.containerPort
                let name = try backendName(of: service, port: port, owner: owner)
                let claimant = Owner(
                    name: "\(owner) port \(port)",
                    backend: name,
                    sharer: service.share == .none ? nil : service.application
                )
                let place = try place(of: route, owner: owner)
                let other = try claim(place, for: claimant)
                hosts.insert(place.host)
                if let other {
                    joined[port, default: []].insert(other)
                } else {
                    ports[port] = name
                }
            } catch {
                conflicts.append(error.description)
            }
        }
        for (port, names) in joined {
            for name in names {
                let servers = WeightedServers(weight: service.share.weight, servers: servers(of: service, port: port))
                additions[name, default: []].append(servers)
            }
        }
        for (port, name) in ports {
            weights[name] = service.share.weight
            var backend = RouteBackend(
                name: name,
                isSticky: service.spec.isSticky,
                servers: servers(of: service, port: port)
            )
            if service.spec.routing != RoutingSettings() { backend.settings = service.spec.routing }
            backends.append(backend)
        }
        certify(hosts, of: service, owner: owner)
    }

    /// Gives hosts the service's certificate, if it has one; a host has one certificate, whoever serves its paths.
    private mutating func certify(_ hosts: Set<String>, of service: RoutedService, owner: String) {
        guard let pem = service.spec.routeCertificate else { return }
        var own: [String] = []
        for host in hosts.sorted() {
            let first = certified[host, default: (owner, pem)]
            if first.pem != pem {
                conflicts.append(
                    "\(owner): certificate of \(host) left out: \(first.owner) has given another; give one of them"
                )
            } else if first.owner == owner {
                certified[host] = first
                own.append(host)
            }
        }
        guard !own.isEmpty else { return }
        let name = "\(service.application)_\(service.spec.name)"
        certificates.append(RouteCertificate(name: name, hosts: own, pem: pem))
    }

    private mutating func backendName(
        of service: RoutedService,
        port: Int,
        owner: String
    ) throws(RoutingError) -> String {
        guard (1...65_535).contains(port) else {
            throw RoutingError("\(owner): route to port \(port) left out: not a port; use 1 to 65535")
        }
        let name = RouteBackend.name(service.application.rawValue, service.spec.name.rawValue, port: port)
        guard RouteGrammar.isName(name) else {
            throw RoutingError(
                "\(owner): routes left out: names may have letters, digits, '.', '_' and '-' only; rename it"
            )
        }
        let other = backendOwners[name, default: owner]
        guard other == owner else {
            throw RoutingError(
                "\(owner): routes to port \(port) left out: \(other) makes the same backend name \(name); rename one"
            )
        }
        backendOwners[name] = owner
        return name
    }

    private func place(of route: RouteSpec, owner: String) throws(RoutingError) -> Place {
        let host: String
        switch route.host {
        case .prefix(let prefix):
            guard !domain.isEmpty else {
                throw RoutingError(
                    "\(owner): route '\(prefix)' left out: the cluster has no domain to follow the prefix; set one"
                )
            }
            host = "\(prefix).\(domain)".lowercased()
        case .domain(let domain):
            host = domain.lowercased()
        }
        let path = route.path.isEmpty ? "/" : route.path.lowercased()
        guard RouteGrammar.isHost(host) else {
            throw RoutingError("\(owner): route to '\(host)' left out: not a host name; correct the label")
        }
        guard RouteGrammar.isPath(path) else {
            throw RoutingError(
                "\(owner): route to '\(host)\(path)' left out: a path is '/' or '/' and letters, digits, '.', '_', '-', "
                    + "'~' or '/', without a slash at its end; correct the label"
            )
        }
        return Place(host: host, path: path)
    }

    /// Gives a place to a service.
    ///
    /// - Returns: The backend of another service that has the place and shares it, to be joined.
    private mutating func claim(_ place: Place, for claimant: Owner) throws(RoutingError) -> String? {
        if let first = owners[place] {
            // Said twice by one port: the same route.
            guard first.name != claimant.name else { return nil }
            if let sharer = claimant.sharer, first.sharer == sharer { return first.backend }
            throw RoutingError(
                "\(place.host)\(place.path): claimed by \(first.name), which has it, and by \(claimant.name); "
                    + "change one of them"
            )
        }
        owners[place] = claimant
        rules.append(RouteRule(host: place.host, path: place.path, backend: claimant.backend))
        return nil
    }

    private func servers(of service: RoutedService, port: Int) -> [RouteServer] {
        let chosen = service.chosenContainers { container in
            guard let address = container.status.address else { return false }
            return RouteGrammar.isName(container.status.id.rawValue) && RouteGrammar.isAddress(address)
        }
        let servers = chosen.map { container in
            RouteServer(
                name: container.status.id.rawValue,
                address: container.status.address ?? "",
                port: port,
                isDraining: container.isDraining
            )
        }
        return Dictionary(servers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
            .values.sorted { $0.name < $1.name }
    }
}

extension RouteRule {
    /// The order of a table's rules: by host, then by path, the longest first.
    package static func isBefore(_ left: RouteRule, _ right: RouteRule) -> Bool {
        (left.host, -left.path.utf8.count, left.path) < (right.host, -right.path.utf8.count, right.path)
    }
}
