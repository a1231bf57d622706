//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Model

/// What the `triggerUrl` of a trigger's address says: which trigger it is, and what it does.
///
/// Format: the base64 of `CLUSTER|APPLICATION|ACTION|TRIGGER|`, and for scaling `{"service_id":"APPLICATION_SERVICE"}`
/// behind it; clients of the container service take it apart.
struct TriggerAddress: Codable, Sendable, Hashable {
    /// Most characters that are read.
    static let limit = 2_048

    var cluster: ClusterID
    var project: String
    var action: TriggerAction
    var id: String
    var service: String?

    init(cluster: ClusterID, project: String, action: TriggerAction, id: String, service: String?) {
        self.cluster = cluster
        self.project = project
        self.action = action
        self.id = id
        self.service = service
    }

    /// Nil for a text that no trigger has.
    init?(_ text: String) {
        guard text.utf8.count <= Self.limit else { return nil }
        // A plus that wasn't encoded has become a space; some clients use the alphabet for URLs, or leave the end out.
        var encoded = String(text.map { $0 == " " || $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        while encoded.utf8.count % 4 != 0 { encoded += "=" }
        guard let data = Data(base64Encoded: encoded), let plain = String(validating: data, as: UTF8.self) else {
            return nil
        }
        let parts = plain.split(separator: "|", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, let action = TriggerAction(rawValue: parts[2]) else { return nil }
        (cluster, project, self.action, id) = (ClusterID(parts[0]), parts[1], action, parts[3])
        if !parts[4].isEmpty {
            guard let options = try? JSONDecoder().decode(Options.self, from: Data(parts[4].utf8)) else { return nil }
            service = options.service_id
        }
    }

    /// The text that the address has.
    var text: String {
        let options = service.map { "{\"service_id\":\"\($0)\"}" } ?? ""
        return Data("\(cluster)|\(project)|\(action.rawValue)|\(id)|\(options)".utf8).base64EncodedString()
    }

    private struct Options: Decodable {
        var service_id: String
    }
}

/// What a trigger does.
enum TriggerAction: String, Codable, Sendable, Hashable, CaseIterable {
    case redeploy
    case scaling
}
