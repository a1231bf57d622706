//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import CustomRouting
import Model
import Routing

/// Proxies of the users' own: they are told of services as routers are of routes, on the nodes that have one.
extension ClusterController {
    /// Makes the table of what proxies lead to and, if it differs, has it sent to the nodes that have one.
    func publishProxyServices(_ services: [RoutedService]) {
        let table = ProxyServiceTable.make(revision: proxyTable.revision, services: services)
        if table != proxyTable {
            proxyTable = table
            // Growing over the server's restarts as well, for proxies never go back.
            proxyTable.revision = max(proxyTable.revision + 1, now.nanoseconds / 1_000_000)
            let containers = proxyTable.services.lazy.flatMap(\.servers).map { ContainerID($0.id) }
            proxyEntrances = entrances(of: containers, revision: proxyTable.revision, before: proxyEntrances)
        }
        // Nodes that have their first proxy now are among those that lack it.
        announce(.proxyServices)
    }
}
