//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials

/// The management API's address as a user gave it.
struct ServerAddress: Hashable, Sendable {
    static let defaultPort = 7_800

    let host: String
    let port: Int
    /// `https://host:port`, with brackets round an IPv6 address.
    let url: String

    /// Reads a URL, or a host with or without a port.
    ///
    /// - Throws: `AgentError` when it is none, or names another protocol than HTTPS.
    init(_ text: String) throws(AgentError) {
        let full = text.contains("://") ? text : "https://" + text
        guard let url = URL(string: full), url.scheme == "https", var host = url.host(), !host.isEmpty,
            url.path().isEmpty || url.path() == "/", url.query() == nil, url.user() == nil
        else {
            throw AgentError("server '\(text)': it isn't a URL such as https://control.example.com:7800; correct it")
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        let port = url.port ?? Self.defaultPort
        self.host = host
        self.port = port
        self.url = "https://" + (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    }
}
