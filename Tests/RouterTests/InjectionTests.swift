//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import CustomRouting
import FoundationEssentials
import Logging
import Model
import Routing
import Testing

@testable import Router

extension HAProxyTests {
    /// Texts that would be something else in HAProxy's language come in at every door: they are refused, or what is
    /// written of them is taken by HAProxy and begins nothing of its own.
    @Suite struct InjectionTests {
        private static let payloads = [
            "x\nserver evil 192.0.2.1:80", "x\r\nlisten evil", "x\rbackend evil", "\nglobal\n    daemon", "x\u{0}evil",
            "x\u{85}backend evil", "x\u{2028}backend evil", "x\" evil", "x' evil", "x\\", "x\\nbackend evil",
            "x #evil", "x;server evil 192.0.2.1:80", "x } server evil", "backend evil", "listen", "global",
            ".include /x",
            "%[env(HOME)]", "%[path,map(/etc/passwd)]", "$HOME", "${HOME}", "-f /etc/passwd", "x -m reg (a+)+",
            "../../etc/passwd", "/etc/passwd", "lua.evil", "disabled", "evil weight 0", "a,b,c", "ü", "", " ",
            String(repeating: "a", count: 65_536), String(repeating: "a ", count: 32_768),
            String(repeating: "a.", count: 32_768), String(repeating: "a,", count: 32_768),
        ]

        // MARK: Simple routing

        @Test(arguments: [
            "host", "path", "backend", "server", "address", "directive", "value", "condition", "time limit",
            "certificate", "certificate's name", "certificate's host",
        ])
        func aRouteTableBeginsNothingOfItsOwn(place: String) async throws {
            var harmless: [(payload: String, table: RouteTable)] = []
            for payload in Self.payloads {
                guard let table = try? Self.table(place, payload), (try? table.validate()) != nil else { continue }
                harmless.append((payload, table))
            }
            try await Self.withDirectory { directory in
                for (payload, table) in harmless {
                    let folder = directory + "/certificates"
                    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                    for certificate in table.certificates ?? [] {
                        let path = folder + "/" + HAProxyCertificates.fileName(certificate)
                        try Data(certificate.pem.utf8).write(to: URL(filePath: path))
                    }
                    let list = HAProxyCertificates.list(table, directory: folder)
                    try Data(list.utf8).write(to: URL(filePath: folder + "/list"))
                    try Data(HAProxyMap.render(table).utf8).write(to: URL(filePath: directory + "/map"))
                    try Data("503".utf8).write(to: URL(filePath: directory + "/503"))
                    var settings = HAProxySettings(
                        statsSocket: directory + "/stats.sock",
                        mapFile: directory + "/map",
                        certificateDirectory: folder,
                        errorPageFile: directory + "/503"
                    )
                    settings.address = "127.0.0.1"
                    let text = try HAProxyConfiguration.render(table, settings)
                    try await Self.expectHarmless(text, in: directory, sections: 9, servers: 3, payload)
                }
            }
        }

        private static func table(_ place: String, _ payload: String) throws -> RouteTable {
            func text(_ name: String, _ usual: String) -> String { place == name ? payload : usual }
            var settings = RoutingSettings()
            settings.directives = try BackendDirective.lines(parsing: text("directive", "retries 2"))
            let value = text("value", "x").contains("\"") ? "'\(text("value", "x"))'" : "\"\(text("value", "x"))\""
            settings.directives += try BackendDirective.lines(parsing: "http-request set-header X-A \(value)")
            settings.directives += try BackendDirective.lines(
                parsing: "http-request deny if { path \(text("condition", "/x")) }"
            )
            settings.timeouts = try RoutingTimeouts(parsing: text("time limit", "10s"))
            let backend = text("backend", "web")
            let server = RouteServer(name: text("server", "c1"), address: text("address", "127.0.0.1"), port: 80)
            var table = RouteTable(
                revision: 1,
                rules: [RouteRule(host: text("host", "a.test"), path: text("path", "/"), backend: backend)],
                backends: [
                    RouteBackend(name: backend, isSticky: true, servers: [server]),
                    RouteBackend(
                        name: "last",
                        isSticky: false,
                        servers: [RouteServer(name: "c", address: "::1", port: 1)]
                    ),
                ]
            )
            table.backends[0].settings = settings
            table.certificates = [
                RouteCertificate(
                    name: text("certificate's name", "p_web"),
                    hosts: [text("certificate's host", "a.test")],
                    pem: try PEMText.identity(
                        parsing: place == "certificate" ? testCertificate + payload : testCertificate
                    )
                )
            ]
            return table
        }

        // MARK: Custom routing

        private static let settingNames = [
            "BALANCE", "COOKIE", "DEFAULT_SSL_CERT", "EXCLUDE_BASIC_AUTH", "EXCLUDE_PORTS", "EXTRA_ROUTE_SETTINGS",
            "EXTRA_SETTINGS", "FAILOVER", "FORCE_SSL", "GZIP_COMPRESSION_TYPE", "HEALTH_CHECK", "HSTS_MAX_AGE",
            "HTTP_CHECK", "OPTION", "SSL_CERT", "TCP_PORTS", "VIRTUAL_HOST", "VIRTUAL_HOST_WEIGHT",
        ]

        @Test(arguments: settingNames)
        func aServicesSettingBeginsNothingOfItsOwn(name: String) async throws {
            let settings = try ProxySettings(environment: [:])
            let good = Self.service("good", ["VIRTUAL_HOST": "good.test"])
            try await Self.withDirectory { directory in
                for payload in Self.payloads {
                    let bad = Self.service("bad", ["VIRTUAL_HOST": "bad.test"].merging([name: payload]) { $1 })
                    let configuration = Self.make([bad, good], settings, directory)
                    if configuration.refusals.contains(where: { $0.contains("p_bad") }) { continue }
                    let text = try Self.write(configuration, directory)
                    Self.expectNoBeginning(text.text, payload)
                    guard let complaints = try await Self.complaints(text.text, directory) else { continue }
                    // HAProxy's own refusal is the loss of that service alone.
                    let offenders = configuration.offenders(in: complaints, of: text)
                    #expect(offenders.keys.sorted() == ["p_bad"], "\(name): \(payload.prefix(60)): \(complaints)")
                }
            }
        }

        @Test(arguments: [
            "BALANCE", "CA_CERT", "DEFAULT_SSL_CERT", "EXTRA_DEFAULT_SETTINGS", "EXTRA_FRONTEND_SETTINGS_80",
            "EXTRA_GLOBAL_SETTINGS", "EXTRA_BIND_SETTINGS", "HEALTH_CHECK", "HTTP_BASIC_AUTH", "MAXCONN", "MODE",
            "MONITOR_PORT", "MONITOR_URI", "OPTION", "SSL_BIND_CIPHERS", "SSL_BIND_OPTIONS", "STATS_AUTH", "STATS_PORT",
            "TIMEOUT", "HTTP_BASIC_AUTH_SECURE", "RSYSLOG_DESTINATION", "EXTRA_SSL_CERTS", "NBPROC",
        ])
        func aProxysEnvironmentBeginsNothingOfItsOwn(name: String) async throws {
            let good = Self.service("good", ["VIRTUAL_HOST": "good.test"])
            try await Self.withDirectory { directory in
                for payload in Self.payloads {
                    // What is refused keeps the proxy from starting, with the setting's name.
                    guard let settings = try? ProxySettings(environment: [name: payload]) else { continue }
                    let text = try Self.write(Self.make([good], settings, directory), directory)
                    Self.expectNoBeginning(text.text, payload)
                }
            }
        }

        private static func service(_ name: String, _ settings: [String: String]) -> ProxiedService {
            let server = ProxiedServer(id: "id-\(name)", name: "p_\(name)_1", address: "127.0.0.1", ports: [80])
            return ProxiedService(
                project: "p",
                service: name,
                alias: "p_\(name)",
                settings: settings,
                servers: [server]
            )
        }

        private static func make(
            _ services: [ProxiedService],
            _ settings: ProxySettings,
            _ directory: String
        ) -> ProxyConfiguration {
            var paths = ProxyPaths()
            paths.statsSocket = directory + "/stats.sock"
            paths.pidFile = directory + "/pid"
            paths.listenAddress = "127.0.0.1"
            return ProxyConfiguration.make(services: services, settings: settings, paths: paths)
        }

        private static func write(
            _ configuration: ProxyConfiguration,
            _ directory: String
        ) throws -> ProxyConfiguration.Text {
            for (name, content) in configuration.files {
                let path = directory + "/files/" + name
                try FileManager.default.createDirectory(
                    atPath: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]),
                    withIntermediateDirectories: true
                )
                try Data(content.utf8).write(to: URL(filePath: path))
            }
            return configuration.text(directory: directory + "/files", generation: 1)
        }

        // MARK: What is harmless

        private static func expectHarmless(
            _ text: String,
            in directory: String,
            sections: Int,
            servers: Int,
            _ payload: String
        ) async throws {
            let lines = text.split(whereSeparator: \.isNewline)
            let heads = lines.filter { !$0.hasPrefix(" ") && !$0.hasPrefix("#") }
            #expect(heads.count == sections, "\(payload.prefix(60)): \(heads)")
            #expect(lines.count { $0.hasPrefix("    server ") } == servers, "\(payload.prefix(60))")
            let complaints = try await complaints(text, directory)
            #expect(complaints == nil, "\(payload.prefix(60))")
        }

        /// Nothing of the payload stands where a section or a server begins.
        private static func expectNoBeginning(_ text: String, _ payload: String) {
            for line in text.split(whereSeparator: { $0.isNewline || $0 == "\r" }) {
                let words = line.split(separator: " ")
                #expect(
                    !(words.count > 1 && words[1].hasPrefix("evil")
                        && ["server", "listen", "backend", "frontend"].contains(words[0])),
                    "\(payload.prefix(60)): \(line)"
                )
                #expect(!line.unicodeScalars.contains("\u{0}"))
            }
            #expect(text.split(separator: "\n").count { $0 == "global" } == 1, "\(payload.prefix(60))")
        }

        private static func complaints(_ text: String, _ directory: String) async throws -> [String]? {
            let path = directory + "/haproxy.cfg"
            try Data(text.utf8).write(to: URL(filePath: path))
            let process = HAProxyProcess(
                path: "/usr/sbin/haproxy",
                configuration: path,
                masterSocket: directory + "/master.sock",
                stopSeconds: 0,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            )
            return try await process.complaints(about: path)
        }

        private static func withDirectory(_ body: (String) async throws -> Void) async throws {
            let directory = "/tmp/gantry-injection-\(UInt32.random(in: 0 ... .max))"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            try await body(directory)
        }
    }
}
