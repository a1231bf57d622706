//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Where a router finds its agent and HAProxy, and where it listens.
package struct RouterOptions: Hashable, Sendable {
    /// The agent's socket, which gives the route tables.
    package var addonSocket = "/run/gantry/addon.sock"
    /// Where the last good table, HAProxy's files and its sockets are kept.
    package var stateDirectory = "/var/lib/gantry-router"
    package var haproxy = "/usr/sbin/haproxy"
    /// The address to listen on; empty for all.
    package var listenAddress = ""
    package var httpPort = 80
    package var httpsPort = 443
    package var statsPort = 1936
    /// How long requests under way may take after the router was told to stop, in seconds.
    package var stopSeconds = 5

    /// How long after a table was refused it is tried again, in seconds: a port may be free by then.
    package var retrySeconds = 10

    package init() {}
}
