//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Glibc

/// The servers that a user logged in to: `~/.config/gantry/config.yml`, or where `GANTRY_CONFIG` points.
package struct ContextFile: Codable, Sendable {
    package struct Context: Codable, Sendable {
        package var name: String
        package var server: String
        package var token: String?
        package var cluster: String?
        /// The authority that the server's certificate is checked against, in PEM.
        package var authority: String?

        package init(name: String, server: String) {
            self.name = name
            self.server = server
        }
    }

    package var current: String?
    package var contexts: [Context]

    package init() { contexts = [] }

    package var currentContext: Context? { contexts.first { $0.name == current } }

    /// Puts a context in, in the place of the one of its name, and makes it the current one.
    package mutating func use(_ context: Context) {
        contexts.removeAll { $0.name == context.name }
        contexts.append(context)
        current = context.name
    }

    static func path(_ variables: [String: String]) -> String {
        variables["GANTRY_CONFIG"] ?? (variables["HOME"] ?? "/root") + "/.config/gantry/config.yml"
    }

    /// Reads the file; an empty one when there is none.
    package static func load(_ variables: [String: String] = Environment.variables) throws -> ContextFile {
        let path = path(variables)
        guard let data = FileManager.default.contents(atPath: path) else { return ContextFile() }
        do {
            return try JSONDecoder().decode(ContextFile.self, from: data)
        } catch {
            throw CLIError("\(path): can't be read: \(error); mend it, or remove it and log in again")
        }
    }

    /// Writes the file, readable by its owner alone.
    package func save(_ variables: [String: String] = Environment.variables) throws {
        let path = Self.path(variables)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let folder = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
        do {
            if !folder.isEmpty {
                try FileManager.default.createDirectory(
                    atPath: folder,
                    withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700]
                )
            }
            // JSON is YAML as well, and needs no writer of our own.
            let temporary = path + ".new"
            guard
                FileManager.default.createFile(
                    atPath: temporary,
                    contents: try encoder.encode(self),
                    attributes: [.posixPermissions: 0o600]
                )
            else { throw CLIError("\(temporary): can't be written; check the folder's permissions") }
            // In one step: nobody ever finds half a file, or none.
            guard rename(temporary, path) == 0 else {
                throw CLIError("\(path): can't be written: \(String(cString: strerror(errno)))")
            }
        } catch let error as CLIError {
            throw error
        } catch {
            throw CLIError("\(path): can't be written: \(error)")
        }
    }
}
