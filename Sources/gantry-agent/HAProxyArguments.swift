//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ArgumentParser
import Router

/// What routers and load balancers are started with, the same for both.
struct HAProxyArguments: ParsableArguments {
    private static let defaults = RouterOptions()

    @Option(help: "The socket of the agent, or of the server for load balancers on its host.")
    var addonSocket = defaults.addonSocket

    @Option(help: "Where the last table, HAProxy's files and its sockets are kept.")
    var stateDir = defaults.stateDirectory

    @Option(help: "The HAProxy binary.")
    var haproxy = defaults.haproxy

    @Option(help: "The address to listen on; empty for all.")
    var listenAddress = defaults.listenAddress

    @Option(help: "How many seconds requests and connections under way may take when it stops.")
    var stopSeconds = defaults.stopSeconds

    var options: RouterOptions {
        var options = RouterOptions()
        options.addonSocket = addonSocket
        options.stateDirectory = stateDir
        options.haproxy = haproxy
        options.listenAddress = listenAddress
        options.stopSeconds = stopSeconds
        return options
    }
}
