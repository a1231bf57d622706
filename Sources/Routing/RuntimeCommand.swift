//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A change of a running HAProxy by its run-time API.
package enum RuntimeCommand: Hashable, Sendable {
    case addServer(backend: String, RouteServer)
    case enableChecks(backend: String, server: String)
    /// Lets requests in.
    case enableServer(backend: String, server: String)
    /// Lets no further request in, not even of clients that stay with the server; those under way go on.
    case disableServer(backend: String, server: String)
    /// Refused for as long as the server has a request under way.
    case deleteServer(backend: String, server: String)
    case setAddress(backend: String, RouteServer)
    /// From 1 to 256.
    case setWeight(backend: String, server: String, Int)
    case addRule(key: String, value: String)
    case setRule(key: String, value: String)
    case deleteRule(key: String)

    /// What HAProxy's answer to a command means.
    package enum Outcome: Hashable, Sendable {
        case done
        /// A server to be deleted has requests under way.
        case busy
        case refused
    }

    /// The line to send, where the map's name is its file.
    package func text(
        mapFile: String,
        serverParameters: String = HAProxyConfiguration.serverParameters
    ) -> String {
        switch self {
        case .addServer(let backend, let server):
            "add server \(backend)/\(server.name) \(server.address):\(server.port) "
                + serverParameters + (server.weight.map { " weight \($0)" } ?? "")
        case .enableChecks(let backend, let server): "enable health \(backend)/\(server)"
        case .enableServer(let backend, let server): "enable server \(backend)/\(server)"
        case .disableServer(let backend, let server): "disable server \(backend)/\(server)"
        case .deleteServer(let backend, let server): "del server \(backend)/\(server)"
        case .setAddress(let backend, let server):
            "set server \(backend)/\(server.name) addr \(server.address) port \(server.port)"
        case .setWeight(let backend, let server, let weight): "set server \(backend)/\(server) weight \(weight)"
        case .addRule(let key, let value): "add map \(mapFile) \(key) \(value)"
        case .setRule(let key, let value): "set map \(mapFile) \(key) \(value)"
        case .deleteRule(let key): "del map \(mapFile) \(key)"
        }
    }

    /// Understands HAProxy's answer, which is given without line feeds at its end.
    package func outcome(_ answer: String) -> Outcome {
        switch self {
        case .addServer:
            answer == "New server registered." ? .done : .refused
        case .deleteServer:
            switch answer {
            case "Server deleted.", "No such server.": .done
            case _ where answer.hasPrefix("Server still has connections"): .busy
            default: .refused
            }
        case .setAddress:
            answer.hasSuffix("by 'stats socket command'") ? .done : .refused
        default:
            answer.isEmpty ? .done : .refused
        }
    }
}
