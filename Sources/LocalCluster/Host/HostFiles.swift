//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Glibc

/// The few things done with files, with errors that name the file.
enum HostFiles {
    /// Whether there is a file or folder.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// A file's content, or none where there is none or it can't be read.
    ///
    /// Reads to the end whatever size the file says it has, as files in /proc say none.
    static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var content: [UInt8] = []
        while true {
            var status = 0
            let part = [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, count in
                status = Glibc.read(file, buffer.baseAddress, buffer.count)
                count = max(status, 0)
            }
            guard status > 0 else { return status == 0 ? content : nil }
            content += part
        }
    }

    /// A file's content as text.
    static func text(_ path: String) -> String? {
        read(path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Makes a folder with those above it.
    static func makeFolder(_ path: String, permissions: Int = 0o755) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: permissions]
            )
        } catch {
            throw LocalClusterError(path, "the folder can't be made: \(error)", remedy: "check the disk and rights")
        }
    }

    /// Writes a file in one step: whoever reads it sees the old or the new content, whole.
    static func write(_ text: String, to path: String, permissions: mode_t = 0o644) throws {
        let new = path + ".new"
        unlink(new)
        let file = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
        guard file >= 0 else { throw failure(path) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else {
                close(file)
                throw failure(path)
            }
            bytes = bytes.dropFirst(count)
        }
        close(file)
        guard rename(new, path) == 0 else { throw failure(path) }
    }

    /// Writes a value as JSON.
    static func writeJSON(_ value: some Encodable, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try write(String(decoding: encoder.encode(value), as: UTF8.self) + "\n", to: path)
    }

    /// Reads a value from JSON, or none where there is no file.
    static func readJSON<Value: Decodable>(_ type: Value.Type, from path: String) throws -> Value? {
        guard let content = read(path) else { return nil }
        do {
            return try JSONDecoder().decode(type, from: Data(content))
        } catch {
            throw LocalClusterError(path, "it can't be understood: \(error)", remedy: "run gantry local down")
        }
    }

    /// The names in a folder, sorted; none where there is no folder.
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// What changes when the file's content does: its size and time of change.
    static func stamp(_ path: String) -> String {
        var info = stat()
        guard stat(path, &info) == 0 else { return "missing" }
        return "\(info.st_size)-\(info.st_ino)-\(info.st_mtim.tv_sec).\(info.st_mtim.tv_nsec)"
    }

    /// A file's size in bytes, or none where there is none.
    static func size(_ path: String) -> Int? {
        var info = stat()
        return stat(path, &info) == 0 ? Int(info.st_size) : nil
    }

    /// Removes a tree of folders that hold nothing else, as cgroups do; what can't be removed stays.
    static func removeFolders(_ path: String) {
        for name in names(in: path) {
            var info = stat()
            guard lstat("\(path)/\(name)", &info) == 0, info.st_mode & S_IFMT == S_IFDIR else { continue }
            removeFolders("\(path)/\(name)")
        }
        rmdir(path)
    }

    private static func failure(_ path: String) -> LocalClusterError {
        let reason = String(cString: strerror(errno))
        return LocalClusterError(path, "it can't be written: \(reason)", remedy: "check the disk and rights")
    }
}

/// A lock on a file that ends with the process that holds it.
struct FileLock: ~Copyable {
    private let file: CInt

    /// Takes the lock, or is none where another process holds it.
    init?(tryingToLock path: String) throws {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw LocalClusterError(
                path,
                "it can't be opened: \(String(cString: strerror(errno)))",
                remedy: "check the disk and rights"
            )
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            return nil
        }
        self.file = file
    }

    deinit { close(file) }
}
