//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A refusal as clients of the Docker Engine API know it: a status and a message, in classic Swarm's words where it had
/// some.
package struct DockerRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    package var status: Int
    package var message: String

    package init(_ status: Int, _ message: String) {
        self.status = status
        self.message = message
    }

    package var description: String { message }

    /// What clients look for in the body.
    package var json: JSONText { .object([("message", .string(message))]) }
}

extension DockerRefusal {
    /// Names come from outside and may be of any length.
    private static func shown(_ name: String) -> String { String(name.prefix(256)) }

    /// Calls differ in how they say it, and clients compare texts.
    package static func noContainer(_ name: String, _ call: ContainerCall = .passedOn) -> DockerRefusal {
        switch call {
        case .inspectOrStart: DockerRefusal(404, "No such container \(shown(name))")
        case .passedOn: DockerRefusal(404, "No such container: \(shown(name))")
        case .delete: DockerRefusal(404, "Container \(shown(name)) not found")
        }
    }

    /// How a call says that a container isn't there.
    package enum ContainerCall: Sendable, Hashable {
        case inspectOrStart
        case passedOn
        case delete
    }

    package static func noExec(_ id: String) -> DockerRefusal { DockerRefusal(404, "Exec \(shown(id)) not found") }

    package static func noImage(_ name: String, isDelete: Bool = false) -> DockerRefusal {
        DockerRefusal(404, "No such image\(isDelete ? "" : ":") \(shown(name))")
    }

    package static func noNetwork(_ name: String, isDelete: Bool = false) -> DockerRefusal {
        DockerRefusal(404, "No such network\(isDelete ? "" : ":") \(shown(name))")
    }

    package static func noVolume(_ name: String, isDelete: Bool = false) -> DockerRefusal {
        DockerRefusal(404, "No such volume\(isDelete ? "" : ":") \(shown(name))")
    }

    package static func nameTaken(_ name: String) -> DockerRefusal {
        DockerRefusal(
            409,
            "Conflict: The name \(shown(name)) is already assigned. You have to delete (or rename) that container to be "
                + "able to assign \(shown(name)) to a container again."
        )
    }

    package static func unhealthy(container: String, node: String) -> DockerRefusal {
        DockerRefusal(500, "Container \(shown(container)) running on unhealthy node \(node)")
    }

    package static func noNode(_ name: String) -> DockerRefusal {
        DockerRefusal(404, "No such node: \(shown(name))")
    }

    package static let noHealthyNode = DockerRefusal(500, "No healthy node available in the cluster")

    /// In the words by which clients know that trying again helps.
    package static let noManager = DockerRefusal(
        500,
        "Unable to reach primary cluster manager: no node that leads the engines' swarm is connected; "
            + "connect one, or try again in a moment"
    )

    package static let unknownCall = DockerRefusal(404, "page not found")

    package static func unsupported(_ what: String) -> DockerRefusal {
        DockerRefusal(501, "\(what): Not supported in clustering mode.")
    }

    package static func tooNew(_ version: APIVersion, newest: APIVersion) -> DockerRefusal {
        DockerRefusal(
            400,
            "client version \(version) is too new. Maximum supported API version is \(newest)"
        )
    }
}
