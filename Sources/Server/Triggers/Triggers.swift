//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import FoundationEssentials
import HTTPText
import HTTPTypes
import Model
import PKI
import Store

/// A trigger as the Store keeps it, with what belongs to its cluster, under `/cluster/CLUSTER/triggers/ID`.
struct TriggerRecord: Codable, Sendable, Hashable {
    var address: TriggerAddress
    /// When the application was made: one of the same name that is made later is another one.
    var projectCreated: String
    /// SHA-256 of the secret, hexadecimal; the secret itself is kept nowhere.
    var secretDigest: String
    var image: String?
    var user: String
    var created: Timestamp

    fileprivate var object: TriggerObject {
        var object = TriggerObject(
            id: address.id,
            clusterID: address.cluster.rawValue,
            project: address.project,
            action: address.action.rawValue,
            user: user,
            created: created.description
        )
        object.service = address.service
        object.image = image
        return object
    }
}

/// Addresses that redeploy an application or scale a service when they are called, by whoever has their secret.
actor Triggers {
    /// Most triggers of a cluster.
    static let maximumCount = 1_000
    /// Most calls of one trigger in a minute.
    static let callsOfMinute = 60
    /// Most calls with a wrong secret from one place in a minute.
    static let failuresOfMinute = 30

    private let store: any Store
    private let plane: ControlPlane
    /// Where the management API is reached.
    private let apiURL: String
    private let clock: @Sendable () -> Timestamp
    private var calls = CallThrottle(limit: Triggers.callsOfMinute)
    private var failures = CallThrottle(limit: Triggers.failuresOfMinute)

    init(
        store: any Store,
        plane: ControlPlane,
        apiURL: String,
        clock: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.store = store
        self.plane = plane
        self.apiURL = apiURL
        self.clock = clock
    }

    // MARK: Keeping them

    /// A cluster's triggers, or those of one of its applications; what belonged to applications that are gone isn't there.
    func list(_ cluster: String, project: String?) async throws -> [TriggerObject] {
        try await records(try await plane.clusterID(of: cluster))
            .filter { project == nil || $0.address.project == project }
            .map(\.object)
    }

    /// Makes a trigger; only this answer has its address with the secret.
    ///
    /// - Throws: `APIFailure` for what a trigger can't do, and when there are too many.
    func create(_ request: TriggerRequest, in cluster: String, by user: String) async throws -> TriggerObject {
        guard let action = TriggerAction(rawValue: request.action) else {
            let actions = TriggerAction.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIFailure.invalid("field 'action': '\(request.action.prefix(64))' is unknown; there are \(actions)")
        }
        let id = try await plane.clusterID(of: cluster)
        let project = try await plane.project(id.rawValue, request.project)
        guard (action == .scaling) == (request.service != nil) else {
            throw APIFailure.invalid(
                "field 'service_id': scaling needs the service, such as \(project.name)_web, and redeploying takes none"
            )
        }
        if let service = request.service, try await plane.service(id.rawValue, service).project != project.name {
            throw APIFailure.invalid(
                "field 'service_id': \(service) is no service of \(project.name); give one of its own"
            )
        }
        if let image = request.image, action == .scaling || !(1...512).contains(image.utf8.count) {
            throw APIFailure.invalid(
                "field 'image': only redeploying may follow an image, named in 512 bytes at most; correct it"
            )
        }
        guard try await records(id).count < Self.maximumCount else {
            throw APIFailure.conflict("triggers: the cluster has \(Self.maximumCount) already; remove some first")
        }
        let address = TriggerAddress(
            cluster: id,
            project: project.name,
            action: action,
            id: Self.randomID(),
            service: request.service
        )
        let secret = Self.secret()
        let record = TriggerRecord(
            address: address,
            projectCreated: project.created,
            secretDigest: TokenHash.sha256Hex(secret),
            image: request.image,
            user: user,
            created: clock()
        )
        // A cluster that is deleted meanwhile leaves no trigger behind.
        try await store.commit(
            [.put(key: Self.key(id, address.id), value: try Accounts.encode(record))],
            if: [.exists(key: "/clusters/" + id.rawValue), .absent(key: Self.key(id, address.id))]
        )
        var object = record.object
        let encoded = PercentEncoding.encode(address.text)
        object.url = "\(apiURL)/hook/trigger?triggerUrl=\(encoded)&secret=\(secret)"
        return object
    }

    /// Makes a trigger's address worthless.
    ///
    /// - Throws: `APIFailure` when there is none of that ID.
    func revoke(_ trigger: String, in cluster: String) async throws {
        let key = Self.key(try await plane.clusterID(of: cluster), trigger)
        guard (try? StoreLimits.check(key: key)) != nil, let entry = try await store.get(key) else {
            throw APIFailure.notFound(
                "trigger '\(trigger.prefix(64))': Not Found; `gantry trigger ls` lists those there are"
            )
        }
        try await store.delete(entry.key)
    }

    // MARK: Calling them

    /// The trigger that a call names and has the secret of.
    ///
    /// - Throws: `APIFailure`, which doesn't tell what is wrong; and while there were too many calls.
    func authenticate(_ address: String, secret: String, from place: String) async throws -> TriggerRecord {
        let now = clock()
        guard failures.allows(place, now: now) else { throw Self.tooMany("wrong calls", now) }
        // Counted before the Store is asked, so that calls beside each other count as well.
        failures.count(place, now: now)
        guard let address = TriggerAddress(address), let record = try await record(of: address),
            record.address == address, TokenHash.isEqual(TokenHash.sha256Hex(secret), record.secretDigest)
        else {
            throw APIFailure(
                status: .unauthorized,
                code: "unauthorized",
                message: "trigger: it is unknown or was revoked, or its secret is wrong; make a new one"
            )
        }
        failures.forgive(place)
        guard calls.allows(address.id, now: now) else { throw Self.tooMany("calls of this trigger", now) }
        calls.count(address.id, now: now)
        return record
    }

    /// Does what a trigger is for.
    ///
    /// - Throws: `APIFailure` for a missing or wrong step, and when the application or service is gone.
    func fire(_ record: TriggerRecord, _ query: RequestQuery, push: RegistryPush?) async throws -> TriggerResult {
        let address = record.address
        let cluster = address.cluster.rawValue
        switch address.action {
        case .redeploy:
            if let image = record.image, let push, !push.concerns(image) {
                return TriggerResult(result: "ignored", action: address.action.rawValue, project: address.project)
            }
            try await plane.redeployProject(
                cluster,
                address.project,
                latestImages: true,
                by: "trigger \(address.id)"
            )
            return TriggerResult(result: "accepted", action: address.action.rawValue, project: address.project)
        case .scaling:
            let step = try Self.step(query)
            let scale = try await plane.scaleService(cluster, address.service ?? "", by: step)
            return TriggerResult(
                result: "accepted",
                action: address.action.rawValue,
                project: address.project,
                scale: scale
            )
        }
    }

    /// How many containers more, or fewer, a call asks for.
    private static func step(_ query: RequestQuery) throws -> Int {
        let step = try query.count("step") ?? 1
        guard (1...100).contains(step) else {
            throw APIFailure.invalid("query parameter 'step': \(step) is outside 1 to 100; give a number inside")
        }
        switch query.text("type") {
        case "scale_out": return step
        case "scale_in": return -step
        default:
            throw APIFailure.invalid(
                "query parameter 'type': a trigger that scales needs scale_out or scale_in; add it"
            )
        }
    }

    private static func tooMany(_ what: String, _ now: Timestamp) -> APIFailure {
        let wait = CallThrottle.wait(now: now)
        return APIFailure(
            status: .tooManyRequests,
            code: "tooManyTries",
            message: "trigger: there were too many \(what); wait for \(wait) seconds",
            headers: [.retryAfter: String(wait)]
        )
    }

    // MARK: Records

    private static func prefix(_ cluster: ClusterID) -> String { "/cluster/\(cluster)/triggers/" }
    private static func key(_ cluster: ClusterID, _ id: String) -> String { prefix(cluster) + id }

    private func record(of address: TriggerAddress) async throws -> TriggerRecord? {
        let key = Self.key(address.cluster, address.id)
        guard (try? StoreLimits.check(key: key)) != nil, let entry = try await store.get(key) else { return nil }
        let record = try Accounts.decode(TriggerRecord.self, entry)
        return await isOfPresentProject(record) ? record : nil
    }

    /// The cluster's triggers, by application and age; those of applications that are gone are deleted.
    private func records(_ cluster: ClusterID) async throws -> [TriggerRecord] {
        var found: [TriggerRecord] = []
        for entry in try await store.list(prefix: Self.prefix(cluster)).entries {
            let record = try Accounts.decode(TriggerRecord.self, entry)
            if await isOfPresentProject(record) {
                found.append(record)
            } else {
                try await store.delete(entry.key)
            }
        }
        return found.sorted { ($0.address.project, $0.created) < ($1.address.project, $1.created) }
    }

    private func isOfPresentProject(_ record: TriggerRecord) async -> Bool {
        let project = try? await plane.project(record.address.cluster.rawValue, record.address.project)
        return project?.created == record.projectCreated
    }

    /// 13 letters and digits of base 32.
    private static func randomID() -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz234567")
        return String((0..<13).map { _ in letters[Int.random(in: letters.indices)] })
    }

    /// 32 random bytes in hexadecimal.
    private static func secret() -> String {
        (0..<32).map { _ in
            let byte = UInt8.random(in: .min ... .max)
            return String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        .joined()
    }
}
