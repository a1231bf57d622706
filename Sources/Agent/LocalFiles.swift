//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials

#if canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The agent's own small files.
enum LocalFiles {
    static func setMode(_ mode: UInt32, of path: String) throws(AgentError) {
        guard chmod(path, mode) == 0 else { throw failure("its rights can't be set", path) }
    }

    /// Makes a directory and those above it, unless it exists.
    static func makeDirectory(_ path: String, mode: UInt32) throws(AgentError) {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            prefix += part + "/"
            guard mkdir(prefix, mode) == 0 || errno == EEXIST else {
                throw failure("it can't be made", prefix)
            }
        }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func remove(_ path: String) {
        unlink(path)
    }

    /// Reads a file of limited size; nil when it doesn't exist.
    static func read(_ path: String, limit: Int = 1 << 20) throws(AgentError) -> Data? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("it can't be read", path)
        }
        defer { close(file) }
        var content = Data()
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = chunk.withUnsafeMutableBytes { Self.read(file, $0) }
            guard count >= 0 else { throw failure("it can't be read", path) }
            if count == 0 { return content }
            content.append(contentsOf: chunk.prefix(count))
            guard content.count <= limit else { throw AgentError("\(path): it is larger than \(limit) bytes") }
        }
    }

    private static func read(_ file: CInt, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Musl)
        Musl.read(file, bytes.baseAddress, bytes.count)
        #else
        Glibc.read(file, bytes.baseAddress, bytes.count)
        #endif
    }

    /// Replaces a file in one step, so that its old or its new content is there at any time.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - content: Its new content.
    ///   - mode: Its rights.
    /// - Throws: `AgentError`, which says what the disk refused.
    static func write(_ path: String, _ content: Data, mode: UInt32) throws(AgentError) {
        let temporary = path + ".new"
        unlink(temporary)
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else { throw failure("it can't be written", temporary) }
        let isWritten = content.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Self.write(file, UnsafeRawBufferPointer(rebasing: rest))
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return fsync(file) == 0
        }
        guard isWritten, close(file) == 0, rename(temporary, path) == 0 else {
            let error = failure("it can't be written", path)
            unlink(temporary)
            throw error
        }
    }

    private static func write(_ file: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Musl)
        Musl.write(file, bytes.baseAddress, bytes.count)
        #else
        Glibc.write(file, bytes.baseAddress, bytes.count)
        #endif
    }

    private static func failure(_ what: String, _ path: String) -> AgentError {
        AgentError("\(path): \(what): \(SystemCalls.text(ofError: errno))")
    }
}
