//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import DockerEngine
import FoundationEssentials
import Model
import NIOCore
import NIOPosix
import NIOSSL
import PKI

/// Makes this machine a node of a cluster.
package struct NodeJoin: Sendable {
    package struct Options: Sendable {
        /// The management API's URL, such as `https://control:7800`.
        package var server: String
        /// The cluster's join token: a secret.
        package var token: String
        /// SHA-256 of the authority's certificate (DER), in hexadecimal.
        package var authorityFingerprint: String
        package var dataDirectory: String
        package var dockerSocket: String
        /// The node's name; nil for the machine's.
        package var name: String?
        /// The address that other nodes reach it at; nil for the one it reaches the server from.
        package var address: String?
        package var zone: String
        package var labels: [String: String]
        /// Joins even if the machine is a node of that server already.
        package var isForced: Bool

        package init(server: String, token: String, authorityFingerprint: String, dataDirectory: String) {
            self.server = server
            self.token = token
            self.authorityFingerprint = authorityFingerprint
            self.dataDirectory = dataDirectory
            dockerSocket = EngineClient.defaultSocketPath
            zone = ""
            labels = [:]
            isForced = false
        }
    }

    private let options: Options
    private let say: @Sendable (String) -> Void

    /// - Parameters:
    ///   - options: Where to join, and as what.
    ///   - say: Takes a line that tells how far it is.
    package init(options: Options, say: @escaping @Sendable (String) -> Void) {
        self.options = options
        self.say = say
    }

    /// Joins; does nothing when the machine is a node of that server and its certificate is good.
    ///
    /// - Throws: `AgentError`, `EngineError` or `PKIError`, each of which says what to do.
    package func run() async throws {
        let server = try ServerAddress(options.server)
        let files = NodeIdentityFiles(directory: options.dataDirectory)
        if !options.isForced, let (node, credentials) = try files.load(), node.server == server.url,
            isUsable(credentials)
        {
            say("This machine is node \(node.name) (\(node.nodeID)) of \(server.url) already; --force joins again.")
            return
        }
        let (info, version) = try await examineEngine()
        say("Docker Engine \(version.version) answers at \(options.dockerSocket).")
        for warning in MachineChecks.warnings(info) { say("Warning: \(warning)") }

        let control = ControlPlaneClient(server: server)
        let authority = try await control.fetchAuthority(fingerprint: options.authorityFingerprint)
        say("The authority of \(server.url) has the expected fingerprint.")

        let name = options.name ?? SystemCalls.hostname()
        let address = if let given = options.address { given } else { try await localAddress(towards: server) }
        let signing = try SigningRequest(commonName: String(name.prefix(64)))
        let answer = try await control.join(
            JoinRequest(
                name: name,
                address: address,
                zone: options.zone,
                labels: options.labels,
                engineID: info.id,
                certificateSigningRequest: signing.csrPEM
            ),
            token: options.token,
            authority: authority
        )
        let node = NodeIdentity(
            clusterID: answer.clusterID,
            nodeID: answer.nodeID,
            name: name,
            server: server.url,
            agentEndpoint: answer.agentEndpoint
        )
        try files.save(
            node,
            NodeIdentity.Credentials(
                certificate: answer.certificate,
                privateKey: signing.privateKeyPEM,
                authority: answer.authority
            )
        )
        say(
            "Joined cluster \(answer.clusterID) as node \(name) (\(answer.nodeID)); its identity is in \(files.directory)."
        )
    }

    private func examineEngine() async throws -> (EngineInfo, EngineVersion) {
        let group = MultiThreadedEventLoopGroup.singleton
        return try await EngineClient.run(socketPath: options.dockerSocket, group: group) { engine in
            let version = try await engine.version()
            if let refusal = MachineChecks.refusal(version) { throw AgentError(refusal) }
            return (try await engine.info(), version)
        }
    }

    /// Whether the certificate is still valid and fits its key.
    private func isUsable(_ credentials: NodeIdentity.Credentials) -> Bool {
        guard let certificate = try? NIOSSLCertificate.fromPEMBytes(Array(credentials.certificate.utf8)).first else {
            return false
        }
        return Int64(certificate.notValidAfter) > SystemCalls.now() / 1_000_000_000
    }

    /// The address that this machine uses towards the server.
    private func localAddress(towards server: ServerAddress) async throws -> String {
        let remote = try SocketAddress.makeAddressResolvingHost(server.host, port: server.port)
        // Connecting a datagram socket sends nothing; it only asks for the route.
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(to: remote)
            .get()
        let address = channel.localAddress?.ipAddress
        try await channel.close()
        guard let address else {
            throw AgentError("address: this machine's own address isn't known; give it with --address")
        }
        return address
    }
}
