//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A version of the Docker Engine API, such as 1.41.
package struct APIVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var major: Int
    package var minor: Int

    /// What is assumed of engines that haven't said theirs: Docker 20.10's.
    package static let standard = APIVersion(1, 41)
    /// The oldest that is promised; older ones work as far as the engines take them.
    package static let oldest = APIVersion(1, 24)

    /// From this one on, engines prune volumes that have a name only when they are asked for all.
    package static let sparingNamedVolumes = APIVersion(1, 42)

    package init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `1.41` or `v1.41`.
    package init?(_ text: some StringProtocol) {
        let parts = text.drop { $0 == "v" }.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count <= 4 && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let major = Int(parts[0]), let minor = Int(parts[1])
        else { return nil }
        self.init(major, minor)
    }

    package var description: String { "\(major).\(minor)" }

    package static func < (left: APIVersion, right: APIVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    /// The newest that all engines know.
    package static func shared(by versions: some Sequence<String>) -> APIVersion {
        versions.compactMap { APIVersion($0) }.min() ?? .standard
    }
}
