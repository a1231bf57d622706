//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import DockerAPI
import Model

extension TestCluster {
    @discardableResult
    func makeContainer(
        _ name: String?,
        image: String = "busybox",
        environment: [String] = [],
        labels: [String: String] = [:],
        host: String = "{}",
        authentication: String? = nil
    ) async throws -> CreatedContainer {
        let body = JSONText.object([
            ("Image", .string(image)), ("Env", .strings(environment)), ("Labels", .strings(labels)),
            ("HostConfig", JSONText(parsing: host) ?? .null),
        ])
        return try await plane.createContainer(
            CreateRequest(body, newID: String(repeating: "0", count: 60) + String(journal.calls.count)),
            name: name,
            version: .standard,
            authentication: authentication,
            in: ClusterID(id)
        )
    }

    /// The refusal of a container; nil when it is made.
    func refusal(
        _ name: String,
        image: String = "busybox",
        labels: [String: String] = [:],
        host: String = "{}"
    ) async -> DockerRefusal? {
        do {
            try await makeContainer(name, image: image, labels: labels, host: host)
            return nil
        } catch {
            return error as? DockerRefusal ?? DockerRefusal(0, "\(error)")
        }
    }
}
