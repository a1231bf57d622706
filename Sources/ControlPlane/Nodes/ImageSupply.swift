//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The paths for which an image wants volumes.
struct ImageVolumes: Hashable, Sendable {
    /// The image's own digest, `sha256:…`, by which it never changes; empty when the engine didn't say.
    var image: String
    /// In ascending order.
    var paths: [String]
}

/// Sees to it that a node has an image for a container that is about to be made.
struct ImageSupply: Sendable {
    /// Which image a reference stands for.
    enum Rule: Hashable, Sendable {
        /// What the node has under the name; pulled when it has nothing.
        case whatIsThere
        /// What the registry has under the name at this moment.
        case latest
        /// What the registry had under the name when that was found out: `sha256:…`.
        case exactly(String)
    }

    let engine: EngineCalls
    let image: String
    let login: ImagePull.Login?
    let rule: Rule
    /// What is known of the image that the node has under the name; nil has the engine asked.
    var volumes: ImageVolumes?

    /// Pulls the image unless the node has the right one.
    ///
    /// - Throws: When the registry refuses, with its reason.
    func ensure() async throws {
        let pull = ImagePull(engine: engine)
        switch rule {
        case .whatIsThere:
            guard try await !has(image) else { return }
            try await pull.run(image: image, login: login)
        case .latest:
            try await pull.run(image: image, login: login)
        case .exactly(let digest):
            let (name, tag) = ImagePull.split(image)
            let exact = "\(name)@\(digest)"
            if try await !has(exact) { try await pull.run(image: exact, login: login) }
            // Containers are made from the name that the template says, for that is what people look for.
            try await engine.call("POST", "/images/\(exact)/tag", query: [("repo", name), ("tag", tag)])
        }
    }

    /// The paths for which the image wants volumes; pulls it when the node has none of that name.
    func volumes() async throws -> ImageVolumes {
        if let volumes { return volumes }
        do {
            return try await inspect()
        } catch  where EngineCalls.isNotFound(error) {
            try await ensure()
            return try await inspect()
        }
    }

    private func inspect() async throws -> ImageVolumes {
        struct Empty: Decodable {}
        struct Inspection: Decodable {
            struct Config: Decodable { var Volumes: [String: Empty]? }
            var Id: String?
            var Config: Config?
        }
        let found = try await engine.decode(Inspection.self, "GET", "/images/\(image)/json")
        let paths = (found.Config?.Volumes ?? [:]).keys.map { path in
            path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        }
        return ImageVolumes(image: found.Id ?? "", paths: Set(paths).sorted())
    }

    private func has(_ image: String) async throws -> Bool {
        do {
            try await engine.call("GET", "/images/\(image)/json")
            return true
        } catch  where EngineCalls.isNotFound(error) {
            return false
        }
    }
}
