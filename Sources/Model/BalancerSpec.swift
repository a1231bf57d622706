//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A load balancer's name, unique on its server: 1 to 80 letters, digits and `-`, `_`, `/`, `.`.
package struct BalancerName: StringIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A load balancer as its user asked for it: ports of nodes that lead to a service's containers, wherever they are.
package struct BalancerSpec: Codable, Hashable, Sendable {
    /// A port that a load balancer listens on.
    package struct Listener: Codable, Hashable, Sendable {
        package var port: Int
        /// What is spoken there.
        package var mode: LoadBalancerSpec.Scheme
        /// The port of the `https` listener that an `http` listener sends its clients to; nil where it answers itself.
        package var redirectPort: Int?

        /// The port with its protocol.
        package var nodePort: ContainerPort { ContainerPort(port, mode.transport) }

        package init(port: Int, mode: LoadBalancerSpec.Scheme, redirectPort: Int? = nil) {
            self.port = port
            self.mode = mode
            self.redirectPort = redirectPort
        }
    }

    /// How it finds out that a container doesn't answer.
    package struct Check: Codable, Hashable, Sendable {
        /// What an HTTP listener asks for, which is to be answered with 2xx or 3xx; nil for a connection alone, which is
        /// what the others always check.
        package var path: String?
        package var intervalSeconds = 2
        /// After so many failures nothing is sent to the container.
        package var fall = 2
        /// After so many successes it gets its part again.
        package var rise = 1

        package init() {}
    }

    package static let listenerLimit = 50

    package var name: BalancerName
    /// Sorted by port.
    package var listeners: [Listener] = []
    /// The names of the nodes that it runs on; empty for all of its cluster.
    package var nodes: [String] = []
    /// Whether it runs on the server's own host and on no node; nil is false.
    package var onServer: Bool?
    /// How many connections each listener takes at a time on each node; nil for as many as fit.
    ///
    /// The others wait.
    package var connectionLimit: Int?
    /// How much each listener carries on each node, to its clients and from them, in megabits a second; nil for as much
    /// as fits.
    package var bandwidthLimit: Int?
    package var check = Check()
    /// The address that one of its nodes has at a time, an IPv4 address with the length of its network's prefix; nil for
    /// none but the nodes' own.
    package var address: String?

    package init(name: BalancerName) { self.name = name }

    /// What is to be done where `https` lacks a certificate.
    package static func certificateRemedy(_ name: BalancerName) -> String {
        "https needs a certificate; give one with `gantry lb certificate add \(name) --cert FILE --key FILE`, or have one "
            + "issued with `gantry lb certificate issue \(name) DOMAIN`"
    }

    package func listener(_ port: ContainerPort) -> Listener? {
        listeners.first { $0.nodePort == port }
    }

    package var isOnServer: Bool { onServer == true }

    /// Whether it runs on a node.
    package func includes(node: String) -> Bool { !isOnServer && (nodes.isEmpty || nodes.contains(node)) }

    /// Whether there may be a machine on which both run.
    package func meets(_ other: BalancerSpec) -> Bool {
        guard isOnServer == other.isOnServer else { return false }
        return isOnServer || nodes.isEmpty || other.nodes.isEmpty || !Set(nodes).isDisjoint(with: other.nodes)
    }
}

/// Why a load balancer can't be as it is asked for: what, and what to do.
package struct BalancerRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}

extension BalancerSpec {
    /// Whether a text may be a load balancer's name.
    package static func isName(_ text: String) -> Bool {
        (1...80).contains(text.utf8.count) && text.utf8.allSatisfy { isAlphanumeric($0) || "-_/.".utf8.contains($0) }
    }

    /// - Throws: `BalancerRefusal` for the first thing that is out of bounds.
    package func validate() throws(BalancerRefusal) {
        guard Self.isName(name.rawValue) else {
            throw refusal("its name is no name of a load balancer; give 1 to 80 letters, digits and - _ / .")
        }
        guard listeners.count <= Self.listenerLimit else {
            throw refusal("\(listeners.count) listeners are too many; \(Self.listenerLimit) are the most")
        }
        var ports: Set<ContainerPort> = []
        for listener in listeners {
            guard (1...65_535).contains(listener.port) else {
                throw refusal("\(listener.port) is no port; give a number from 1 to 65535")
            }
            guard ports.insert(listener.nodePort).inserted else {
                throw refusal("port \(listener.nodePort.brief) has a listener already; remove that one first")
            }
        }
        for listener in listeners { try checkRedirect(of: listener) }
        guard nodes.count <= 1_000, Set(nodes).count == nodes.count else {
            throw refusal("nodes: 1000 different ones are the most; give each once")
        }
        try checkPlace()
        guard (1...1_000_000).contains(connectionLimit ?? 1) else {
            throw refusal("\(connectionLimit ?? 0) connections are no limit; give 1 to 1000000")
        }
        guard (1...100_000).contains(bandwidthLimit ?? 1) else {
            throw refusal("\(bandwidthLimit ?? 0) Mbit/s are no limit of its bandwidth; give 1 to 100000")
        }
        guard address.map(Self.isAddress) ?? true else {
            throw refusal(
                "'\(address?.prefix(80) ?? "")' is no address for it; give an IPv4 address of the nodes' network and its "
                    + "prefix, such as 10.0.0.100/24"
            )
        }
        try checkHealth()
    }

    private func checkPlace() throws(BalancerRefusal) {
        guard isOnServer else { return }
        guard nodes.isEmpty else {
            throw refusal("it runs on the server's host or on nodes, not on both; leave the nodes or --on-server out")
        }
        guard address == nil else {
            throw refusal(
                "on the server's host it has that host's addresses, and none that moves; leave --address out, or take it "
                    + "away with `gantry lb set \(name) --address \"\"`"
            )
        }
    }

    private func checkRedirect(of listener: Listener) throws(BalancerRefusal) {
        guard let target = listener.redirectPort else { return }
        guard listener.mode == .http else {
            throw refusal(
                "its listener at port \(listener.port) speaks \(listener.mode.rawValue), and only http is led to https; "
                    + "leave --redirect-https out"
            )
        }
        guard self.listener(ContainerPort(target))?.mode == .https else {
            throw refusal(
                "port \(listener.port) is to lead to https at port \(target), which has no such listener; add it with "
                    + "`gantry lb listener add \(name) https:\(target)`, or have port \(listener.port) answer itself with "
                    + "`gantry lb listener set \(name) \(listener.port) --no-redirect`"
            )
        }
    }

    private func checkHealth() throws(BalancerRefusal) {
        if let path = check.path {
            let isPath =
                path.hasPrefix("/") && path.utf8.count <= 80
                && path.utf8.allSatisfy { Self.isAlphanumeric($0) || "-._~/%?=&".utf8.contains($0) }
            guard isPath else {
                throw refusal("its check's path is no path; give / and up to 79 letters, digits and - . _ ~ / % ? = &")
            }
        }
        guard (1...300).contains(check.intervalSeconds) else {
            throw refusal("\(check.intervalSeconds) s between two checks are out of bounds; give 1 to 300")
        }
        for (word, count) in [("failures", check.fall), ("successes", check.rise)] where !(1...10).contains(count) {
            throw refusal("\(count) \(word) of its check are out of bounds; give 1 to 10")
        }
    }

    /// Whether a text is an IPv4 address with the length of its network's prefix.
    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]), (8...32).contains(length), parts[1] == "\(length)" else {
            return false
        }
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4
            && numbers.allSatisfy { number in UInt8(number).map { "\($0)" == number } ?? false }
            && !["0", "127", "255"].contains(numbers[0])
    }

    private func refusal(_ text: String) -> BalancerRefusal {
        BalancerRefusal(description: "load balancer '\(name.rawValue.prefix(80))': \(text)")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
