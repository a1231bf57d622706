//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// An application as the API shows it.
///
/// Field names of all objects here are those that existing clients of the project API know.
package struct Project: Codable, Sendable, Hashable {
    package var name: String
    package var description: String
    /// The template as it was submitted.
    package var template: String
    package var version: String
    /// RFC 3339 with fractional seconds.
    package var created: String
    package var updated: String
    package var desiredState: String
    package var currentState: String
    /// Variables of the template, and `COMPOSE_PROJECT_NAME`, `ACS_PROJECT_VERSION`, `ACS_DEFAULT_DOMAIN`.
    package var environment: [String: String]
    /// The configuration items that it runs with, and which versions of them; nil for none.
    package var configurations: [ConfigurationUse]?
    package var services: [ServiceObject]?
    package var isSystem: Bool
    /// What goes on with its last update; nil when there is nothing to tell.
    package var update: UpdateStatus?
    /// Nil for an application that is kept running.
    package var job: JobObject?

    package init(name: String) {
        self.name = name
        description = ""
        template = ""
        version = ""
        created = ""
        updated = ""
        desiredState = ""
        currentState = ""
        environment = [:]
        isSystem = false
    }

    enum CodingKeys: String, CodingKey {
        case name, description, template, version, created, updated, environment, configurations, services, job
        case desiredState = "desired_state"
        case currentState = "current_state"
        case isSystem = "is_system"
        case update = "update_status"
    }
}

/// What goes on with an application's last update.
package struct UpdateStatus: Codable, Sendable, Hashable {
    package enum Phase: String, Codable, Sendable, Hashable, CaseIterable {
        /// Containers are being replaced.
        case updating
        /// It was stopped because a new container failed; what is left of the old version goes on.
        case halted
        /// A new container failed, and the version before runs again, or will.
        case rolledBack = "rolled_back"
        /// The new services of a blue-green release are being made.
        case blueGreen = "blue_green_in_progress"
        /// They run beside the old ones, until somebody confirms them or takes them back.
        case awaitingConfirmation = "awaiting_confirmation"
    }

    package var phase: Phase
    /// The version that it is about.
    package var version: String
    /// What failed, where something did.
    package var service = ""
    package var container = ""
    package var message = ""
    /// Of a blue-green release: the part of the requests that each service gets, 0 to 100.
    package var weights: [String: Int]?

    package init(phase: Phase, version: String) {
        self.phase = phase
        self.version = version
    }
}

/// A version of an application that is kept.
package struct VersionObject: Codable, Sendable, Hashable {
    package var version: String
    /// RFC 3339 with fractional seconds.
    package var deployed: String
    /// Who deployed it, or empty.
    package var user = ""
    /// `deploy`, `redeploy`, `rollback`, or `failedUpdate` when Gantry went back to it by itself.
    package var cause = ""
    package var description = ""
    /// The services' names, and their images in the same order.
    package var services: [String] = []
    package var images: [String] = []
    /// The configuration items that it was deployed with.
    package var configurations: [ConfigurationUse] = []
    /// Whether it is the one that runs.
    package var isCurrent = false
    /// The template as it was submitted, and the values of its variables; nil in lists.
    package var template: String?
    package var environment: [String: String]?

    package init(version: String, deployed: String) {
        self.version = version
        self.deployed = deployed
    }

    enum CodingKeys: String, CodingKey {
        case version, deployed, user, cause, description, services, images, configurations, template, environment
        case isCurrent = "is_current"
    }
}
