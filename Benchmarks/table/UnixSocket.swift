//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import BenchmarkSupport
import Glibc

/// Sockets as they are, so that nothing but the router is measured.
struct UnixSocket {
    private let descriptor: Int32
    private var pending: [UInt8] = []

    /// Waits for the router's connection.
    init(listeningAt path: String) throws {
        let listener = try Self.socket()
        defer { close(listener) }
        try Self.withAddress(path) { address, length in
            guard bind(listener, address, length) == 0, listen(listener, 1) == 0 else {
                throw BenchmarkError("\(path): can't be listened at (error \(errno))")
            }
        }
        descriptor = accept(listener, nil, nil)
    }

    init(connectedTo path: String) throws {
        let descriptor = try Self.socket()
        try Self.withAddress(path) { address, length in
            guard connect(descriptor, address, length) == 0 else {
                throw BenchmarkError("\(path): can't be reached (error \(errno))")
            }
        }
        self.descriptor = descriptor
    }

    func end() { close(descriptor) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw BenchmarkError("socket: can't be written to (error \(errno))") }
            sent += count
        }
    }

    /// The next line, without its end; nil after the last.
    mutating func readLine() throws -> [UInt8]? {
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                defer { pending.removeFirst(end + 1) }
                return Array(pending[..<end])
            }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw BenchmarkError("socket: can't be read (error \(errno))") }
            if count == 0 { return nil }
            pending += buffer[..<count]
        }
    }

    /// Accepts connections on a free port of the machine, and ends them, as a container's health is checked.
    static func acceptAll() throws -> Int {
        let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutableBytes(of: &address) { bytes in
            let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            return pointer.map { pointer in
                bind(listener, pointer, length) == 0 && listen(listener, 4_096) == 0
                    && getsockname(listener, pointer, &length) == 0
            } ?? false
        }
        guard isListening else { throw BenchmarkError("127.0.0.1: no port can be listened at (error \(errno))") }
        var thread = pthread_t()
        let context = UnsafeMutableRawPointer(bitPattern: Int(listener))
        pthread_create(
            &thread,
            nil,
            { context in
                let listener = Int32(Int(bitPattern: context))
                while true {
                    let connection = accept(listener, nil, nil)
                    if connection >= 0 { close(connection) }
                }
            },
            context
        )
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func socket() throws -> Int32 {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw BenchmarkError("no socket (error \(errno))") }
        return descriptor
    }

    private static func withAddress(
        _ path: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Void
    ) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw BenchmarkError("\(path): too long for a socket")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        try withUnsafeBytes(of: &address) { bytes in
            guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return }
            try body(pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
}
