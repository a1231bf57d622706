//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Glibc

/// Files that nobody but the server's user may read.
enum PrivateFiles {
    /// Makes a folder with mode 0700, and takes others' access from one that is there.
    static func makeDirectory(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw ServerError("folder '\(path)': it can't be made (\(error)); give another one with --data-dir")
        }
        guard chmod(path, 0o700) == 0 else { throw failure(path, "its mode can't be set") }
    }

    /// The file's bytes; nil when there is none.
    static func read(_ path: String) throws -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else { throw failure(path, "it can't be read") }
        return [UInt8](data)
    }

    /// Puts a file in place as a whole, with mode 0600, safe against a crash at any moment.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let draft = path + ".new"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(draft, "it can't be made") }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure(draft, "it can't be written") }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0, rename(draft, path) == 0 else { throw failure(path, "it can't be replaced") }
    }

    private static func failure(_ path: String, _ what: String) -> ServerError {
        ServerError("file '\(path)': \(what) (\(String(cString: strerror(errno)))); correct its folder's permissions")
    }
}
