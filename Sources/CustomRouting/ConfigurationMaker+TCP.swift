//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension ConfigurationMaker {
    /// Writes a listener for each port of `TCP_PORTS`; the routes that it leads to are no web server's any more.
    mutating func addTCPListeners() {
        // Of a port that is asked for with TLS and without, the first service decides.
        var kinds: [Int: (port: ServiceSettings.TCPPort, service: String)] = [:]
        for service in services {
            for port in service.settings.tcpPorts {
                if let known = kinds[port.number], known.port != port {
                    refuse(
                        "service \(service.alias): TCP_PORTS: port \(port.number) is \(known.service)'s "
                            + "\(known.port.endsTLS ? "with" : "without") TLS, so that it is left out; use another port"
                    )
                } else if port.number == settings.statisticsPort {
                    refuse(
                        "service \(service.alias): TCP_PORTS: port \(port.number) is that of the statistics; "
                            + "use another one, or change STATS_PORT"
                    )
                } else {
                    kinds[port.number] = kinds[port.number] ?? (port, service.alias)
                }
            }
        }
        tcpPorts = Set(kinds.keys)
        for number in kinds.keys.sorted() {
            if let kind = kinds[number]?.port { addListener(kind) }
        }
        let taken = tcpPorts
        for index in services.indices {
            let own = Set(services[index].settings.tcpPorts.map(\.number)).intersection(taken)
            services[index].routes.removeAll { own.contains($0.port) }
        }
    }

    private mutating func addListener(_ port: ServiceSettings.TCPPort) {
        let members = services.filter { $0.settings.tcpPorts.contains(port) }
        var section = ConfigurationSection("listen port_\(port.number)")
        section.add(binding(port.number, isSecure: port.endsTLS))
        section.add("mode tcp")
        let balance = agreed("BALANCE", among: members, \.balance)
        if let balance { section.add("balance \(balance.value)", of: balance.service) }
        section.takesServers = takesServers(balance: balance?.value)
        var known: Set<String> = []
        for member in members {
            for option in member.settings.options where known.insert(option).inserted {
                section.add(option, of: member.alias)
            }
        }
        for member in members {
            for line in member.settings.extraSettings where known.insert(line).inserted {
                section.add(line, of: member.alias)
            }
        }
        var addresses: Set<String> = []
        for member in members {
            section.parameters[member.alias] = serverParameters(member)
            section.servers += servers(
                of: member,
                member.routes.filter { $0.port == port.number && addresses.insert($0.server.address).inserted }
            )
        }
        section.arrangeServers()
        configuration.sections.append(section)
    }

    /// Whether an algorithm is one of those that HAProxy 2.6 takes new servers with while it runs.
    func takesServers(balance: String?) -> Bool {
        let name = (balance ?? settings.balance).prefix { $0 != " " && $0 != "(" }
        return ["roundrobin", "leastconn", "first", "random"].contains(String(name))
    }
}
