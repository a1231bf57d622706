//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Testing

/// Proxies of the users' own, and the guide's templates of them.
///
/// Each has ports and domains of its own, for every proxy of the cluster sees every service.
@Suite(.needsCluster, .sharesCluster)
struct CustomRoutingTests {
    @Test func base() async throws {
        let template = try Self.reference(
            "proxy-basic",
            port: 8_181,
            [
                // Its own application alone: others that come need a reload, and here is none.
                "appone.example.com": "px-basic.example.com", #""*""#: #""""#,
            ]
        )
        try await TestApplication.deployed("px-basic", template) { application in
            for node in try await Self.nodes(8_181) {
                let answer = try await Web.answers("px-basic.example.com", at: node)
                #expect(answer.container == "px-basic_appone_1")
                #expect(try await Web.answers("PX-BASIC.example.com:80", at: node).status == 200)
                #expect(try await Web.get("px-basic.example.com:81", at: node).status == 503)
                #expect(try await Web.get("other.example.com", at: node).status == 503)
            }
            let proxy = try await application.container("lb")
            func generation() async throws -> String {
                try await Docker.run(on: proxy.nodeName, "exec", proxy.id, "grep", "GANTRY_GENERATION", "/haproxy.cfg")
            }
            let before = try await generation()
            // Containers come by the run-time API.
            try await Gantry.succeed("service", "scale", "px-basic_appone=3")
            try await eventually("all three get requests") {
                var found: Set<String> = []
                for _ in 0..<9 {
                    let node = "http://\(proxy.node):8181"
                    if let name = try await Web.get("px-basic.example.com", at: node).container { found.insert(name) }
                }
                return found.count
            } until: {
                $0 == 3
            }
            #expect(try await generation() == before)
            try await Docker.run(on: proxy.nodeName, "exec", proxy.id, "/reload.sh")
            try await eventually("haproxy is configured anew") {
                try await generation()
            } until: {
                $0 != before
            }
            try await Web.answers("px-basic.example.com", at: "http://\(proxy.node):8181")
        }
    }

    @Test func stickiness() async throws {
        let template = try Self.reference(
            "proxy-sticky",
            port: 8_182,
            [
                "appone.example.com": "px-sticky.example.com",
                "    aliyun.proxy.COOKIE": "    aliyun.scale: '2'\n    aliyun.proxy.COOKIE",
            ]
        )
        try await TestApplication.deployed("px-sticky", template) { _ in
            let node = try #require(try await Self.nodes(8_182).first)
            // The second port, on which nothing listens, is found to be down.
            let first = try await Web.answers("px-sticky.example.com", at: node)
            let cookie = try #require(first.cookie("CONTAINERID"), "\(first)")
            #expect(cookie == first.container)
            for _ in 0..<6 {
                let answer = try await Web.get("px-sticky.example.com", at: node, cookies: ["CONTAINERID": cookie])
                #expect(answer.container == cookie)
            }
        }
    }

    @Test func aPageOfOnesOwnAndAWildcard() async throws {
        let page = "HTTP/1.0 503 Service Unavailable\r\nContent-Type: text/plain\r\n\r\nnobody is home\n"
        try await TemplateFile.with("", files: ["503.http": page]) { path in
            let folder = URL(filePath: path).deletingLastPathComponent().path
            let template = try Self.reference(
                "proxy-503-wildcard",
                port: 8_183,
                ["/errors/:": folder + ":", "*.example.com": "*.px-wild.test"]
            )
            try await TestApplication.deployed("px-wild", template) { _ in
                for node in try await Self.nodes(8_183) {
                    try await Web.answers("any.px-wild.test", at: node)
                    let answer = try await Web.get("px-wild.test", at: node)
                    #expect(answer.status == 503 && answer.body == "nobody is home\n", "\(answer)")
                }
            }
        }
    }

    @Test func accessLog() async throws {
        let template = try Self.reference("proxy-access-log", port: 8_184, ["appone.example.com": "px-log.example.com"])
        try await TestApplication.deployed("px-log", template) { application in
            let node = try #require(try await Self.nodes(8_184).first)
            try await Web.answers("px-log.example.com", at: node)
            _ = try await Web.get("px-log.example.com", "/seen-in-the-log", at: node)
            let logger = try await application.container("rsyslog")
            try await eventually("the request is in the log") {
                try await Docker.run(on: logger.nodeName, "logs", logger.id)
            } until: {
                $0.contains("GET /seen-in-the-log") && $0.contains("SERVICE_px-log_appone")
            }
        }
    }

    @Test func withoutAddresses() async throws {
        // Of its own application alone: others have addresses.
        let template = try Self.reference("proxy-default", port: 8_185, [#""*""#: #""""#])
        try await TestApplication.deployed("px-default", template) { _ in
            for node in try await Self.nodes(8_185) {
                #expect(try await Web.answers("anything.test", at: node).container == "px-default_appone_1")
            }
        }
    }

    @Test func byItsHostName() async throws {
        let proxy = try Self.reference(
            "proxy-basic",
            port: 8_186,
            [
                "appone.example.com": "px-name.example.com",
                "  restart: always\n  labels:\n    aliyun.custom":
                    "  restart: always\n  hostname: proxy\n  labels:\n    aliyun.custom",
            ]
        )
        let client = try Templates.reference(
            "proxy-hostname-client",
            [
                "sh -c 'apk update; apk add curl; while true; do curl --head http://appone.example.com; sleep 1; done'":
                    "sleep 100000",
                "appone.example.com": "px-name.example.com",
            ]
        )
        try await TestApplication.deployed("px-name", proxy) { _ in
            try await TestApplication.deployed("px-client", client) { application in
                let client = try await application.container("restclient")
                try await eventually("the client reaches it by its domain") {
                    try await Docker.run(
                        on: client.nodeName,
                        "exec",
                        client.id,
                        "wget",
                        "-qO-",
                        "http://px-name.example.com/"
                    )
                } until: {
                    $0.contains("px-name_appone_1")
                }
            }
        }
    }

    @Test func certificates() async throws {
        let domains = ["px-one.example.com", "px-two.example.com"]
        let certificates = try await domains.asyncMap(Self.certificate)
        let template = try Self.reference(
            "proxy-https",
            port: 8_187,
            [
                "'443:443'": "'8287:443'", "appone.example.com": domains[0], "apptwo.example.com": domains[1],
                "${APPONE_PEM}": certificates[0], "${APPTWO_PEM}": certificates[1],
            ]
        )
        try await TestApplication.deployed("px-tls", template) { _ in
            for host in try await Gantry.hosts() {
                for (domain, service) in zip(domains, ["appone", "apptwo"]) {
                    try await eventually("\(domain) has its certificate on \(host.name)") {
                        try await Command.succeed(
                            [
                                "curl", "-sSikv", "--resolve", "\(domain):8287:\(host.ip)", "-H", "Host: \(domain)",
                                "--stderr", "-", "https://\(domain):8287/",
                            ]
                        )
                    } until: {
                        $0.contains("subject: CN=\(domain)") && $0.contains("px-tls_\(service)_1")
                    }
                }
            }
        }
    }

    @Test func statistics() async throws {
        let template = try Self.reference(
            "proxy-stats",
            port: 8_188,
            ["127.0.0.1:1935:1935": "127.0.0.1:8288:1935", "appone.example.com": "px-stats.example.com"]
        )
        try await TestApplication.deployed("px-stats", template) { application in
            let node = try #require(try await Self.nodes(8_188).first)
            try await Web.answers("px-stats.example.com", at: node)
            let proxy = try await application.container("lb")
            let ports = try await Docker.inspect(on: proxy.nodeName, proxy.id, "{{json .HostConfig.PortBindings}}")
            #expect(ports.contains(#""1935/tcp":[{"HostIp":"127.0.0.1","HostPort":"8288"}]"#), "\(ports)")
            for (login, status) in [("", "401"), ("Authorization: Basic YWRtaW46YWRtaW4=\\r\\n", "200")] {
                let request = "printf 'GET / HTTP/1.0\\r\\n\(login)\\r\\n' >&3; head -n 1 <&3"
                let words = ["exec", proxy.id, "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/1935; \(request)"]
                let answer = try await Command.succeed(
                    ["docker", "-H", "unix://" + TestEnvironment.dockerSocket(of: proxy.nodeName)] + words
                )
                #expect(answer.contains(status), "\(answer)")
            }
        }
    }

    @Test func aParameterChoosesTheService() async throws {
        let template = try Self.reference(
            "proxy-url-parameter",
            port: 8_189,
            [
                "].example.com": "].px-url.test", "appone.example.com": "appone.px-url.test",
                "apptwo.example.com": "apptwo.px-url.test",
            ]
        )
        try await TestApplication.deployed("px-url", template) { _ in
            let node = try #require(try await Self.nodes(8_189).first)
            for service in ["appone", "apptwo"] {
                let answer = try await Web.answers("www.example.com", "/?backend=\(service)", at: node)
                #expect(answer.container == "px-url_\(service)_1")
            }
        }
    }

    @Test func tcp() async throws {
        let template = Self.withoutLoadBalancer(
            try Templates.reference("tcp-proxy", ["'6379:6379/tcp'": "'8190:6379/tcp'"])
        )
        try await TestApplication.deployed("px-tcp", template) { application in
            for host in try await Gantry.hosts() {
                try await eventually("Redis answers through \(host.name)") {
                    let talk = "exec 3<>/dev/tcp/\(host.ip)/8190; printf 'PING\\r\\n' >&3; head -n 1 <&3"
                    return try await Command.succeed(["bash", "-c", talk])
                } until: {
                    $0.hasPrefix("+PONG")
                }
            }
            let client = try await application.container("redis-client")
            #expect(client.running)
        }
    }

    /// The reference product's table of addresses: each row on a port of its own, so that no other row answers for it.
    @Test func addressesTakeWhatTheTableSays() async throws {
        let services = Self.table.enumerated().map { index, row in
            // With a port in the address, that one; a path follows it.
            let slash = row.address.firstIndex(of: "/").flatMap { slash in
                row.address.hasPrefix("ws://") ? nil : slash
            }
            let host = row.address[..<(slash ?? row.address.endIndex)]
            let path = slash.map { row.address[$0...] } ?? ""
            return "\(host):\(Self.firstPort + index)\(path)"
        }
        let ports = Self.table.indices.map { #""\#(8_200 + $0):\#(Self.firstPort + $0)""# }.joined(separator: ", ")
        let template =
            Templates.service(
                "lb",
                "image: registry.aliyuncs.com/acs/proxy:0.6\nports: [\(ports)]",
                labels: ["aliyun.custom_addon": "proxy"]
            )
            + Templates.service(
                "web",
                "image: nginx:latest\nexpose: [80/tcp]",
                labels: ["aliyun.proxy.VIRTUAL_HOST": services.joined(separator: ", ")]
            )
        try await TestApplication.deployed("px-table", template) { application in
            let proxy = try await application.container("lb")
            try await Web.answers("example.com", at: "http://\(proxy.node):8200")
            for (index, row) in Self.table.enumerated() {
                let own = String(Self.firstPort + index)
                for (requests, isTaken) in [(row.taken, true), (row.others, false)] {
                    for request in requests {
                        let slash = request.firstIndex(of: "/") ?? request.endIndex
                        let host = request[..<slash].replacingOccurrences(of: "OWN", with: own)
                        let answer = try await Self.request(
                            host.isEmpty ? "any.test" : String(host),
                            slash == request.endIndex ? "/" : String(request[slash...]),
                            at: "\(proxy.node):\(8_200 + index)",
                            isWebSocket: row.address.hasPrefix("ws") && isTaken
                        )
                        // What nginx answers, such as 404, comes from the container.
                        #expect((answer != "503") == isTaken, "\(row.address) \(request) \(answer)")
                    }
                }
            }
        }
    }

    @Test func linksAreEnough() async throws {
        let template = try Self.reference("proxy-basic", port: 8_191, ["appone.example.com": "px-image.example.com"])
        try await TestApplication.deployed("px-image", template) { application in
            var images: [String: String] = [:]
            let node = try #require(TestEnvironment.nodes.first)
            for container in try await application.containers() {
                images[container.service] = try await Docker.inspect(
                    on: container.nodeName,
                    container.id,
                    "{{.Config.Image}}"
                )
            }
            let (proxyImage, webImage) = (try #require(images["lb"]), try #require(images["appone"]))
            func remove() async { _ = try? await Docker.run(on: node, "rm", "-f", "px-link-web", "px-link-proxy") }
            await remove()
            do {
                try await Docker.run(
                    on: node,
                    "run",
                    "-d",
                    "--name",
                    "px-link-web",
                    "-e",
                    "VIRTUAL_HOST=px-link.test",
                    webImage
                )
                try await Docker.run(
                    on: node,
                    "run",
                    "-d",
                    "--name",
                    "px-link-proxy",
                    "--link",
                    "px-link-web:web_1",
                    "-p",
                    "8192:80",
                    proxyImage
                )
                let address = try #require(try await Gantry.hosts().first { $0.name == node }).ip
                try await Web.answers("px-link.test", at: "http://\(address):8192")
                #expect(try await Web.get("other.test", at: "http://\(address):8192").status == 503)
                await remove()
            } catch {
                await remove()
                throw error
            }
        }
    }

    // MARK: The table

    /// Requests are a host, a path or both; `OWN` is the row's port.
    private static let table: [(address: String, taken: [String], others: [String])] = [
        ("example.com", ["example.com", "EXAMPLE.com", "example.com:OWN"], ["www.example.com", "example.com:81"]),
        (
            "*.example.com", ["www.example.com", "a.b.example.com", "www.example.com:OWN"],
            ["example.com", "www.example.com:8080", "wwwXexampleXcom"]
        ),
        ("*example.com", ["www.example.com", "example.com", "anotherexample.com"], ["www.abc.com"]),
        ("www.e*e.com", ["www.example.com", "www.exxe.com"], ["www.axxa.com"]),
        ("www.example.*", ["www.example.com", "www.example.org"], ["example.com"]),
        ("*", ["anything.test", "10.1.2.3:8080"], []),
        ("*/path", ["/path", "/path?u=1", "/PATH"], ["/path/", "/"]),
        ("*/path/", ["/path/", "/path/?u=1"], ["/path", "/path/abc"]),
        ("*/path/*", ["/path/", "/path/abc"], ["/path", "/abc/path/"]),
        ("*/*/path/*", ["/abc/path/", "/abc/path/123", "//path/"], ["/path", "/path/"]),
        ("*/*.js", ["/abc.js", "/path/abc.js", "/abc.js?x=1"], ["/abc.css"]),
        ("*/", ["/"], ["/abc"]),
        ("*/*", ["/", "/abc/def"], []),
        ("ws://a.com", ["a.com"], ["a.com"]),
    ]
    private static let firstPort = 9_001

    private static func request(
        _ host: String,
        _ path: String,
        at address: String,
        isWebSocket: Bool
    ) async throws -> String {
        var words = ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "--path-as-is", "-H", "Host: \(host)"]
        if isWebSocket { words += ["-H", "Upgrade: websocket", "-H", "Connection: Upgrade"] }
        return try await Command.succeed(words + ["http://\(address)\(path)"])
    }

    // MARK: Templates

    /// A template of the guide whose proxy has another port of the nodes.
    private static func reference(
        _ name: String,
        port: Int,
        _ replacements: KeyValuePairs<String, String>
    ) throws -> String {
        let text = try Templates.reference(name, replacements)
        let changed = text.replacingOccurrences(of: "80:80", with: "\(port):80")
        try #require(changed != text)
        return withoutLoadBalancer(changed)
    }

    /// All of them name one load balancer, which is not shared; those have tests of their own.
    private static func withoutLoadBalancer(_ template: String) -> String {
        template.split(separator: "\n").filter { !$0.contains("aliyun.lb.port_") }.joined(separator: "\n") + "\n"
    }

    private static func nodes(_ port: Int) async throws -> [String] {
        try await Gantry.hosts().map { "http://\($0.ip):\(port)" }
    }

    /// A key and a certificate on one line, as a text in double quotes of YAML.
    private static func certificate(_ domain: String) async throws -> String {
        let text = try await Command.succeed(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                "/dev/stdout", "-out", "/dev/stdout", "-subj", "/CN=\(domain)", "-days", "2",
            ]
        )
        return text.replacingOccurrences(of: "\n", with: #"\\n"#)
    }
}

extension Sequence {
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
