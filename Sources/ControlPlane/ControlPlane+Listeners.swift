//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import APITypes
package import Model

/// The listeners that load balancers are given.
extension ControlPlane {
    package func addListener(_ name: String, _ request: ListenerObject) async throws -> LoadBalancerObject {
        let listener = try Self.listener(request)
        return try await changeBalancer(name) { balancer in
            balancer.spec.listeners = (balancer.spec.listeners + [listener]).sorted { $0.port < $1.port }
        }
    }

    /// Changes a listener that was added.
    package func changeListener(
        _ name: String,
        port: ContainerPort,
        _ change: ListenerChange
    ) async throws -> LoadBalancerObject {
        try Self.require(port, of: try await existingBalancer(name).balancer)
        return try await changeBalancer(name) { balancer in
            guard let target = change.redirectHTTPS else { return }
            for index in balancer.spec.listeners.indices where balancer.spec.listeners[index].nodePort == port {
                balancer.spec.listeners[index].redirectPort = target == 0 ? nil : target
            }
        }
    }

    /// - Throws: `ControlPlaneError.Code.conflict` while it leads to a service.
    package func removeListener(_ name: String, port: ContainerPort) async throws -> LoadBalancerObject {
        let balancer = try await existingBalancer(name).balancer
        try Self.require(port, of: balancer)
        let users = await controller(of: balancer)?.users(of: balancer.name).filter { $0.binding.nodePort == port }
        guard let users, !users.isEmpty else {
            return try await changeBalancer(name) { $0.spec.listeners.removeAll { $0.nodePort == port } }
        }
        throw ControlPlaneError(
            .conflict,
            "load balancer \(name): port \(port.brief) leads to \(users.map(\.service).joined(separator: ", ")); deploy without "
                + "the label first"
        )
    }

    private static func require(_ port: ContainerPort, of balancer: BalancerRecord) throws {
        guard balancer.spec.listener(port) != nil else {
            throw ControlPlaneError(
                .notFound,
                "Not Found: load balancer \(balancer.name): has no listener at port \(port.brief) that was added; `gantry lb "
                    + "inspect \(balancer.name)` shows those it has"
            )
        }
    }

    static func listener(_ object: ListenerObject) throws -> BalancerSpec.Listener {
        guard let mode = LoadBalancerSpec.Scheme(rawValue: object.scheme) else {
            throw ControlPlaneError(
                .invalid,
                "listener '\(object.scheme.prefix(80)):\(object.port)': load balancers speak "
                    + "\(LoadBalancerSpec.Scheme.allCases.map(\.rawValue).joined(separator: ", ")); give one of them"
            )
        }
        return BalancerSpec.Listener(port: object.port, mode: mode, redirectPort: object.redirectHTTPS)
    }
}
