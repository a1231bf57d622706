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
            let harmless = Self.payloads.filter { (try? Self.table(place, [$0]).validate()) != nil }
            try await Self.withDirectory { directory in
                guard let problem = try await Self.problem(place, harmless, directory) else { return }
                Issue.record("\(problem)")
                for payload in harmless {
                    let problem = try await Self.problem(place, [payload], directory)
                    #expect(problem == nil, "\(payload.prefix(60))")
                }
            }
        }

        /// What is wrong with a table that has these payloads at a place, each in a service of its own; nil for nothing.
        private static func problem(_ place: String, _ payloads: [String], _ directory: String) async throws -> String?
        {
            let table = try table(place, payloads)
            try table.validate()
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
            let lines = text.split(whereSeparator: \.isNewline)
            let heads = lines.filter { !$0.hasPrefix(" ") && !$0.hasPrefix("#") }
            if heads.count != 8 + payloads.count { return "it has other sections: \(heads)" }
            let servers = lines.filter { $0.hasPrefix("    server ") }
            if servers.count != 2 + payloads.count { return "it has other servers: \(servers)" }
            return try await complaints(text, directory)?.joined(separator: "; ")
        }

        private static func table(_ place: String, _ payloads: [String]) throws -> RouteTable {
            let last = RouteBackend(
                name: "last",
                isSticky: false,
                servers: [RouteServer(name: "c", address: "::1", port: 1)]
            )
            var table = RouteTable(revision: 1, backends: [last])
            table.certificates = []
            for (index, payload) in payloads.enumerated() {
                func text(_ name: String, _ usual: String) -> String { place == name ? payload : usual }
                var settings = RoutingSettings()
                settings.directives = try BackendDirective.lines(parsing: text("directive", "retries 2"))
                let value = text("value", "x").contains("\"") ? "'\(text("value", "x"))'" : "\"\(text("value", "x"))\""
                settings.directives += try BackendDirective.lines(parsing: "http-request set-header X-A \(value)")
                settings.directives += try BackendDirective.lines(
                    parsing: "http-request deny if { path \(text("condition", "/x")) }"
                )
                settings.timeouts = try RoutingTimeouts(parsing: text("time limit", "10s"))
                let server = RouteServer(name: text("server", "c1"), address: text("address", "127.0.0.1"), port: 80)
                var backend = RouteBackend(name: text("backend", "web\(index)"), isSticky: true, servers: [server])
                backend.settings = settings
                table.backends.append(backend)
                table.rules.append(
                    RouteRule(
                        host: text("host", "a\(index).test"),
                        path: text("path", "/"),
                        backend: backend.name
                    )
                )
                table.certificates?.append(
                    RouteCertificate(
                        name: text("certificate's name", "p_web\(index)"),
                        hosts: [text("certificate's host", "a\(index).test")],
                        pem: try PEMText.identity(
                            parsing: place == "certificate" ? testCertificate + payload : testCertificate
                        )
                    )
                )
            }
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
            func service(_ alias: String, _ payload: String) -> ProxiedService {
                Self.service(alias, ["VIRTUAL_HOST": "\(alias).test"].merging([name: payload]) { $1 })
            }
            try await Self.withDirectory { directory in
                var open: [String: ProxiedService] = [:]
                var payloads: [String: String] = [:]
                for (index, payload) in Self.payloads.enumerated() {
                    let configuration = Self.make([service("bad", payload), good], settings, directory)
                    if configuration.refusals.contains(where: { $0.contains("p_bad") }) { continue }
                    Self.expectNoBeginning(try Self.write(configuration, directory).text, payload)
                    let alias = "bad\(index + 10)"
                    open["p_\(alias)"] = service(alias, payload)
                    payloads["p_\(alias)"] = payload
                }
                // HAProxy is asked about all at once, until none is left that it refuses or that is refused beside others.
                var single: Set<String> = []
                while !open.isEmpty {
                    let services = open.sorted { $0.key < $1.key }.map(\.value)
                    let configuration = Self.make(services + [good], settings, directory)
                    let text = try Self.write(configuration, directory)
                    let complaints = try await Self.complaints(text.text, directory) ?? []
                    var refused = Set(configuration.offenders(in: complaints, of: text).keys)
                    #expect(!refused.contains("p_good"), "\(name): \(complaints)")
                    refused.formUnion(open.keys.filter { key in configuration.refusals.contains { $0.contains(key) } })
                    refused.formIntersection(open.keys)
                    if refused.isEmpty {
                        #expect(complaints.isEmpty, "\(name): \(complaints)")
                        if !complaints.isEmpty { single.formUnion(open.keys) }
                        break
                    }
                    single.formUnion(refused)
                    for key in refused { open[key] = nil }
                }
                for payload in single.compactMap({ payloads[$0] }) {
                    let configuration = Self.make([service("bad", payload), good], settings, directory)
                    let text = try Self.write(configuration, directory)
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
