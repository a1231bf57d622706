//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// One address of a service: an item of `VIRTUAL_HOST`.
///
/// `[scheme://]host[:port][/path]`, with stars that stand for anything in host and path.
package struct VirtualHost: Hashable, Sendable {
    /// The most items that a service may have.
    static let maximumCount = 500

    /// Whether it takes WebSocket requests alone: `ws` and `wss`.
    package var isWebSocket: Bool
    /// Whether it asks for TLS: `https` and `wss`.
    package var isSecure: Bool
    /// Lower-case; empty for any.
    package var host: String
    package var port: Int
    /// From its slash; empty for any.
    package var path: String

    /// Reads all items of `VIRTUAL_HOST`; empty ones say nothing.
    static func list(_ text: String, of setting: String) throws(ProxySettingError) -> [VirtualHost] {
        let items = SettingText.list(text)
        guard items.count <= maximumCount else {
            throw ProxySettingError("\(setting): \(items.count) addresses are too many; write \(maximumCount) at most")
        }
        var hosts: [VirtualHost] = []
        for item in items { hosts.append(try VirtualHost(item, of: setting)) }
        return hosts
    }

    init(_ text: String, of setting: String) throws(ProxySettingError) {
        var rest = text[...]
        var scheme = "http"
        if let separator = text.firstRange(of: "://") {
            scheme = text[..<separator.lowerBound].lowercased()
            rest = text[separator.upperBound...]
        }
        isWebSocket = scheme == "ws" || scheme == "wss"
        isSecure = scheme == "https" || scheme == "wss"
        rest = rest.prefix { $0 != "?" && $0 != "#" && $0 != ";" }
        let authority = rest.prefix { $0 != "/" }
        path = String(rest.dropFirst(authority.count))
        let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        host = (parts.first ?? "").lowercased()
        if parts.count == 2 {
            guard let number = SettingText.port(parts[1]) else {
                throw ProxySettingError(
                    "\(setting): \(ProxySettingError.shown(text)) has no port from 1 to 65535 after its colon; "
                        + "write domains such as http://www.example.com:8080"
                )
            }
            port = number
        } else {
            port = isSecure ? 443 : 80
        }
        guard host.utf8.count <= 253, host.utf8.allSatisfy(Self.isHostByte) else {
            throw ProxySettingError(
                "\(setting): \(ProxySettingError.shown(text)) has no domain that a browser could ask for; "
                    + "write domains such as http://www.example.com or *.example.com"
            )
        }
        guard path.utf8.count <= 1_024, path.utf8.allSatisfy(Self.isPathByte) else {
            throw ProxySettingError(
                "\(setting): \(ProxySettingError.shown(text)) has a path with characters that no request has; "
                    + "write paths such as /images/*"
            )
        }
    }

    /// Whether it says which requests it takes; one without host and path only has its port opened.
    var selects: Bool { !host.isEmpty || !path.isEmpty }

    /// Whether it is a domain and nothing else, which a map can be asked for.
    var isPlainHost: Bool { !host.isEmpty && !host.contains("*") && path.isEmpty && !isWebSocket }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "*"): true
        default: false
        }
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "/*._-~!$&()+,:=@%".utf8.contains(byte)
        }
    }
}
