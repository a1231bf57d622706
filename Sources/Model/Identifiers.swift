//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A name or identifier that is a string on the wire but a type of its own in code, so that two kinds never mix.
package protocol StringIdentifier: RawRepresentable, Hashable, Codable, Sendable, Comparable,
    CustomStringConvertible, ExpressibleByStringLiteral, CodingKeyRepresentable
where RawValue == String {
    /// Wraps a string that is already known to be valid for this kind of identifier.
    init(rawValue: String)
}

extension StringIdentifier {
    package init(_ rawValue: String) { self.init(rawValue: rawValue) }
    package init(stringLiteral value: String) { self.init(rawValue: value) }
    package init?(codingKey: some CodingKey) { self.init(rawValue: codingKey.stringValue) }
    package init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
    }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
    package var codingKey: any CodingKey { NameCodingKey(stringValue: rawValue) }
    package var description: String { rawValue }
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A coding key for dictionaries keyed by identifiers.
private struct NameCodingKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// A cluster's identifier: `c` and 32 hexadecimal digits.
package struct ClusterID: StringIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A node's identifier, given when it joins and kept for as long as it belongs to its cluster.
package struct NodeID: StringIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A container's identifier as the engine gives it: 64 hexadecimal digits.
package struct ContainerID: StringIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// An application's name: unique in its cluster, the project of Compose.
package struct ApplicationName: StringIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A service's name: unique in its application.
package struct ServiceName: StringIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// Tells one life of an application from a later one of the same name.
package struct ApplicationID: StringIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A configuration item's name: unique among those of the clusters of one region.
package struct ConfigurationName: StringIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}
