//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Routing

/// Services with a route each, and their containers.
struct TableWorkload {
    private static let domain = "cluster.test"

    /// Where all containers are: every server has to be there for HAProxy's checks.
    let port: Int
    var services: [RoutedService]
    /// How many containers were made, for the next one's ID.
    private var made = 0

    init(services count: Int, containers: Int, port: Int) {
        self.port = port
        services = (0..<count).map { index in
            var spec = ServiceSpec(name: "web", image: "web")
            spec.routes = [RouteSpec(containerPort: port, host: .prefix("shop\(index)"))]
            return RoutedService(application: ApplicationName("shop\(index)"), spec: spec, containers: [])
        }
        for index in 0..<containers { add(to: index % count) }
    }

    /// One container of a service takes the place of another, as in an update.
    mutating func replaceContainer(of index: Int) {
        services[index % services.count].containers.removeFirst()
        add(to: index % services.count)
    }

    /// A container fails its probe, and so leaves the routes.
    mutating func removeContainer(of index: Int) { services[index % services.count].containers.removeFirst() }

    func table(revision: Int64) -> RouteTable {
        RouteTable.make(revision: revision, services: services, domain: Self.domain).table
    }

    private mutating func add(to index: Int) {
        made += 1
        let digits = String(made, radix: 16)
        let id = ContainerID(String(repeating: "0", count: 64 - digits.count) + digits)
        var status = ContainerStatus(
            id: id,
            name: "shop\(index)_web_\(made)",
            image: "web",
            state: .running,
            created: Timestamp(nanoseconds: 0)
        )
        status.address = "127.0.0.1"
        services[index].containers.append(RoutedContainer(status: status))
    }
}
