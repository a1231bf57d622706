//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Puts the images of a cluster's own registry in the place of those a template names.
enum ImageMap {
    /// The reference to pull, by the longest prefix of the map that the reference begins with.
    ///
    /// A prefix ends at a `/`, `:` or `@` of the reference or at its end, so `nginx` doesn't take `nginx-extras`.
    static func resolve(_ image: String, map: [String: String]) -> String {
        let match = map.keys.filter { prefix in
            guard image.hasPrefix(prefix) else { return false }
            guard let next = image.dropFirst(prefix.count).first else { return true }
            return next == "/" || next == ":" || next == "@" || prefix.hasSuffix("/")
        }
        .max { $0.count < $1.count }
        guard let match, let replacement = map[match] else { return image }
        return replacement + image.dropFirst(match.count)
    }

    /// The registry's domain of a reference; `docker.io` where none is written.
    static func registry(of image: String) -> String {
        guard let slash = image.firstIndex(of: "/") else { return "docker.io" }
        let first = image[..<slash]
        return first.contains(".") || first.contains(":") || first == "localhost" ? String(first) : "docker.io"
    }
}
