//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials

/// What a machine got when it joined its cluster, as it is kept in the agent's data directory.
package struct NodeIdentity: Codable, Hashable, Sendable {
    package var clusterID: String
    package var nodeID: String
    package var name: String
    /// The management API's URL that the node joined at.
    package var server: String
    /// `host:port` of the control plane's port for agents.
    package var agentEndpoint: String

    /// The certificate, its key and the control plane's authority, in PEM.
    package struct Credentials: Codable, Hashable, Sendable {
        package var certificate: String
        package var privateKey: String
        package var authority: String
    }

    /// Host and port of the control plane's port for agents.
    ///
    /// - Throws: `AgentError` when they can't be read.
    func endpoint() throws(AgentError) -> (host: String, port: Int) {
        guard let colon = agentEndpoint.lastIndex(of: ":"),
            let port = Int(agentEndpoint[agentEndpoint.index(after: colon)...]), (1...65_535).contains(port)
        else { throw AgentError("node.json: agentEndpoint '\(agentEndpoint)' isn't host:port; join the cluster again") }
        var host = agentEndpoint[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return (String(host), port)
    }
}

/// The agent's data directory.
struct NodeIdentityFiles: Sendable {
    let directory: String

    private var identity: String { directory + "/node.json" }
    private var certificate: String { directory + "/node.pem" }
    private var privateKey: String { directory + "/node.key" }
    private var authority: String { directory + "/ca.pem" }
    /// The credentials that took the first ones' place: key and certificate in one file, so that they always fit.
    private var renewed: String { directory + "/renewed.json" }

    /// What was saved; nil when the machine hasn't joined a cluster.
    ///
    /// - Throws: `AgentError` when part of it is missing or damaged.
    func load() throws(AgentError) -> (NodeIdentity, NodeIdentity.Credentials)? {
        guard let content = try LocalFiles.read(identity) else { return nil }
        let node: NodeIdentity
        do {
            node = try JSONDecoder().decode(NodeIdentity.self, from: content)
        } catch {
            throw AgentError("\(identity): it is damaged (\(error)); join the cluster again with --force")
        }
        if let content = try LocalFiles.read(renewed),
            let credentials = try? JSONDecoder().decode(NodeIdentity.Credentials.self, from: content)
        {
            return (node, credentials)
        }
        let credentials = NodeIdentity.Credentials(
            certificate: try text(certificate),
            privateKey: try text(privateKey),
            authority: try text(authority)
        )
        return (node, credentials)
    }

    /// Saves everything; what names the cluster comes last, so that it never stands beside another one's key.
    ///
    /// - Throws: `AgentError`, which says what the disk refused.
    func save(_ node: NodeIdentity, _ credentials: NodeIdentity.Credentials) throws {
        try LocalFiles.makeDirectory(directory, mode: 0o700)
        LocalFiles.remove(identity)
        LocalFiles.remove(renewed)
        // A table of another cluster, or from before it was set up anew, must not be taken for this one's.
        for path in TableFiles.paths(in: directory) { LocalFiles.remove(path) }
        try LocalFiles.write(privateKey, Data(credentials.privateKey.utf8), mode: 0o600)
        try LocalFiles.write(certificate, Data(credentials.certificate.utf8), mode: 0o644)
        try LocalFiles.write(authority, Data(credentials.authority.utf8), mode: 0o644)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try LocalFiles.write(identity, encoder.encode(node), mode: 0o644)
    }

    /// Saves what takes the credentials' place that the node joined with.
    ///
    /// - Throws: `AgentError`, which says what the disk refused.
    func saveRenewed(_ credentials: NodeIdentity.Credentials) throws {
        try LocalFiles.write(renewed, JSONEncoder().encode(credentials), mode: 0o600)
    }

    private func text(_ path: String) throws(AgentError) -> String {
        guard let content = try LocalFiles.read(path) else {
            throw AgentError("\(path): it is missing; join the cluster again with --force")
        }
        return String(decoding: content, as: UTF8.self)
    }
}
