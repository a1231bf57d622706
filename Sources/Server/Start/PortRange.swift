//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Glibc

/// TCP ports that may be taken for something, such as `20000-20999`.
package struct PortRange: Sendable, Hashable, CustomStringConvertible {
    /// Those of clusters' endpoints where nothing else is said.
    package static let endpoints = PortRange(first: 20_000, last: 20_999)
    /// Whichever the system has to give; for tests.
    package static let any = PortRange(first: 0, last: 0)

    let first: Int
    let last: Int

    private init(first: Int, last: Int) { (self.first, self.last) = (first, last) }

    /// Nil when it isn't of the form `FIRST-LAST`, or not in order.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = UInt16(parts[0]), let last = UInt16(parts[1]), first > 0, first <= last
        else {
            return nil
        }
        self.init(first: Int(first), last: Int(last))
    }

    package var description: String { "\(first)-\(last)" }

    /// The first port that isn't taken, and on which no other program listens; nil when there is none.
    func free(besides taken: Set<Int>) -> Int? {
        (first...last).lazy.filter { !taken.contains($0) }.compactMap(Self.bindable).first
    }

    /// The port, or for 0 some port, if a program can listen on it now.
    private static func bindable(_ port: Int) -> Int? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var yes: CInt = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard bind(descriptor, pointer, size) == 0, getsockname(descriptor, pointer, &size) == 0 else {
                    return nil
                }
                return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { chosen in
                    Int(chosen.pointee.sin_port.bigEndian)
                }
            }
        }
    }
}
