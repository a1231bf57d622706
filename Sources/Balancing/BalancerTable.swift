//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model
package import Routing

/// What the load balancers of one node, or of the server's own host, do, in HAProxy's terms but not in its language.
///
/// The control plane makes it (`BalancerPlan.table`), the agent or the server passes it on, the load balancer's container puts it in
/// place.
package struct BalancerTable: Codable, Hashable, Sendable {
    /// Grows with each table of a cluster; a load balancer never goes back to an older one.
    package var revision: Int64
    /// Sorted by port, each of which is there once for UDP and once for the others.
    package var listeners: [BalancerListener]
    /// The addresses that the node may have, sorted by load balancer; nil for none.
    package var addresses: [VirtualAddress]?
    /// Whether it is for the server's own host, which may be a node as well; nil is false.
    package var isOnServer: Bool?

    package init(revision: Int64, listeners: [BalancerListener] = []) {
        self.revision = revision
        self.listeners = listeners
    }
}

/// A port of a machine, and where its connections go.
package struct BalancerListener: Codable, Hashable, Sendable {
    package var balancer: BalancerName
    package var port: Int
    package var mode: LoadBalancerSpec.Scheme
    /// Connections at a time; nil for as many as fit.
    package var connectionLimit: Int?
    /// How much it carries each way, in megabits a second; nil for as much as fits.
    package var bandwidthLimit: Int?
    package var check: BalancerSpec.Check
    /// Those of `https`, nil for none: the first is for clients that name no host, or one that no other is for.
    package var certificates: [BalancerCertificate]?
    /// The port of `https` that clients are sent to; nil where requests are answered here.
    package var redirectPort: Int?
    /// Sorted by name.
    package var servers: [RouteServer]

    package init(
        balancer: BalancerName,
        port: Int,
        mode: LoadBalancerSpec.Scheme,
        connectionLimit: Int? = nil,
        check: BalancerSpec.Check = .init(),
        certificates: [BalancerCertificate]? = nil,
        servers: [RouteServer] = []
    ) {
        self.balancer = balancer
        self.port = port
        self.mode = mode
        self.connectionLimit = connectionLimit
        self.check = check
        self.certificates = certificates
        self.servers = servers
    }

    /// The name of its frontend.
    package var frontend: String { "port_\(port)" }

    /// The port with its protocol.
    package var nodePort: ContainerPort { ContainerPort(port, mode.transport) }

    /// The name of its backend.
    package var backend: String { "port_\(port)_servers" }

    /// What it is apart from its servers, which change at run time.
    fileprivate var frame: BalancerListener {
        var frame = self
        frame.servers = []
        // The node's packet filter sees to it.
        frame.bandwidthLimit = nil
        return frame
    }

    /// What a server is given when it is added at run time, and by default in the configuration.
    var serverParameters: String {
        let seconds = check.intervalSeconds
        return "check inter \(seconds)s fastinter 1s downinter \(seconds)s fall \(check.fall) rise \(check.rise) "
            + "observe layer4 error-limit 3 on-error mark-down" + (mode.hasRequests ? " \(Self.pooling)" : "")
    }

    /// A server that is added at run time has 0 for both in HAProxy 2.6, and would get a connection for each request.
    private static let pooling = "pool-max-conn -1 pool-purge-delay 5s"
}

extension BalancerTable {
    /// What HAProxy has.
    private var streams: [BalancerListener] { listeners.filter { $0.mode != .udp } }

    /// HAProxy's servers as run-time commands see them: backends that no rule leads to.
    package var servers: RouteTable {
        RouteTable(
            revision: revision,
            backends: streams.map { RouteBackend(name: $0.backend, isSticky: false, servers: $0.servers) }
                .sorted { $0.name < $1.name }
        )
    }

    /// What a server that is added to a backend is given.
    package func serverParameters(backend: String) -> String {
        streams.first { $0.backend == backend }?.serverParameters ?? ""
    }

    /// How HAProxy gets from a table to this one: other servers come and go at run time, other listeners take a reload.
    ///
    /// - Parameters:
    ///   - accepted: The table that its configuration is of.
    ///   - running: The servers that it has.
    /// - Returns: The way.
    package func transition(from accepted: BalancerTable, running: RouteTable) -> RouteTransition {
        guard streams.map(\.frame) == accepted.streams.map(\.frame) else { return .reload }
        return RouteTransition.plan(from: running, to: servers)
    }

    /// Listeners in the order of a table.
    package static func sorted(_ listeners: [BalancerListener]) -> [BalancerListener] {
        listeners.sorted { ($0.port, $0.mode.rawValue) < ($1.port, $1.mode.rawValue) }
    }

    /// The table without the listeners that something is against.
    ///
    /// - Parameter objection: What is against a listener; nil for nothing.
    /// - Returns: The table, and what is left out and why, a line for each.
    package func leavingOut(
        _ objection: (BalancerListener) -> String?
    ) -> (table: BalancerTable, problems: [String]) {
        var table = self
        var problems: [String] = []
        table.listeners = listeners.filter { listener in
            guard let reason = objection(listener) else { return true }
            problems.append(Self.omission(of: listener, reason))
            return false
        }
        return (table, problems)
    }

    /// What is said of a listener that is left out.
    package static func omission(of listener: BalancerListener, _ reason: String) -> String {
        "\(place(of: listener)) is left out, \(reason)"
    }

    /// Whether a text that says what of a table is missing is about a listener.
    package static func concerns(_ problems: String, _ listener: BalancerListener) -> Bool {
        [" ", ":"].contains { problems.contains(place(of: listener) + $0) }
    }

    static func place(of listener: BalancerListener) -> String {
        "load balancer \(listener.balancer): port \(listener.nodePort.brief)"
    }

    /// Checks that each name and address is what it claims to be, so that it can be written anywhere.
    ///
    /// - Throws: `RoutingError`, which names the first offender.
    package func validate() throws(RoutingError) {
        var ports: Set<ContainerPort> = []
        for listener in listeners {
            var spec = BalancerSpec(name: listener.balancer)
            spec.listeners = [.init(port: listener.port, mode: listener.mode)]
            spec.connectionLimit = listener.connectionLimit
            spec.bandwidthLimit = listener.bandwidthLimit
            spec.check = listener.check
            do throws(BalancerRefusal) { try spec.validate() } catch { throw RoutingError(error.description) }
            guard (1...65_535).contains(listener.redirectPort ?? 1) else {
                throw RoutingError(
                    "load balancer '\(listener.balancer)': \(listener.redirectPort ?? 0) is no port; give 1 to 65535"
                )
            }
            for certificate in listener.certificates ?? [] { try certificate.validate(in: listener.balancer) }
            guard ports.insert(listener.nodePort).inserted else {
                throw RoutingError(
                    "load balancer '\(listener.balancer)': port \(listener.port) is another's; choose another port"
                )
            }
        }
        try servers.validate()
        for listener in listeners where listener.mode == .udp {
            try RouteTable(
                revision: revision,
                backends: [RouteBackend(name: listener.backend, isSticky: false, servers: listener.servers)]
            )
            .validate()
        }
        for address in addresses ?? [] { try address.validate() }
    }
}
