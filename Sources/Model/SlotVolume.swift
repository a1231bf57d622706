//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A volume for a path that was given no volume by name: the template's own without a name, and those of the image.
///
/// It belongs to the container's place, not to the one container, so that the next one in that place finds what was
/// written. Its name follows from the place and the path: nothing has to be remembered, and a server that is killed
/// between the old container and the new one loses no data.
package enum SlotVolume {
    /// Digits of the digest in a name.
    private static let digits = 16

    /// The volume's name on its node, such as `shop_db_1.5d0c77c3a01f9e42`.
    ///
    /// - Parameters:
    ///   - path: The path in the container.
    ///   - container: The name of the place's container.
    ///   - application: Another life of the application has other volumes.
    /// - Returns: The container's name, a full stop and sixteen hexadecimal digits.
    package static func name(of path: String, container: String, application: ApplicationID) -> String {
        var digest = FNV1a()
        digest.combineText(application.rawValue)
        digest.combineText(path)
        return "\(container).\(digest.hexadecimal.prefix(digits))"
    }

    /// Whether a volume that a container mounts is one of its place.
    package static func isName(_ volume: String, container: String) -> Bool {
        guard volume.hasPrefix(container + ".") else { return false }
        let rest = volume.utf8.dropFirst(container.utf8.count + 1)
        return rest.count == digits && rest.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
