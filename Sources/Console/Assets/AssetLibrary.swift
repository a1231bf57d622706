//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPTypes

/// The scripts and style sheets that the console serves: its own, which are part of the program, and the front-end
/// libraries, which `scripts/console-assets` fetches into a folder.
package struct AssetLibrary: Sendable {
    /// What a file's name says of its content.
    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
    ]
    /// The libraries' files that pages can't do without.
    static let needed = ["bootstrap.min.css", "bootstrap.min.js", "popper.min.js"]

    private static let own: [String: [UInt8]] = [
        "console.css": PackageResources.console_css,
        "console.js": PackageResources.console_js,
        "editor.js": PackageResources.editor_js,
        "terminal.js": PackageResources.terminal_js,
        "logs.js": PackageResources.logs_js,
        "statistics.js": PackageResources.statistics_js,
        "theme.js": PackageResources.theme_js,
    ]
    private let libraries: [String: [UInt8]]
    let version: String

    /// All bytes of the console's own files, for telling one version from another.
    package static var ownBytes: [UInt8] { own.sorted { $0.key < $1.key }.flatMap(\.value) }

    /// - Parameters:
    ///   - libraries: The libraries' files by name; those whose name ends in `.gz` are the same, compressed.
    ///   - version: Changes with the program and the libraries.
    package init(libraries: [String: [UInt8]], version: String) {
        self.libraries = libraries
        self.version = version
    }

    /// Whether the libraries are there.
    var isComplete: Bool { Self.needed.allSatisfy { libraries[$0] != nil } }

    /// A file.
    func answer(_ name: String, acceptsGzip: Bool) -> ConsoleResponse? {
        guard let type = name.split(separator: ".").last.flatMap({ Self.types[String($0)] }) else { return nil }
        var headers: HTTPFields = [
            .contentType: type, .cacheControl: "public, max-age=31536000, immutable", .vary: "Accept-Encoding",
        ]
        if let bytes = Self.own[name] { return ConsoleResponse(headers: headers, body: .bytes(bytes)) }
        if acceptsGzip, let bytes = libraries[name + ".gz"] {
            headers[.contentEncoding] = "gzip"
            return ConsoleResponse(headers: headers, body: .bytes(bytes))
        }
        return libraries[name].map { ConsoleResponse(headers: headers, body: .bytes($0)) }
    }
}
