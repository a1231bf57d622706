//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A request's path in its segments; empty ones, such as after a trailing slash, don't count.
package struct RequestPath: Sendable, Hashable {
    /// As they were sent.
    package let rawSegments: [String]
    /// Percent-decoded.
    package let segments: [String]

    /// Nil when a segment's percent-encoding is broken.
    package init?(_ path: String) {
        rawSegments = path.split(separator: "/").map(String.init)
        var segments: [String] = []
        for segment in rawSegments {
            guard let decoded = PercentEncoding.decode(segment) else { return nil }
            segments.append(decoded)
        }
        self.segments = segments
    }
}
