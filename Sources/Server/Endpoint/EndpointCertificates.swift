//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import FoundationEssentials
import Model
import NIOPosix
import PKI
import Store

/// A user's certificate for a cluster's endpoint as the Store keeps it, under `/certificates/USER/CLUSTER/FINGERPRINT`.
struct EndpointCertificateRecord: Codable, Sendable, Hashable {
    var user: String
    var cluster: ClusterID
    /// SHA-256 of the certificate's DER, hexadecimal.
    var fingerprint: String
    var certificatePEM: String
    /// Sealed, not thrown away: whoever asks again gets the same files, until they are revoked.
    var sealedKey: Data
    var created: Timestamp
    var expires: Timestamp

    /// Whom it stands for.
    fileprivate var peer: EndpointConnections.Peer {
        EndpointConnections.Peer(cluster: cluster, user: user, fingerprint: fingerprint)
    }

    fileprivate var object: ClusterCertificateObject {
        ClusterCertificateObject(
            user: user,
            fingerprint: fingerprint,
            created: created.description,
            expires: expires.description
        )
    }
}

/// The certificates with which users reach clusters' endpoints.
///
/// A certificate is good while its record is there: revoking one deletes the record.
struct EndpointCertificates: Sendable {
    static let all = "/certificates/"
    /// A certificate that ends sooner than this is handed out no more (30 days).
    static let reserve = Duration.seconds(30 * 86_400)

    let store: any Store
    let authority: CertificateAuthority
    let secrets: any SecretSealing
    var clock: @Sendable () -> Timestamp = { .now }

    static func prefix(user: String) -> String { all + user + "/" }
    static func prefix(user: String, cluster: ClusterID) -> String { prefix(user: user) + cluster.rawValue + "/" }

    /// The user's certificate for a cluster, which is made where there is none that is good for long enough.
    func files(of user: String, for cluster: ClusterID) async throws -> ClusterCertificates {
        let now = clock()
        let known = try await records(prefix: Self.prefix(user: user, cluster: cluster))
        var record = known.max { $0.expires < $1.expires }
        if record.map({ $0.expires - now < Self.reserve }) ?? true {
            record = try await make(for: user, cluster, replacing: known.filter { $0.expires <= now }, now: now)
        }
        guard let record else { throw ServerError("certificate: none was made; look into the server's log") }
        return ClusterCertificates(
            ca: authority.certificatePEM,
            cert: record.certificatePEM,
            key: String(decoding: try secrets.open(Array(record.sealedKey)), as: UTF8.self)
        )
    }

    /// The certificates for a cluster, of one user or of all, the oldest first.
    func list(_ cluster: ClusterID, user: String?) async throws -> [ClusterCertificateObject] {
        try await records(prefix: user.map(Self.prefix(user:)) ?? Self.all)
            .filter { $0.cluster == cluster && $0.expires > clock() }
            .sorted { ($0.created, $0.fingerprint) < ($1.created, $1.fingerprint) }
            .map(\.object)
    }

    /// Makes a user's certificates for a cluster worthless.
    ///
    /// - Throws: `APIFailure` when the user has none.
    func revoke(of user: String, for cluster: ClusterID) async throws {
        let prefix = Self.prefix(user: user, cluster: cluster)
        guard (try? StoreLimits.check(key: prefix)) != nil, try await !store.list(prefix: prefix).entries.isEmpty else {
            throw APIFailure.notFound(
                "user '\(user.prefix(64))': Not Found: has no certificate for the cluster; "
                    + "`gantry cluster certs ls` lists those there are"
            )
        }
        try await store.delete(prefix: prefix)
    }

    /// The clusters that there are certificates for.
    func clusters() async throws -> Set<ClusterID> { Set(try await records(prefix: Self.all).map(\.cluster)) }

    /// Deletes what there is for a cluster that is gone.
    func forget(_ cluster: ClusterID) async throws {
        let keys = try await records(prefix: Self.all).filter { $0.cluster == cluster }.map { Self.key($0.peer) }
        for start in stride(from: 0, to: keys.count, by: StoreLimits.commitItems) {
            try await store.commit(keys[start...].prefix(StoreLimits.commitItems).map { .delete(key: $0) })
        }
    }

    /// Whether a certificate that was issued once is good still.
    func isGood(_ peer: EndpointConnections.Peer) async throws -> Bool {
        let key = Self.key(peer)
        guard (try? StoreLimits.check(key: key)) != nil, let entry = try await store.get(key) else { return false }
        return try Accounts.decode(EndpointCertificateRecord.self, entry).expires > clock()
    }

    /// Where the Store has a certificate.
    static func key(_ peer: EndpointConnections.Peer) -> String {
        prefix(user: peer.user, cluster: peer.cluster) + peer.fingerprint
    }

    private func make(
        for user: String,
        _ cluster: ClusterID,
        replacing expired: [EndpointCertificateRecord],
        now: Timestamp
    ) async throws -> EndpointCertificateRecord {
        let date = Date(timeIntervalSince1970: Double(now.seconds))
        // Making the key takes long; nothing else should wait for it.
        let issued = try await NIOThreadPool.singleton.runIfActive { [authority] in
            try authority.issueUser(clusterID: cluster.rawValue, name: user, now: date)
        }
        let record = EndpointCertificateRecord(
            user: user,
            cluster: cluster,
            fingerprint: issued.fingerprint,
            certificatePEM: issued.certificatePEM,
            sealedKey: Data(try secrets.seal(Array((issued.privateKeyPEM ?? "").utf8))),
            created: now,
            expires: Timestamp(seconds: Int64(issued.notValidAfter.timeIntervalSince1970))
        )
        // A user who is removed meanwhile leaves no certificate behind.
        try await store.commit(
            expired.map { .delete(key: Self.key($0.peer)) }
                + [.put(key: Self.key(record.peer), value: try Accounts.encode(record))],
            if: [.exists(key: Accounts.users + user)]
        )
        return record
    }

    private func records(prefix: String) async throws -> [EndpointCertificateRecord] {
        try await store.list(prefix: prefix).entries.map { try Accounts.decode(EndpointCertificateRecord.self, $0) }
    }
}
