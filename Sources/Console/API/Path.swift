//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPText

/// A path with its query; whatever is put into it is percent-encoded.
///
/// `"/clusters/\(name)/nodes"` is one of the API, `Path.console("clusters", name)` one of the console.
struct Path: Sendable, Hashable, ExpressibleByStringInterpolation {
    private(set) var text: String

    init(stringLiteral text: String) { self.text = text }

    init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity + 32) }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ value: some StringProtocol) {
            text += PercentEncoding.encode(String(value))
        }

        mutating func appendInterpolation(_ value: some BinaryInteger) { text += String(value) }
    }

    /// An address of the console.
    static func console(_ segments: String...) -> Path {
        segments.reduce(Path(stringLiteral: Console.root)) { $0 / $1 }
    }

    /// One further down.
    static func / (path: Path, segment: String) -> Path {
        Path(stringLiteral: path.text + "/" + PercentEncoding.encode(segment))
    }

    /// With one more parameter of the query; without it when the value is nil or empty.
    func with(_ name: String, _ value: String?) -> Path {
        guard let value, !value.isEmpty else { return self }
        var path = self
        path.text += (text.contains("?") ? "&" : "?") + name + "=" + PercentEncoding.encode(value)
        return path
    }
}

extension HTML.StringInterpolation {
    /// Puts a path in, for `href` and `action`.
    mutating func appendInterpolation(_ path: Path) { appendInterpolation(path.text) }
}
