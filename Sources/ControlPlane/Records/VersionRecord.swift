//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A version of an application as it is kept in the Store: all that deploys it again as it was.
struct VersionRecord: Codable, Hashable, Sendable {
    /// How many versions of an application are kept, the one that runs included.
    static let limit = 20

    /// How a version came to be the one that runs.
    enum Cause: String, Codable, Sendable {
        case deploy
        /// Somebody asked for a redeploy, and it made another one of what was deployed.
        case redeploy
        /// Somebody went back to it.
        case rollback
        /// Gantry went back to it, as its successor's update failed.
        case failedUpdate
    }

    var version: String
    var spec: ApplicationSpec
    var template: String
    var file: String
    var environment: [String: String]
    /// As in the record of the application.
    var files: [String: String]?
    var configurations: [ConfigurationUse]?
    var pulledImages: [ServiceName: String]?
    var options: UpdateOptions?
    var description: String
    var deployed: Timestamp
    /// Who deployed it; empty when nobody was asked for a name.
    var user: String
    var cause: Cause

    /// What runs of an application by its record.
    init(_ record: ApplicationRecord, deployed: Timestamp, user: String, cause: Cause) {
        version = record.version
        spec = record.spec
        template = record.template
        file = record.file
        environment = record.environment
        files = record.files
        configurations = record.configurations
        pulledImages = record.pulledImages
        options = record.options
        description = record.description
        self.deployed = deployed
        self.user = user
        self.cause = cause
    }

    /// Makes the record say that this version is to run.
    func apply(to record: inout ApplicationRecord) {
        record.version = version
        record.spec = spec
        record.template = template
        record.file = file
        record.environment = environment
        record.files = files
        record.configurations = configurations
        record.pulledImages = pulledImages
        record.options = options
        record.description = description
        record.intent = .run
        record.stoppedServices = []
        record.halts = [:]
        record.retried = nil
        record.failedUpdate = nil
        record.reschedulesOnUpdate = false
        record.release = nil
        record.isRolledBack = cause == .rollback || cause == .failedUpdate
    }
}
