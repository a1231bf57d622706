//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The environment variables that Docker gave to linked containers, which many images still read.
///
/// Source: the environment variables of Docker's legacy links. Addresses are the alias's name, which follows the
/// containers, in place of an IP address; that of a service elsewhere whose address isn't known is its host.
enum LinkEnvironment {
    static func variables(for spec: ServiceSpec, in application: ApplicationSpec, containerName: String) -> [String] {
        spec.links.flatMap { link -> [String] in
            guard let target = application.service(link.service) else { return [] }
            let prefix = String(
                link.alias.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
            )
            let address = target.external.flatMap { $0.isAddress ? nil : $0.host } ?? link.alias
            var variables = ["\(prefix)_NAME=/\(containerName)/\(link.alias)"]
            let outside = (target.external?.ports ?? []).map { ContainerPort($0) }
            let ports = Set(target.expose + target.ports.map(\.container) + outside).sorted {
                ($0.number, $0.transport.rawValue) < ($1.number, $1.transport.rawValue)
            }
            if let first = ports.first {
                variables.append("\(prefix)_PORT=\(first.transport.rawValue)://\(address):\(first.number)")
            }
            for port in ports {
                let name = "\(prefix)_PORT_\(port.number)_\(port.transport.rawValue.uppercased())"
                variables += [
                    "\(name)=\(port.transport.rawValue)://\(address):\(port.number)",
                    "\(name)_ADDR=\(address)",
                    "\(name)_PORT=\(port.number)",
                    "\(name)_PROTO=\(port.transport.rawValue)",
                ]
            }
            return variables + target.environment.map { "\(prefix)_ENV_\($0)" }
        }
    }
}
