//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension ProxySettings {
    /// The files that the environment names, whose content `init` wants.
    package static func files(in environment: [String: String]) -> [String] {
        environment.filter { name, value in
            !value.isEmpty
                && (name == "EXTRA_DEFAULT_SETTINGS_FILE" || name == "EXTRA_GLOBAL_SETTINGS_FILE"
                    || name.hasPrefix("EXTRA_FRONTEND_SETTINGS_FILE_") || name.hasPrefix("ADDITIONAL_BACKEND_FILE_"))
        }
        .values.sorted()
    }

    /// Reads a proxy's environment.
    ///
    /// - Parameters:
    ///   - environment: Variables by name.
    ///   - files: The content of the files that `files(in:)` names, by path.
    /// - Throws: `ProxySettingError`, which names the variable.
    package init(environment: [String: String], files: [String: String] = [:]) throws(ProxySettingError) {
        self.init()
        let reader = EnvironmentReader(environment: environment, files: files)
        try readSections(reader)
        try readFrontends(reader)
        try readCertificates(reader)
        try readAccess(reader)
        if let text = reader.text("BALANCE") { balance = try HAProxyLine.words(text, of: "BALANCE") }
        if let text = reader.text("EXTRA_ROUTE_SETTINGS") {
            routeSettings = try HAProxyLine.words(text, of: "EXTRA_ROUTE_SETTINGS")
        }
        if let text = reader.text("HEALTH_CHECK") { healthCheck = try HAProxyLine.words(text, of: "HEALTH_CHECK") }
        if let text = reader.text("HAPROXY_USER") { user = try HAProxyLine.word(text, of: "HAPROXY_USER") }
        if let text = reader.text("HAPROXY_GROUP") { group = try HAProxyLine.word(text, of: "HAPROXY_GROUP") }
        if let number = try reader.integer("MAXCONN", 1...1_000_000) { maximumConnections = number }
        if let number = try reader.integer("NBPROC", 1...64) { threads = number }
        if let number = try reader.integer("RELOAD_TIMEOUT", -1...86_400) { reloadTimeout = number }
        if let number = try reader.integer("STATS_PORT", 1...65_535) { statisticsPort = number }
        if let text = reader.text("MODE") {
            guard text == "http" || text == "tcp" else {
                throw ProxySettingError(
                    "MODE: HAProxy knows no mode \(ProxySettingError.shown(text)); write http or tcp, "
                        + "and for a health check MONITOR_URI and MONITOR_PORT"
                )
            }
            mode = text
        }
        if let text = reader.text("RSYSLOG_DESTINATION") {
            logTarget = try HAProxyLine.word(text, of: "RSYSLOG_DESTINATION")
        }
    }

    private mutating func readSections(_ reader: EnvironmentReader) throws(ProxySettingError) {
        globalSettings = try reader.lines("EXTRA_GLOBAL_SETTINGS", file: "EXTRA_GLOBAL_SETTINGS_FILE")
        defaultSettings = try reader.lines("EXTRA_DEFAULT_SETTINGS", file: "EXTRA_DEFAULT_SETTINGS_FILE")
        if reader.text("OPTION") != nil {
            options = []
            for item in reader.plainList("OPTION") {
                options.append(try HAProxyLine.checked("option \(item)", of: "OPTION"))
            }
        }
        if reader.text("TIMEOUT") != nil {
            timeouts = []
            for item in reader.plainList("TIMEOUT") {
                timeouts.append(try HAProxyLine.checked("timeout \(item)", of: "TIMEOUT"))
            }
        }
        let names = reader.suffixes(of: "ADDITIONAL_BACKEND_").filter { !$0.hasPrefix("FILE_") }
        let files = reader.suffixes(of: "ADDITIONAL_BACKEND_FILE_")
        for name in Set(names + files).sorted() {
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isWordByte) else {
                throw ProxySettingError(
                    "ADDITIONAL_BACKEND_\(ProxySettingError.shown(name)): the name of a backend has letters, digits "
                        + "and underscores; rename it"
                )
            }
            let lines = try reader.lines("ADDITIONAL_BACKEND_\(name)", file: "ADDITIONAL_BACKEND_FILE_\(name)")
            additionalBackends.append(AdditionalBackend(name: name, lines: lines))
        }
    }

    private mutating func readFrontends(_ reader: EnvironmentReader) throws(ProxySettingError) {
        let plain = reader.suffixes(of: "EXTRA_FRONTEND_SETTINGS_").filter { !$0.hasPrefix("FILE_") }
        for suffix in Set(plain + reader.suffixes(of: "EXTRA_FRONTEND_SETTINGS_FILE_")).sorted() {
            guard let port = SettingText.port(suffix) else {
                throw ProxySettingError(
                    "EXTRA_FRONTEND_SETTINGS_\(ProxySettingError.shown(suffix)): it ends with no port from 1 to 65535; "
                        + "rename it"
                )
            }
            frontendSettings[port] = try reader.lines(
                "EXTRA_FRONTEND_SETTINGS_\(suffix)",
                file: "EXTRA_FRONTEND_SETTINGS_FILE_\(suffix)"
            )
        }
        for item in SettingText.list(reader.text("EXTRA_BIND_SETTINGS") ?? "") {
            guard let colon = item.firstIndex(of: ":"), let port = SettingText.port(item[..<colon].trimmingSpaces)
            else { continue }
            bindSettings[port] = try HAProxyLine.words(
                String(item[item.index(after: colon)...]),
                of: "EXTRA_BIND_SETTINGS"
            )
        }
        usesDefaultBackend = reader.text("FORCE_DEFAULT_BACKEND").map { $0.contains("True") } ?? true
        marksProtocol = reader.text("SKIP_FORWARDED_PROTO") == nil
        if let path = reader.text("MONITOR_URI"), reader.text("MONITOR_PORT") != nil {
            monitorPath = try HAProxyLine.word(path, of: "MONITOR_URI")
            monitorPort = try reader.integer("MONITOR_PORT", 1...65_535)
        }
    }

    private mutating func readCertificates(_ reader: EnvironmentReader) throws(ProxySettingError) {
        if let text = reader.text("CA_CERT_FILE") {
            clientAuthorityFile = try HAProxyLine.word(text, of: "CA_CERT_FILE")
        } else if let text = reader.text("CA_CERT") {
            clientAuthority = try Certificates.checked(text, of: "CA_CERT")
        }
        if let text = reader.text("CERT_FOLDER") { certificateFolder = try HAProxyLine.word(text, of: "CERT_FOLDER") }
        let main = reader.text("DEFAULT_SSL_CERT") != nil ? "DEFAULT_SSL_CERT" : "SSL_CERT"
        for name in [main] + reader.plainList("EXTRA_SSL_CERTS") {
            guard let text = reader.text(name) else { continue }
            certificates.append(try Certificates.checked(text, of: name))
        }
        if let text = reader.text("SSL_BIND_CIPHERS") {
            bindCiphers = try HAProxyLine.word(text, of: "SSL_BIND_CIPHERS")
        }
        if let text = reader.text("SSL_BIND_OPTIONS") {
            bindOptions = try HAProxyLine.words(text, of: "SSL_BIND_OPTIONS")
        }
    }

    private mutating func readAccess(_ reader: EnvironmentReader) throws(ProxySettingError) {
        if let text = reader.text("STATS_AUTH") {
            guard text.contains(":"), !SettingText.hasControlCharacters(text) else {
                throw ProxySettingError("STATS_AUTH: it has no colon, or a line end; write name:password on one line")
            }
            statisticsPassword = SettingText.word(text)
        }
        users = try reader.credentials("HTTP_BASIC_AUTH")
        usersWithHashes = try reader.credentials("HTTP_BASIC_AUTH_SECURE")
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
