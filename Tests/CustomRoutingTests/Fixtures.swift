//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

@testable import CustomRouting

/// A certificate as far as the generator looks at one.
let pem = "-----BEGIN PRIVATE KEY-----\\nAA==\\n-----END PRIVATE KEY-----\\n"

extension ProxiedService {
    /// A service of the application `p` with containers that have these ports.
    static func test(
        _ name: String,
        _ settings: [String: String] = [:],
        ports: [Int] = [80],
        containers: Int = 1,
        network: Int = 1
    ) -> ProxiedService {
        ProxiedService(
            project: "p",
            service: name,
            alias: "p_\(name)",
            settings: settings,
            servers: (0..<containers).map { index in
                ProxiedServer(
                    id: "id-\(name)-\(index + 1)",
                    name: "p_\(name)_\(index + 1)",
                    address: "10.0.\(network).\(index + 1)",
                    ports: ports
                )
            }
        )
    }
}

extension ProxyConfiguration {
    static func test(
        _ services: [ProxiedService],
        _ environment: [String: String] = [:]
    ) throws -> ProxyConfiguration {
        make(services: services, settings: try ProxySettings(environment: environment), paths: ProxyPaths())
    }

    /// The lines of a section, without their indentation; nil when it isn't there.
    func lines(of head: String) -> [String]? {
        let lines = text(directory: "/files", generation: 1).text.split(separator: "\n")
        guard let start = lines.firstIndex(of: head[...]) else { return nil }
        return lines[(start + 1)...].prefix { $0.hasPrefix(" ") }.map { String($0.dropFirst(2)) }
    }

    var heads: [String] { sections.map(\.head) }
}
