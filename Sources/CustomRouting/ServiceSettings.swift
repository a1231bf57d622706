//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What a service asks of the proxies in front of it: `aliyun.proxy.*` labels, or a linked container's environment.
package struct ServiceSettings: Hashable, Sendable {
    /// The names that mean something; all others are left alone.
    package static let names: Set<String> = [
        "BALANCE", "COOKIE", "DEFAULT_SSL_CERT", "EXCLUDE_BASIC_AUTH", "EXCLUDE_PORTS", "EXTRA_ROUTE_SETTINGS",
        "EXTRA_SETTINGS", "FAILOVER", "FORCE_SSL", "GZIP_COMPRESSION_TYPE", "HEALTH_CHECK", "HSTS_MAX_AGE",
        "HTTP_CHECK", "OPTION", "SSL_CERT", "TCP_PORTS", "VIRTUAL_HOST", "VIRTUAL_HOST_WEIGHT",
    ]

    /// A port whose connections are passed on as they are.
    package struct TCPPort: Hashable, Sendable {
        package var number: Int
        /// Whether the proxy ends TLS: `443/ssl`.
        package var endsTLS: Bool
    }

    package var balance: String?
    package var cookie: String?
    package var defaultCertificate: String?
    package var certificate: String?
    /// Whether no password is asked for, although the proxy has some.
    package var isOpen = false
    package var excludedPorts: Set<String> = []
    /// What follows the health check on each of its lines of servers.
    package var routeSettings: String?
    package var extraSettings: [String] = []
    /// Whether its containers take over only when no other does.
    package var isFailover = false
    package var forcesTLS = false
    package var compressionTypes: String?
    package var healthCheck: String?
    /// Seconds, as written.
    package var strictTransportSeconds: String?
    package var httpCheck: String?
    package var options: [String] = []
    package var tcpPorts: [TCPPort] = []
    package var virtualHosts: [VirtualHost] = []
    /// As written, for services of the same text share their backend.
    package var virtualHostText: String?
    /// The larger, the earlier its addresses are asked.
    package var weight = 0

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - values: Values by name, in upper case.
    ///   - alias: The service's name, for errors.
    /// - Throws: `ProxySettingError`, which names the service and the setting.
    package init(_ values: [String: String], of alias: String) throws(ProxySettingError) {
        func place(_ name: String) -> String { "service \(alias): \(name)" }
        func text(_ name: String, limit: Int = SettingText.maximumValue) throws(ProxySettingError) -> String? {
            guard let value = values[name], !value.trimmingSpaces.isEmpty else { return nil }
            guard value.utf8.count <= limit else {
                throw ProxySettingError(
                    "\(place(name)): \(value.utf8.count) bytes are too many; write \(limit) at most"
                )
            }
            return value
        }
        func words(_ name: String) throws(ProxySettingError) -> String? {
            guard let value = try text(name) else { return nil }
            return try HAProxyLine.words(value, of: place(name))
        }
        func pem(_ name: String) throws(ProxySettingError) -> String? {
            guard let value = try text(name, limit: SettingText.maximumPEM) else { return nil }
            return try Certificates.checked(value, of: place(name))
        }
        balance = try words("BALANCE")
        cookie = try words("COOKIE")
        defaultCertificate = try pem("DEFAULT_SSL_CERT")
        certificate = try pem("SSL_CERT")
        isOpen = try text("EXCLUDE_BASIC_AUTH") != nil
        excludedPorts = Set(SettingText.plainList(try text("EXCLUDE_PORTS") ?? ""))
        routeSettings = try words("EXTRA_ROUTE_SETTINGS")
        for line in SettingText.list(try text("EXTRA_SETTINGS") ?? "") {
            extraSettings.append(try HAProxyLine.checked(line, of: place("EXTRA_SETTINGS")))
        }
        isFailover = try text("FAILOVER") != nil
        forcesTLS = try text("FORCE_SSL") != nil
        compressionTypes = try words("GZIP_COMPRESSION_TYPE")
        healthCheck = try words("HEALTH_CHECK")
        if let seconds = try words("HSTS_MAX_AGE") {
            guard (1...10).contains(seconds.utf8.count), Int(seconds) != nil, !seconds.hasPrefix("-") else {
                throw ProxySettingError(
                    "\(place("HSTS_MAX_AGE")): \(ProxySettingError.shown(seconds)) is no number of seconds; "
                        + "write one such as 31536000"
                )
            }
            strictTransportSeconds = seconds
        }
        httpCheck = try words("HTTP_CHECK")
        for option in SettingText.plainList(try text("OPTION") ?? "") {
            options.append(try HAProxyLine.checked("option \(option)", of: place("OPTION")))
        }
        tcpPorts = try Self.tcpPorts(text("TCP_PORTS") ?? "", of: place("TCP_PORTS"))
        if let hosts = try text("VIRTUAL_HOST") {
            virtualHostText = hosts
            virtualHosts = try VirtualHost.list(hosts, of: place("VIRTUAL_HOST"))
        }
        weight = Int((try text("VIRTUAL_HOST_WEIGHT") ?? "").trimmingSpaces) ?? 0
    }

    private static func tcpPorts(_ text: String, of setting: String) throws(ProxySettingError) -> [TCPPort] {
        var ports: [TCPPort] = []
        for item in SettingText.plainList(text) {
            let parts = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let number = SettingText.port(parts[0]), parts.count == 1 || parts[1].lowercased() == "ssl" else {
                throw ProxySettingError(
                    "\(setting): \(ProxySettingError.shown(item)) is no port; write ports such as 6379 or 443/ssl"
                )
            }
            ports.append(TCPPort(number: number, endsTLS: parts.count == 2))
        }
        return ports
    }
}
