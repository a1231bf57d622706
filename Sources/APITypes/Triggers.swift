//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A trigger as the API shows it: an address that redeploys an application, or scales a service, when it is called.
package struct TriggerObject: Codable, Sendable, Hashable {
    package var id: String
    package var clusterID: String
    /// The application's name.
    package var project: String
    /// `redeploy` or `scaling`.
    package var action: String
    /// Of scaling: `{project}_{service}`.
    package var service: String?
    /// The repository whose pushes redeploy, with or without a tag; nil for all that calls the address.
    package var image: String?
    /// Who made it.
    package var user: String
    /// RFC 3339.
    package var created: String
    /// The address with its secret; only in the answer that makes the trigger.
    package var url: String?

    package init(id: String, clusterID: String, project: String, action: String, user: String, created: String) {
        self.id = id
        self.clusterID = clusterID
        self.project = project
        self.action = action
        self.user = user
        self.created = created
    }

    enum CodingKeys: String, CodingKey {
        case id, action, image, user, created, url
        case clusterID = "cluster_id"
        case project = "project_id"
        case service = "service_id"
    }
}

/// The body of making a trigger.
package struct TriggerRequest: Codable, Sendable, Hashable {
    package var project: String
    package var action: String
    package var service: String?
    package var image: String?

    package init(project: String, action: String) {
        self.project = project
        self.action = action
    }

    enum CodingKeys: String, CodingKey {
        case action, image
        case project = "project_id"
        case service = "service_id"
    }
}

/// What became of a call of a trigger.
package struct TriggerResult: Codable, Sendable, Hashable {
    /// `accepted`; `ignored` when the call is about another image than the trigger's.
    package var result: String
    package var action: String
    package var project: String
    /// Of scaling: how many containers the service has then.
    package var scale: Int?

    package init(result: String, action: String, project: String, scale: Int? = nil) {
        self.result = result
        self.action = action
        self.project = project
        self.scale = scale
    }
}
