//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Glibc

/// Asks whether something listens, without a client library.
enum SocketProbe {
    /// Whether a TCP connection can be made within a second.
    static func answers(_ address: String, port: Int) -> Bool {
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = in_port_t(UInt16(truncatingIfNeeded: port).bigEndian)
        guard inet_pton(AF_INET, address, &target.sin_addr) == 1 else { return false }
        let file = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | flag(SOCK_NONBLOCK), 0)
        guard file >= 0 else { return false }
        defer { close(file) }
        let status = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status != 0 else { return true }
        guard errno == EINPROGRESS, wait(for: file, POLLOUT) else { return false }
        var problem: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(file, SOL_SOCKET, SO_ERROR, &problem, &size) == 0 && problem == 0
    }

    /// The version of the Docker Engine behind a unix socket, or none where none answers within a second.
    static func engineVersion(socket path: String) -> String? {
        guard let reply = get("/version", socket: path), reply.hasPrefix("HTTP/1."),
            let body = reply.firstRange(of: "\r\n\r\n")
        else { return nil }
        return try? JSONDecoder().decode(EngineVersion.self, from: Data(reply[body.upperBound...].utf8)).version
    }

    private struct EngineVersion: Decodable {
        let version: String

        enum CodingKeys: String, CodingKey {
            case version = "Version"
        }
    }

    private static func get(_ target: String, socket path: String) -> String? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isShort = withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            let text = Array(path.utf8)
            guard text.count < bytes.count else { return false }
            bytes.copyBytes(from: text)
            return true
        }
        let file = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard isShort, file >= 0 else { return nil }
        defer { close(file) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        let request = Array("GET \(target) HTTP/1.0\r\nHost: docker\r\n\r\n".utf8)
        guard status == 0, send(file, request, request.count, CInt(MSG_NOSIGNAL)) == request.count else {
            return nil
        }
        var reply: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while reply.count < 1 << 18, wait(for: file, POLLIN) {
            let count = recv(file, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            reply += buffer[..<count]
        }
        return String(decoding: reply, as: UTF8.self)
    }

    private static func wait(for file: CInt, _ event: CInt) -> Bool {
        var entry = pollfd(fd: file, events: Int16(event), revents: 0)
        return poll(&entry, 1, 1000) == 1
    }

    private static func flag(_ type: __socket_type) -> CInt { CInt(type.rawValue) }
}
