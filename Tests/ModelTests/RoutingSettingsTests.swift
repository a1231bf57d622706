//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
import Model
import Testing

@Suite struct RoutingSettingsTests {
    // MARK: Time limits

    @Test(arguments: [
        ("10m", [RoutingTimeouts.Name.server: 600_000]), ("server=30s", [.server: 30_000]),
        (" connect = 1500ms ; tunnel=8h,", [.connect: 1_500, .tunnel: 28_800_000]),
        ("queue=1d\nserver-fin=1s", [.queue: 86_400_000, .serverFin: 1_000]),
    ])
    func limitsAreRead(text: String, milliseconds: [RoutingTimeouts.Name: Int]) throws {
        let timeouts = try RoutingTimeouts(parsing: text)
        #expect(timeouts.milliseconds == milliseconds && timeouts.isValid)
        #expect(try JSONDecoder().decode(RoutingTimeouts.self, from: JSONEncoder().encode(timeouts)) == timeouts)
    }

    @Test(arguments: [
        "", " ; ", "30", "0s", "8d", "1.5s", "-1s", "999999999d", "9999999999s", "client=1s", "server=", "server=1s=2s",
        "server=1s\u{0}", "server 1s", "10m;server=1s", "1s\nserver evil 1.2.3.4:80", "server=1s\" ", "１s", "s",
        String(repeating: "9", count: 65_536),
    ])
    func otherLimitsAreRefused(text: String) {
        let error = #expect(throws: RoutingSettingError.self) { try RoutingTimeouts(parsing: text) }
        #expect((error?.description.utf8.count ?? 999) < 300)
    }

    // MARK: Directives

    @Test(arguments: [
        ("balance leastconn", "balance leastconn"), ("  option   abortonclose ", "option abortonclose"),
        ("http-request set-header X-A \"b c\"", "http-request set-header X-A b\\ c"),
        ("http-request set-header X-A 'it\"s'", "http-request set-header X-A it\\\"s"),
        ("http-request set-header X-A \\#1", "http-request set-header X-A \\#1"),
        ("http-request set-header X-A ' '", "http-request set-header X-A \\ "),
        ("http-request set-header X-A '$HOME'", "http-request set-header X-A $HOME"),
        ("http-request set-header X-A 'a;b'", "http-request set-header X-A a;b"),
        (
            "http-request del-header X-A if { path_beg -i /b /c } or !{ src 10.0.0.0/8 }",
            "http-request del-header X-A if { path_beg -i /b /c } or !{ src 10.0.0.0/8 }"
        ),
    ])
    func directivesAreWritten(text: String, line: String) throws {
        let directives = try BackendDirective.lines(parsing: text)
        #expect(directives.map(\.text) == [line])
        #expect(try JSONDecoder().decode([BackendDirective].self, from: JSONEncoder().encode(directives)) == directives)
    }

    @Test func severalDirectivesAreSeparated() throws {
        let lines = try BackendDirective.lines(parsing: "retries 2; balance source\r\n\n http-reuse never\n")
        #expect(lines.map(\.text) == ["retries 2", "balance source", "http-reuse never"])
        #expect(try BackendDirective.lines(parsing: " \n;").isEmpty)
    }

    @Test(arguments: [
        // Other parts of the configuration, and what is everybody's.
        ("server evil 1.2.3.4:80", "containers are its servers"), ("acl same always_true", "in braces"),
        ("timeout server 1s", "aliyun.routing.timeout_setting"), ("log 1.2.3.4 local0", "would send"),
        ("bind :81", "take a port"), ("errorfile 503 /etc/shadow", "reads a file"), ("mode tcp", "aliyun.lb"),
        ("use-server c1", "sticky"), ("cookie A insert", "sticky"), ("filter lua.x", "programs"),
        ("compression algo gzip", "aliyun.routing.gzip"), ("listen evil", "not among"), ("global", "not among"),
        ("backend evil", "not among"), ("\"backend\" evil", "not among"), ("ba\\ckend evil", "means nothing"),
        (".include /x", "not among"), ("lua-load /x", "not among"), ("retries 2\nbackend evil", "not among"),
        ("retries 2; listen evil", "not among"),
        // Characters.
        ("retries 2 # x", "comment"), ("retries \u{0}2", "printable"), ("retries ２", "printable"),
        ("retries 2\u{2028}listen x", "printable"), ("retries 2\rlisten x", "printable"),
        ("retries 2\u{85}listen x", "printable"), ("http-request set-header X 'a", "ends with the text"),
        ("retries 2\\", "ends with the text"), ("http-request set-header X a\\nb", "means nothing"),
        ("http-request set-header X \"a\nb", "printable"),
        // Arguments.
        ("balance", "may not set"), ("balance static-rr", "may not set"), ("balance rdp-cookie", "may not set"),
        ("balance hdr(X-A", "may not set"), ("balance hdr(a),lua.x", "may not set"),
        ("balance roundrobin x", "may not set"),
        ("hash-type map-based", "may not set"), ("retries 11", "may not set"), ("retries -1", "may not set"),
        ("retry-on", "may not set"), ("retry-on always", "may not set"), ("option httpchk", "may not set"),
        ("option httplog x", "may not set"), ("no log", "may not set"), ("http-reuse maybe", "may not set"),
        ("http-request lua.x", "may not set"), ("http-request return file /etc/shadow", "may not set"),
        ("http-request set-var(txn.container) str(x)", "may not set"), ("http-request", "may not set"),
        ("http-request set-header X ''", "may not set"),
        ("http-request use-service lua.x", "may not set"), ("http-request set-header X", "may not set"),
        ("http-request set-header X %[env(SECRET)]", "may not set"), ("http-request set-header X %[src", "may not set"),
        ("http-request set-header X %[path,map(/etc/passwd)]", "may not set"),
        ("http-request set-header X 100%", "may not set"),
        ("http-request set-header X %ci", "may not set"), ("http-request set-header Content-Length 0", "may not set"),
        ("http-request del-header Transfer-Encoding", "may not set"), ("http-request set-header X:Y z", "may not set"),
        ("http-request set-header X%[src] z", "may not set"), ("http-response set-header X %[path]", "may not set"),
        ("http-response deny", "may not set"), ("http-request deny deny_status 200", "may not set"),
        ("http-request redirect location", "may not set"),
        ("http-request redirect location /a code 200", "may not set"),
        ("http-request deny if", "may not set"), ("http-request deny if TRUE", "may not set"),
        ("http-request deny if { path -f /etc/passwd }", "may not set"),
        ("http-request deny if { path /a", "may not set"),
        ("http-request deny if { path /a -f /b }", "may not set"), ("http-request deny if { path }", "may not set"),
        ("http-request deny if { env(X) a }", "may not set"), ("http-request deny if { path /a } or", "may not set"),
        ("http-request deny if or { path /a }", "may not set"), ("http-request deny if { src ::/x }", "may not set"),
        ("http-request deny if { path -m reg (a+)+ }", "may not set"), ("http-request deny if ! same", "may not set"),
        ("http-request deny unless { src 1.2.3.4/33 }", "may not set"), ("http-request deny x", "may not set"),
        ("http-response set-header X y if { status 99 }", "may not set"),
        ("http-request deny if { path /a } deny_status 403", "may not set"),
    ])
    func otherDirectivesAreRefused(text: String, reason: String) throws {
        let error = #expect(throws: RoutingSettingError.self) { try BackendDirective.lines(parsing: text) }
        let description = try #require(error?.description)
        #expect(description.contains(reason), "\(description)")
        #expect(description.utf8.count < 400)
        #expect(description.unicodeScalars.allSatisfy { (0x20..<0x7f).contains($0.value) || $0 == "…" })
    }

    @Test func theirNumberAndSizeIsLimited() {
        let size = BackendDirective.maximumSize
        for text in [
            String(repeating: "a", count: 65_536), String(repeating: "\n", count: size + 1),
            String(repeating: "retries 1\n", count: BackendDirective.maximumCount + 1),
            "retry-on" + String(repeating: " 503", count: 60),
        ] {
            #expect(throws: RoutingSettingError.self) { try BackendDirective.lines(parsing: text) }
        }
    }

    @Test(arguments: ["\"backend evil\"", "\"retries 1; retries 2\"", "\"\"", "\"retries 1\\nbackend evil\""])
    func aDirectiveFromElsewhereIsCheckedAgain(json: String) {
        #expect(throws: (any Error).self) { try JSONDecoder().decode(BackendDirective.self, from: Data(json.utf8)) }
    }

    // MARK: Certificates

    private static let certificate: String = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
    private static let key: String = "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"

    @Test func aCertificateMayBeOnOneLine() throws {
        let pem = Self.certificate + Self.key
        #expect(try PEMText.identity(parsing: pem) == pem)
        let line = pem.split(separator: "\n").joined(separator: "\\n")
        #expect(try PEMText.identity(parsing: line) == pem)
        #expect(try PEMText.identity(parsing: pem.split(separator: "\n").joined(separator: "\r\n")) == pem)
        let old = Self.key.split(separator: "PRIVATE").joined(separator: "RSA PRIVATE")
        #expect(try PEMText.identity(parsing: old + Self.certificate).contains("RSA"))
    }

    private static let otherTexts: [(String, String)] = [
        ("", "no certificate"), ("shop.pem", "no certificate"), (certificate, "no private key"),
        (key, "no certificate"),
        (certificate + key + "\u{0}", "characters"), (certificate + key + "ü", "characters"),
        (certificate + "-----BEGIN ENCRYPTED PRIVATE KEY-----\n-----END ENCRYPTED PRIVATE KEY-----", "passphrase"),
        (certificate + key + String(repeating: "a", count: 65_536), "bytes long"),
        ("x-----BEGIN CERTIFICATE-----" + key, "no certificate"),
    ]

    @Test(arguments: otherTexts)
    func whatIsNoCertificateIsRefused(text: String, reason: String) throws {
        let error = #expect(throws: RoutingSettingError.self) { try PEMText.identity(parsing: text) }
        #expect(try #require(error).reason.contains(reason))
    }
}
