//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import CustomRouting

/// Where a proxy of a user's own finds its agent and HAProxy, and what it was told by its environment.
package struct ProxyOptions: Sendable {
    /// The agent's socket; where its directory is missing, the services are those of the container's links.
    package var addonSocket = "/run/gantry/addon.sock"
    /// Where the last services, certificates and HAProxy's own files are kept.
    package var stateDirectory = "/var/lib/gantry-proxy"
    package var configurationFile = "/haproxy.cfg"
    /// A link to the certificates of the configuration in place; nil for none.
    package var certificateLink: String? = "/certs"
    /// The same for the authorities of clients.
    package var authorityLink: String? = "/cacerts"
    package var haproxy = "/usr/sbin/haproxy"
    package var paths = ProxyPaths()
    /// Where the process writes its ID, for those who want to send it a signal; nil for nowhere.
    package var pidFile: String? = "/tmp/dockercloud-haproxy.pid"
    /// How long requests under way may take after the proxy was told to stop, in seconds.
    package var stopSeconds = 5
    /// The process's environment.
    package var environment: [String: String]

    package init(environment: [String: String]) {
        self.environment = environment
    }
}
