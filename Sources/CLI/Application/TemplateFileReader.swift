//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Compose
import FoundationEssentials

/// Reads the files that a template names, so that the server, which can't see them, gets them with it.
struct TemplateFileReader {
    static let maximumFiles = 64
    /// What the server takes of one file, and of all.
    static let maximumBytes = 512 << 10
    static let maximumTotalBytes = 1 << 20

    /// The template's path; nil for standard input, whose files are looked for in the current directory.
    let template: String?

    /// The text of each file, by the path that the template says.
    ///
    /// - Throws: `CLIError` with the place in the template, when one is missing, too large or no text.
    func read(_ references: [FileReference]) throws -> [String: String] {
        guard references.count <= Self.maximumFiles else {
            throw CLIError("\(place): it names \(references.count) files; \(Self.maximumFiles) are allowed")
        }
        var contents: [String: String] = [:]
        var total = 0
        for reference in references {
            guard let text = try text(of: reference) else { continue }
            total += text.utf8.count
            guard total <= Self.maximumTotalBytes else {
                throw CLIError(
                    "\(place): the files that it names have more than \(Self.maximumTotalBytes) bytes together; "
                        + "mount large ones from the nodes with volumes"
                )
            }
            contents[reference.path] = text
        }
        return contents
    }

    private var place: String { template ?? "standard input" }

    private func text(of reference: FileReference) throws -> String? {
        let path = absolute(reference.path)
        let subject = "\(place):\(reference.line): \(path)"
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved(path)) else {
            guard reference.isRequired else { return nil }
            throw CLIError("\(subject): there is no such file, or it can't be read; check the path and its permissions")
        }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw CLIError("\(subject): is no file; name a file of text")
        }
        guard let size = attributes[.size] as? Int, size <= Self.maximumBytes else {
            throw CLIError(
                "\(subject): has more than \(Self.maximumBytes) bytes; mount large files from the nodes with volumes"
            )
        }
        guard let data = FileManager.default.contents(atPath: path), data.count <= Self.maximumBytes else {
            throw CLIError("\(subject): can't be read; check its permissions")
        }
        guard let text = String(bytes: data, encoding: .utf8), !text.utf8.contains(0) else {
            throw CLIError("\(subject): is not UTF-8 text; mount other files from the nodes with volumes")
        }
        return text
    }

    private func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        guard let template, let slash = template.lastIndex(of: "/") else { return path }
        return String(template[...slash]) + (path.hasPrefix("./") ? path.dropFirst(2) : path[...])
    }

    /// The file that a symbolic link leads to.
    private func resolved(_ path: String) -> String {
        var path = path
        for _ in 0..<8 {
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { break }
            let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
            path = target.hasPrefix("/") || folder.isEmpty ? target : "\(folder)/\(target)"
        }
        return path
    }
}
