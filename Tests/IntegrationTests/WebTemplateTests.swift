//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Testing

/// The guide's templates of web applications: they run, and answer from where they are to.
@Suite(.needsCluster, .sharesCluster)
struct WebTemplateTests {
    private static let page = "/wp-admin/install.php"

    @Test func startOrder() async throws {
        try await TestApplication.deployed("tpl-depends", try Templates.reference("depends")) { application in
            let containers = try await application.runs(with: 3)
            let web = try #require(containers.first { $0.service == "web" })
            let started = try await Docker.startTime(of: web)
            for other in containers where other.service != "web" {
                #expect(try await Docker.startTime(of: other) < started, "\(other.service)")
            }
            // The port of the node, which the engine chose.
            let port = try #require(web.ports["80/tcp"]??.first?.hostPort)
            try await Web.answers("anything", Self.page, at: "http://\(web.node):\(port)")
        }
    }

    @Test func rolling() async throws {
        let host = "tpl-rolling.localhost"
        func template(_ more: String = "") throws -> String {
            try Templates.reference(
                "rolling",
                [
                    "http://wordpress": "http://tpl-rolling",
                    "  restart: always\n  links:": "\(more)  restart: always\n  links:",
                ]
            )
        }
        try await TestApplication.deployed("tpl-rolling", try template()) { application in
            let before = try await application.runs(with: 3)
            try await Web.answers(host, Self.page)
            try await application.deploy(try template("  environment: [RELEASE=2]\n"))
            let after = try await application.runs(with: 3)
            let kept = Set(after.map(\.id)).intersection(before.map(\.id))
            #expect(kept == Set(before.filter { $0.service == "db" }.map(\.id)))
            try await Web.answers(host, Self.page)
        }
    }

    @Test func stickySessions() async throws {
        let template = try Templates.reference("sticky", ["port_80: wordpress": "port_80: tpl-sticky"])
        try await TestApplication.deployed("tpl-sticky", template) { application in
            let web = try await application.container("web")
            let answer = try await Web.answers("tpl-sticky.localhost", Self.page)
            #expect(answer.cookie("CONTAINERID") == web.id, "\(answer)")
            // Below its path the other address leads to the application, whatever that answers, and elsewhere nowhere.
            let context = try await Web.get("wp.sample.com", "/context/")
            #expect(context.cookie("CONTAINERID") == web.id, "\(context)")
            #expect(try await Web.get("wp.sample.com", "/").status == 503)
        }
    }

    @Test func logs() async throws {
        let template = try Templates.reference("logs", ["wordpress-with-log": "tpl-logs"])
        try await TestApplication.deployed("tpl-logs", template) { application in
            try await application.runs(with: 2)
            try await Web.answers("tpl-logs.localhost", Self.page)
        }
    }

    @Test func outsideServices() async throws {
        let host = "rdsxxxx.mysql.rds.aliyuncs.com"
        try await TestApplication.deployed("tpl-external", try Templates.reference("external")) { application in
            let web = try #require(try await application.runs(with: 1).first)
            let variables = try await Docker.inspect(on: web.nodeName, web.id, "{{.Config.Env}}")
            #expect(variables.contains(host) && variables.contains("WORDPRESS_DB_USER=cloud"), "\(variables)")
        }
        let numeric = try Templates.reference("external", [host: "192.0.2.77"])
        try await TestApplication.deployed("tpl-external", numeric) { application in
            let web = try #require(try await application.runs(with: 1).first)
            let found = try await Docker.run(on: web.nodeName, "exec", web.id, "getent", "hosts", "mysql")
            #expect(found.hasPrefix("192.0.2.77 "), "\(found)")
        }
    }

    @Test func engineOptions() async throws {
        let template = try Templates.reference("dns-options")
        try await TestApplication.deployed("tpl-options", template) { application in
            let web = try #require(try await application.runs(with: 1).first)
            let options = "{{.HostConfig.DnsOptions}} {{.HostConfig.OomKillDisable}}"
            #expect(try await Docker.inspect(on: web.nodeName, web.id, options) == "[use-vc] true")
            let resolver = try await Docker.run(on: web.nodeName, "exec", web.id, "cat", "/etc/resolv.conf")
            #expect(resolver.contains("use-vc"), "\(resolver)")
        }
    }

    @Test func redirection() async throws {
        let configuration = "events {}\nhttp { server { listen 80; return 301 https://$host$request_uri; } }\n"
        try await TemplateFile.with("", files: ["nginx.conf": configuration]) { path in
            let file = URL(filePath: path).deletingLastPathComponent().appending(path: "nginx.conf").path
            let template = try Templates.reference("https-redirect", ["/ngx/nginx.conf:": file + ":"])
            try await TestApplication.deployed("tpl-redirect", template) { application in
                try await application.runs(with: 3)
                for host in try await Gantry.hosts() {
                    let answer = try await Web.answers("shop.test", "/a?b=c", at: "http://\(host.ip)", status: 301)
                    #expect(answer.header("Location") == ["https://shop.test/a?b=c"])
                }
            }
        }
    }

    @Test func internalRouting() async throws {
        let template = try Templates.reference("internal-routing")
        try await TestApplication.deployed("tpl-internal", template) { application in
            let containers = try await application.runs(with: 3)
            let servers = Set(containers.filter { $0.service == "restserver" }.map(\.plainName))
            for node in try await Web.nodes() {
                let answer = try await Web.answers("restserver.local", at: node)
                #expect(answer.container.map { servers.contains($0) } == true, "\(answer)")
            }
        }
    }
}
