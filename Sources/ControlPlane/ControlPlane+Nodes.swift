//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import APITypes
package import AgentProtocol
package import Model
import Store

extension ControlPlane {
    private static let tokenSeconds: Int64 = 86_400

    // MARK: Tokens

    package func createToken(_ cluster: String, _ request: TokenRequest) async throws -> TokenObject {
        try await createToken(cluster, request, isSingleUse: false)
    }

    /// Makes a token that machines join with.
    ///
    /// - Parameters:
    ///   - cluster: The cluster's ID or name.
    ///   - request: When it ends.
    ///   - isSingleUse: Whether it is good for the first machine alone.
    /// - Returns: The token with its text.
    /// - Throws: `ControlPlaneError` for an end that lies outside a second to ten years.
    package func createToken(
        _ cluster: String,
        _ request: TokenRequest,
        isSingleUse: Bool
    ) async throws -> TokenObject {
        let seconds = request.expired ?? Self.tokenSeconds
        guard (1...315_360_000).contains(seconds) else {
            throw ControlPlaneError(.invalid, "expired \(seconds): must be 1 second to ten years; give it in seconds")
        }
        let text = ClusterController.randomID() + ClusterController.randomID()
        let now = settings.clock()
        let record = TokenRecord(
            sealedToken: try secrets.seal([UInt8](text.utf8)),
            cluster: try await controller(cluster).id,
            created: now,
            expires: request.isPermanently == true ? nil : now + .seconds(seconds),
            isSingleUse: isSingleUse,
            usedBy: nil,
            isRevoked: false
        )
        try await repository.create(record, StoreKeys.token(secrets.digest(text)))
        return tokenObject(text, record)
    }

    package func tokens(_ cluster: String) async throws -> [TokenObject] {
        let id = try await controller(cluster).id
        return try await repository.list(TokenRecord.self, prefix: StoreKeys.tokens)
            .filter { $0.cluster == id }
            .map { tokenObject(String(decoding: try secrets.open($0.sealedToken), as: UTF8.self), $0) }
            .sorted { $0.created < $1.created }
    }

    package func token(_ cluster: String, _ text: String) async throws -> TokenObject {
        let id = try await controller(cluster).id
        guard let record = try await repository.get(TokenRecord.self, StoreKeys.token(secrets.digest(text))),
            record.cluster == id
        else { throw ControlPlaneError(.notFound, "token: there is no such token in this cluster") }
        return tokenObject(text, record)
    }

    package func revokeToken(_ text: String) async throws {
        let key = StoreKeys.token(secrets.digest(text))
        guard var record = try await repository.get(TokenRecord.self, key) else {
            throw ControlPlaneError(.notFound, "token: there is no such token")
        }
        record.isRevoked = true
        try await repository.put(record, key)
    }

    /// The cluster that a token lets machines into.
    ///
    /// - Throws: `ControlPlaneError.Code.unauthorized` when it is unknown, over or revoked.
    package func cluster(ofToken text: String) async throws -> ClusterID { try await valid(token: text).cluster }

    private func valid(token text: String) async throws -> TokenRecord {
        guard let record = try await repository.get(TokenRecord.self, StoreKeys.token(secrets.digest(text))),
            isActive(record)
        else {
            throw ControlPlaneError(
                .unauthorized,
                "token: is unknown, used up, over or revoked; get a new line from `gantry node join-command`"
            )
        }
        return record
    }

    private func isActive(_ record: TokenRecord) -> Bool {
        !record.isRevoked && record.expires.map { $0 > settings.clock() } ?? true
    }

    private func tokenObject(_ text: String, _ record: TokenRecord) -> TokenObject {
        TokenObject(
            token: text,
            clusterID: record.cluster.rawValue,
            created: record.created.seconds,
            expired: record.expires?.seconds ?? 0,
            isActive: isActive(record) && !(record.isSingleUse && record.usedBy != nil) ? 1 : 0
        )
    }

    // MARK: Joining

    /// Takes a machine into the cluster of its token; one that joins again stays the node it was.
    package func join(token text: String, _ request: JoinRequest) async throws -> JoinResponse {
        let token = try await valid(token: text)
        if token.isSingleUse { try await claim(text, forEngine: request.engineID) }
        let controller = try await controller(token.cluster.rawValue)
        let (node, certificate) = try await controller.join(request)
        return JoinResponse(
            clusterID: token.cluster.rawValue,
            nodeID: node.rawValue,
            certificate: certificate,
            authority: certificates.authorityPEM,
            agentEndpoint: settings.agentEndpoint
        )
    }

    /// Keeps a token for one machine, before anything comes of it: of two at a time one finds it taken.
    private func claim(_ text: String, forEngine engine: String) async throws {
        let taken = ControlPlaneError(
            .unauthorized,
            "token: another machine joined with it, and it is good for one; get a new line from "
                + "`gantry node join-command`"
        )
        guard let entry = try await repository.store.get(StoreKeys.token(secrets.digest(text))) else { throw taken }
        var record = try Repository.decode(TokenRecord.self, entry)
        guard record.usedBy != engine else { return }
        guard record.usedBy == nil else { throw taken }
        record.usedBy = engine
        do {
            try await repository.store.replace(entry, with: Repository.encode(record))
        } catch StoreError.conflict {
            throw taken
        }
    }

    /// Whether a node of the token's cluster is connected and ready to take containers.
    package func isNodeReady(token text: String, node: String) async throws -> Bool {
        // A token that was used up still tells about the node that used it.
        guard let record = try await repository.get(TokenRecord.self, StoreKeys.token(secrets.digest(text))),
            isActive(record)
        else { throw ControlPlaneError(.unauthorized, "token: is unknown, over or revoked") }
        return try await controller(record.cluster.rawValue).isReady(NodeID(node))
    }

    // MARK: Hosts

    package func hosts(_ cluster: String) async throws -> [Host] { try await controller(cluster).hosts() }

    package func host(_ cluster: String, _ nameOrAddress: String) async throws -> Host {
        let controller = try await controller(cluster)
        return try await controller.host(controller.node(named: nameOrAddress))
    }

    package func removeHost(_ cluster: String, _ nameOrAddress: String, force: Bool) async throws {
        try await controller(cluster).removeNode(nameOrAddress, force: force)
    }

    /// Takes a node out of service, so that its containers move to others; or gives it back.
    package func setHostDrained(_ cluster: String, _ nameOrAddress: String, _ isDrained: Bool) async throws {
        try await controller(cluster).setDrained(isDrained, ofNode: nameOrAddress)
    }

    /// How far the draining of a node is.
    package func drainStatus(_ cluster: String, _ nameOrAddress: String) async throws -> DrainObject {
        try await controller(cluster).drainStatus(ofNode: nameOrAddress)
    }

    // MARK: Moves

    /// Which containers would move where to spread the load better.
    package func rebalancePlan(_ cluster: String) async throws -> RebalanceObject {
        try await controller(cluster).rebalancePlan()
    }

    /// Has containers moved as a plan says that was made before.
    package func rebalance(_ cluster: String, _ plan: RebalanceObject) async throws {
        try await controller(cluster).rebalance(plan)
    }

    /// Gives a service's containers the places that they would get now; returns the moves.
    package func rescheduleService(_ cluster: String, _ id: String, force: Bool) async throws -> RebalanceObject {
        try await controller(cluster).reschedule(id, force: force)
    }

    package func setHostLabels(
        _ cluster: String,
        _ nameOrAddress: String,
        _ labels: [String: String]
    ) async throws {
        try await controller(cluster).setLabels(labels, ofNode: nameOrAddress)
    }
}
