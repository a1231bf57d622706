//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model

/// What a deploy request says about the update beside its template.
struct UpdateOptions: Codable, Hashable, Sendable {
    /// How the containers are replaced; nil for what the template says.
    enum Method: String, Codable, Sendable {
        /// All at once, unless the template says otherwise.
        case standard
        case rolling
        case blueGreen = "blue-green"
    }

    let method: Method?
    /// The same for later updates that don't say it.
    let defaultMethod: Method?
    private let failureAction: UpdateSpec.FailureAction?
    private let timeLimitSeconds: Int?
    private let pullsLatestImage: Bool

    /// - Throws: `ControlPlaneError.Code.invalid` for words that aren't known, and numbers out of their range.
    init(_ request: ProjectRequest) throws {
        method = try Self.method(request.updateMethod, "update_method")
        defaultMethod = try Self.method(request.defaultUpdateMethod, "default_update_method")
        failureAction = try request.failureAction.map { text in
            guard let action = UpdateSpec.FailureAction(rawValue: text) else {
                throw ControlPlaneError(
                    .invalid,
                    "failure_action '\(text.prefix(40))': is unknown; give pause, continue or rollback"
                )
            }
            return action
        }
        timeLimitSeconds = request.updateLimit
        if let seconds = timeLimitSeconds, !(1...86_400).contains(seconds) {
            throw ControlPlaneError(
                .invalid,
                "update_limit \(seconds): is outside 1 to 86400 seconds; give a number inside, or leave it out"
            )
        }
        pullsLatestImage = request.latestImage ?? false
    }

    private static func method(_ text: String?, _ field: String) throws -> Method? {
        guard let text, !text.isEmpty else { return nil }
        guard let method = Method(rawValue: text) else {
            throw ControlPlaneError(
                .invalid,
                "\(field) '\(text.prefix(40))': is unknown; give rolling or blue-green, or leave it out"
            )
        }
        return method
    }

    func apply(to spec: inout ApplicationSpec) {
        for index in spec.services.indices {
            if pullsLatestImage { spec.services[index].pullsLatestImage = true }
            if let failureAction { spec.services[index].update.failureAction = failureAction }
            if let timeLimitSeconds { spec.services[index].update.timeLimitSeconds = timeLimitSeconds }
            if method == .rolling, spec.services[index].update.parallelism == nil {
                spec.services[index].update.parallelism = 1
            }
        }
    }
}
