//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Where a service without containers really is: the key `external` of a service.
package struct ExternalServiceSpec: Codable, Hashable, Sendable {
    /// A host name or an address.
    package var host: String
    package var ports: [Int]

    package init(host: String, ports: [Int] = []) {
        self.host = host
        self.ports = ports
    }

    /// Whether the host is an address rather than a name.
    package var isAddress: Bool { host.contains(":") || host.allSatisfy { $0.isNumber || $0 == "." } }
}
