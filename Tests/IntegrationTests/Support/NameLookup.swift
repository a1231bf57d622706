//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// What the names of a cluster are known as, seen from inside its containers.
enum NameLookup {
    /// Waits until a name has these addresses, seen from a container of busybox.
    static func wait(for name: String, from client: ContainerObject, toBe addresses: [String]) async throws {
        try await eventually("\(name) seen from \(client.plainName) is \(addresses.sorted())") {
            let result = try await Command.run(
                [
                    "docker", "-H", "unix://" + TestEnvironment.dockerSocket(of: client.nodeName),
                    "exec", client.id, "nslookup", name, "127.0.0.11",
                ]
            )
            return self.addresses(in: result.output)
        } until: {
            $0 == addresses.sorted()
        }
    }

    /// The addresses that busybox' nslookup prints after the server's own.
    private static func addresses(in text: String) -> [String] {
        let last = text.split(separator: "\n").filter { $0.hasPrefix("Address") }.compactMap { line in
            line.split { $0 == " " || $0 == "\t" }.last.map(String.init)
        }
        return last.filter { !$0.hasPrefix("127.0.0.11") }.sorted()
    }
}
