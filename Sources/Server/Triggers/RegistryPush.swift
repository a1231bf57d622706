//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials

/// What a registry says of a push when it calls an address: which images it has anew.
///
/// Formats: the web-hooks of Alibaba Cloud's registry and of Docker Hub (`push_data`, `repository`), and the
/// notifications of Docker's own registry (`events`).
struct RegistryPush: Sendable, Hashable {
    /// Most bytes of a web-hook's body.
    static let limit = 256 << 10

    struct Image: Sendable, Hashable {
        /// Such as `team/web`.
        var repository: String
        var tag: String?
    }

    let images: [Image]

    /// Nil for a body that tells of no push.
    init?(_ body: [UInt8]) {
        guard let hook = try? JSONDecoder().decode(Hook.self, from: Data(body)) else { return nil }
        if let repository = hook.repository, let name = repository.fullName {
            images = [Image(repository: name, tag: hook.push_data?.tag)]
        } else if let events = hook.events {
            images = events.filter { $0.action == "push" }.compactMap { event in
                event.target?.repository.map { Image(repository: $0, tag: event.target?.tag) }
            }
        } else {
            return nil
        }
    }

    /// Whether it is about an image: a repository with or without its registry before it, and perhaps a tag.
    func concerns(_ reference: String) -> Bool {
        var repository = reference
        var tag: String?
        if let colon = reference.lastIndex(of: ":"), !reference[colon...].contains("/") {
            repository = String(reference[..<colon])
            tag = String(reference[reference.index(after: colon)...])
        }
        return images.contains { image in
            guard tag == nil || image.tag == tag else { return false }
            return repository == image.repository || repository.hasSuffix("/" + image.repository)
        }
    }

    private struct Hook: Decodable {
        struct PushData: Decodable {
            var tag: String?
        }

        struct Repository: Decodable {
            var name: String?
            var namespace: String?
            var repo_name: String?
            var repo_full_name: String?

            var fullName: String? {
                if let name = repo_full_name ?? repo_name { return name }
                guard let name else { return nil }
                return namespace.map { "\($0)/\(name)" } ?? name
            }
        }

        struct Event: Decodable {
            struct Target: Decodable {
                var repository: String?
                var tag: String?
            }

            var action: String?
            var target: Target?
        }

        var push_data: PushData?
        var repository: Repository?
        var events: [Event]?
    }
}
