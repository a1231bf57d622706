//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import CustomRouting

@Suite struct ServiceSettingsTests {
    @Test func flagsAreAnyText() throws {
        let settings = try ServiceSettings(
            ["FORCE_SSL": "false", "FAILOVER": "0", "EXCLUDE_BASIC_AUTH": "no"],
            of: "a"
        )
        #expect(settings.forcesTLS && settings.isFailover && settings.isOpen)
        #expect(try ServiceSettings(["FORCE_SSL": ""], of: "a") == ServiceSettings([:], of: "a"))
    }

    @Test(arguments: [(" 7 ", 7), ("-3", -3), ("heavy", 0), ("", 0)])
    func weightsAreWholeNumbers(text: String, weight: Int) throws {
        #expect(try ServiceSettings(["VIRTUAL_HOST_WEIGHT": text], of: "a").weight == weight)
    }

    @Test func tcpPortsMayEndTLS() throws {
        let ports = try ServiceSettings(["TCP_PORTS": "6379, 443/SSL,"], of: "a").tcpPorts
        #expect(ports == [.init(number: 6_379, endsTLS: false), .init(number: 443, endsTLS: true)])
    }

    /// Values that would be something else in HAProxy's language, each refused with the service and the setting.
    @Test(arguments: [
        ("BALANCE", "roundrobin\nbackend evil"), ("COOKIE", "a\r\nserver x 1.2.3.4:80"), ("HTTP_CHECK", "GET /\u{0}"),
        ("EXTRA_SETTINGS", "backend evil"), ("EXTRA_SETTINGS", "ok,  listen evil"), ("EXTRA_SETTINGS", "'global'"),
        ("EXTRA_SETTINGS", "ba\\ckend evil"), ("EXTRA_SETTINGS", "a\nb"), ("EXTRA_SETTINGS", ".include /etc/passwd"),
        ("EXTRA_SETTINGS", "userlist x"), ("EXTRA_SETTINGS", "reqrep a b"), ("EXTRA_SETTINGS", "rspadd nothing"),
        ("EXTRA_ROUTE_SETTINGS", "weight 1\nbackend evil"), ("GZIP_COMPRESSION_TYPE", "text/html\u{2028}x"),
        ("HEALTH_CHECK", "check\u{85}"), ("HSTS_MAX_AGE", "1; evil"), ("HSTS_MAX_AGE", "-1"), ("OPTION", "a\nb"),
        ("SSL_CERT", "no certificate"), ("SSL_CERT", "-----BEGIN X-----\u{0}-----END X-----"),
        ("DEFAULT_SSL_CERT", "x"),
        ("TCP_PORTS", "6379/foo"), ("TCP_PORTS", "80 accept-proxy"), ("TCP_PORTS", "0"),
        ("VIRTUAL_HOST", "a.com -f /etc/passwd"), ("VIRTUAL_HOST", "a.com}\nbackend x"),
        ("VIRTUAL_HOST", "a.com:80:90"),
        ("VIRTUAL_HOST", String(repeating: "a.com,", count: 11_000)), ("COOKIE", String(repeating: "x", count: 65_536)),
        ("EXTRA_ROUTE_SETTINGS", String(repeating: "a ", count: 70)),
    ])
    func injectionIsRefused(name: String, value: String) throws {
        let error = #expect(throws: ProxySettingError.self) { try ServiceSettings([name: value], of: "shop_web") }
        let description = try #require(error?.description)
        #expect(description.hasPrefix("service shop_web: \(name): ") && description.utf8.count < 400)
        #expect(!SettingText.hasControlCharacters(description))
        // Nothing of it is written, and the others are served.
        let good = ProxiedService.test("good", ["VIRTUAL_HOST": "good.com"])
        let configuration = try ProxyConfiguration.test([
            .test("bad", ["VIRTUAL_HOST": "b.com"].merging([name: value]) { $1 }), good,
        ])
        #expect(configuration.sections.contains { $0.head == "backend SERVICE_p_good" })
        #expect(!configuration.text(directory: "/f", generation: 1).text.contains("p_bad"))
        #expect(configuration.refusals.contains { $0.hasPrefix("service p_bad: \(name): ") })
    }

    @Test(arguments: [
        ("reqadd X-A:\\ b if { path /c }", "http-request add-header X-A b if { path /c }"),
        ("rspadd X-A:b", "http-response add-header X-A b"), ("option forceclose", "option httpclose"),
        ("errorfile 503 /e", "errorfile 503 /e"), ("backends are many", "backends are many"),
    ])
    func oldWordsAreWrittenAsTodays(line: String, expected: String) throws {
        #expect(try ServiceSettings(["EXTRA_SETTINGS": line], of: "a").extraSettings == [expected])
    }
}
