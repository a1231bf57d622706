//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

#if canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The few things that are asked of the operating system directly.
enum SystemCalls {
    /// The wall clock, in nanoseconds since the epoch.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    static func hostname() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The room of the file system that a folder is on; nil when it can't be told.
    static func diskSpace(at path: String) -> DiskSpace? {
        var system = statvfs()
        guard statvfs(path, &system) == 0 else { return nil }
        let block = Int64(clamping: system.f_frsize)
        return DiskSpace(
            totalBytes: Int64(clamping: system.f_blocks) * block,
            freeBytes: Int64(clamping: system.f_bavail) * block
        )
    }

    /// What an error number means, in lower case: `connection refused`.
    static func text(ofError number: CInt) -> String {
        guard let text = strerror(number) else { return "error \(number)" }
        return String(cString: text).lowercased()
    }

    /// What a symbolic link holds; nil when there is none.
    static func link(at path: String) -> String? {
        var target = [UInt8](repeating: 0, count: 256)
        let length = target.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { readlink(path, $0, bytes.count) } ?? -1
        }
        guard length > 0 else { return nil }
        return String(decoding: target.prefix(length), as: UTF8.self)
    }

    /// Ends every process of a group at once.
    static func kill(processGroup: Int32) {
        // Names the function of the C library, whose name this method has.
        #if canImport(Musl)
        _ = Musl.kill(-processGroup, SIGKILL)
        #else
        _ = Glibc.kill(-processGroup, SIGKILL)
        #endif
    }
}
