//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Makes one list of the images of all engines.
package enum ImageList {
    private static let nameless = ["<none>:<none>", "<none>@<none>"]

    /// One entry for each image, whichever nodes have it, with the names that it has anywhere; newest first.
    ///
    /// - Parameter answers: The engines' to `GET /images/json`, in the order of the nodes.
    /// - Returns: The answer to the call.
    package static func merge(_ answers: [JSONText]) -> JSONText {
        var order: [String] = []
        var images: [String: JSONMembers] = [:]
        for entry in answers.flatMap({ $0.elements ?? [] }) {
            guard let members = entry.members, let id = members["Id"]?.string else { continue }
            guard var known = images[id] else {
                order.append(id)
                images[id] = members
                continue
            }
            for key in ["RepoTags", "RepoDigests"] {
                known[key] = .strings(union(known[key]?.strings ?? [], members[key]?.strings ?? []))
            }
            images[id] = known
        }
        let sorted = order.compactMap { images[$0] }.enumerated().sorted { left, right in
            (created(right.element), left.offset) < (created(left.element), right.offset)
        }
        return .array(sorted.map(\.element.json))
    }

    private static func created(_ image: JSONMembers) -> Int64 { image["Created"]?.int ?? 0 }

    /// Names of both, each once; that it has none is told only where it has none anywhere.
    private static func union(_ left: [String], _ right: [String]) -> [String] {
        var seen: Set<String> = []
        let all = (left + right).filter { seen.insert($0).inserted }
        let named = all.filter { !nameless.contains($0) }
        return named.isEmpty ? all : named
    }

    /// The answer to the removal of an image from several nodes: what each removed, once.
    package static func mergeRemovals(_ answers: [JSONText]) -> JSONText {
        var seen: Set<JSONText> = []
        return .array(answers.flatMap { $0.elements ?? [] }.filter { seen.insert($0).inserted })
    }
}
