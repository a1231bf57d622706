//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import FoundationEssentials
import LocalCluster

/// Sets the local cluster up through its server's management API, as an operator would with the other commands.
struct LocalBootstrap: LocalClusterBootstrapping {
    static let contextName = "local"
    private static let patience = Duration.seconds(60)

    private let endpoint: APIClient.Endpoint
    private let nodeURL: String

    /// Signs in with the first password once the server answers.
    static let connect: LocalClusterManager.Connect = { access in
        let deadline = ContinuousClock.now + patience
        while true {
            do {
                return try await signIn(access)
            } catch {
                let isStarting = (error as? APIClientError)?.isUnreachable ?? (error is NotWritten)
                guard isStarting, ContinuousClock.now < deadline else { throw error }
                // Nothing tells when a server that is being started listens.
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    /// A file that the server writes at its first start isn't there yet.
    private struct NotWritten: Error, CustomStringConvertible {
        var path: String
        var description: String { "\(path): the server hasn't written it; look into its log" }
    }

    private static func signIn(_ access: LocalServerAccess) async throws -> LocalBootstrap {
        let passwordFile = LocalServerAccess.passwordFile(in: access.dataDirectory)
        guard let authority = FileManager.default.contents(atPath: access.authorityFile) else {
            throw NotWritten(path: access.authorityFile)
        }
        guard let password = FileManager.default.contents(atPath: passwordFile) else {
            throw NotWritten(path: passwordFile)
        }
        var endpoint = APIClient.Endpoint(url: access.url, authority: String(decoding: authority, as: UTF8.self))
        let known = try ContextFile.load().contexts.first { $0.name == contextName }
        if let known, known.server == endpoint.url, known.authority == endpoint.authority, let token = known.token {
            var reused = endpoint
            reused.token = token
            if try await isAccepted(reused) { return LocalBootstrap(endpoint: reused, nodeURL: access.nodeURL) }
        }
        let request = LoginRequest(
            user: "admin",
            password: String(String(decoding: password, as: UTF8.self).prefix { $0 != "\n" })
        )
        endpoint.token = try await APIClient.with(endpoint) { client in
            try await client.decode(LoginResponse.self, "POST", "/login", json: request).token
        }
        return LocalBootstrap(endpoint: endpoint, nodeURL: access.nodeURL)
    }

    private static func isAccepted(_ endpoint: APIClient.Endpoint) async throws -> Bool {
        do {
            try await APIClient.with(endpoint) { try await $0.call("GET", "/whoami") }
            return true
        } catch is APIErrorBody {
            return false
        }
    }

    func ensureCluster(named name: String, rootDomain: String, ports: LocalClusterPorts) async throws {
        var request = ClusterRequest(name: name)
        request.rootDomain = rootDomain
        let body = request
        try await APIClient.with(endpoint) { client in
            let known = try await client.decode([ClusterObject].self, "GET", "/clusters")
            let cluster = known.first { $0.name == name }
            if cluster == nil { try await client.call("POST", "/clusters", json: body) }
            let (http, https) = (ports.frontDoor, ports.secureFrontDoor)
            guard cluster?.httpPort != http || cluster?.httpsPort != https else { return }
            let domain = DomainRequest(domain: cluster?.rootDomain ?? rootDomain, httpPort: http, httpsPort: https)
            try await client.call("PUT", "/clusters/\(name)/domain", json: domain)
        }
    }

    func logIn(to registry: LocalRegistryAccess, cluster: String) async throws {
        let login = RegistryLogin(domain: registry.host, user: registry.user, password: registry.password)
        try await APIClient.with(endpoint) { try await $0.call("POST", "/clusters/\(cluster)/registry", json: login) }
    }

    func setImageMap(_ map: [String: String], cluster: String) async throws {
        try await APIClient.with(endpoint) { try await $0.call("PUT", "/clusters/\(cluster)/image-map", json: map) }
    }

    func joinTicket(forNode node: String, cluster: String) async throws -> LocalJoinTicket {
        let join = try await APIClient.with(endpoint) { client in
            try await client.decode(JoinCommand.self, "GET", "/clusters/\(cluster)/join-command")
        }
        return LocalJoinTicket(server: nodeURL, token: join.token, authorityFingerprint: join.fingerprint)
    }

    func nodeIsReady(_ node: String, cluster: String) async throws -> Bool {
        try await APIClient.with(endpoint) { client in
            try await client.decode([Host].self, "GET", "/clusters/\(cluster)/hosts")
                .contains { $0.name == node && $0.healthy }
        }
    }

    func writeContext(cluster: String) async throws {
        var file = try ContextFile.load()
        var context = ContextFile.Context(name: Self.contextName, server: endpoint.url)
        context.token = endpoint.token
        context.authority = endpoint.authority
        context.cluster = cluster
        file.use(context)
        try file.save()
    }
}
