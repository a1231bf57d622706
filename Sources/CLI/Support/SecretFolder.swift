//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Glibc

/// A folder of files that nobody but the user may read.
struct SecretFolder {
    let path: String

    /// Makes the folder where it is missing.
    ///
    /// - Throws: `CLIError` when it can't be made.
    init(_ path: String) throws {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        do {
            try FileManager.default.createDirectory(
                atPath: self.path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw CLIError("\(path): the folder can't be made: \(error); give another one with --dir")
        }
    }

    /// Where Docker's clients of the container service keep the files of a cluster.
    static func standard(cluster: String) throws -> String {
        guard !cluster.contains("/"), !cluster.hasPrefix(".") else {
            throw CLIError("cluster '\(cluster)': its name can be no folder's; give a folder with --dir")
        }
        guard let home = Environment.variables["HOME"], !home.isEmpty else {
            throw CLIError("HOME: is not set; give a folder with --dir")
        }
        return home + "/.acs/certs/" + cluster
    }

    /// Writes a file with mode 0600 in place of what is there.
    func write(_ bytes: [UInt8], _ name: String) throws {
        let file = path + "/" + name
        let draft = file + ".new"
        try? FileManager.default.removeItem(atPath: draft)
        let isWritten = FileManager.default.createFile(
            atPath: draft,
            contents: Data(bytes),
            attributes: [.posixPermissions: 0o600]
        )
        guard isWritten, rename(draft, file) == 0 else {
            throw CLIError("\(file): can't be written; check the folder's permissions")
        }
    }
}
