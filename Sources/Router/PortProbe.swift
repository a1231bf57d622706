//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import NIOCore

#if canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Finds out whether a port can be had, without taking it from anybody and without answering at it.
enum PortProbe {
    /// What keeps everybody from listening at a port now; nil when nothing does.
    ///
    /// - Parameters:
    ///   - address: The address to listen on; empty for all.
    ///   - port: The port.
    /// - Returns: The system's words.
    static func obstacle(at address: String, _ port: ContainerPort) -> String? {
        guard let target = try? SocketAddress(ipAddress: address.isEmpty ? "0.0.0.0" : address, port: port.number)
        else {
            return nil
        }
        let type = port.transport == .udp ? SOCK_DGRAM : SOCK_STREAM
        #if canImport(Musl)
        let kind = type | SOCK_CLOEXEC
        #else
        let kind = Int32(type.rawValue | SOCK_CLOEXEC.rawValue)
        #endif
        let descriptor = socket(target.protocol == .inet6 ? AF_INET6 : AF_INET, kind, 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        if port.transport == .tcp {
            // What HAProxy does as well: connections of the past are no obstacle.
            var isReused: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size))
        }
        let result = target.withSockAddr { address, size in bind(descriptor, address, socklen_t(size)) }
        return result == 0 ? nil : String(cString: strerror(errno))
    }
}
