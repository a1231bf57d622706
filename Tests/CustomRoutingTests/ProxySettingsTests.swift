//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import CustomRouting

@Suite struct ProxySettingsTests {
    @Test func whatIsNotSetIsAsDocumented() throws {
        let settings = try ProxySettings(environment: [:])
        #expect(settings == ProxySettings())
        // Variables with nothing in them are as good as none.
        #expect(
            try ProxySettings(environment: ["NBPROC": "", "RELOAD_TIMEOUT": " ", "OPTION": "", "MODE": ""]) == settings
        )
        let global = try ProxyConfiguration.test([]).lines(of: "global")
        #expect(
            global == [
                "setenv GANTRY_GENERATION 1", "log-send-hostname", "maxconn 4096", "pidfile /var/run/haproxy.pid",
                "user haproxy", "group haproxy",
                "stats socket /var/run/haproxy.stats mode 600 level admin expose-fd listeners",
                "mworker-max-reloads 50",
            ]
        )
        #expect(
            try ProxyConfiguration.test([]).lines(of: "defaults") == [
                "balance roundrobin", "log global", "mode http", "option redispatch",
                "option dontlognull", "option forwardfor", "timeout connect 5000", "timeout client 50000",
                "timeout server 50000",
            ]
        )
        #expect(
            try ProxyConfiguration.test([]).lines(of: "listen stats") == [
                "bind :1936", "mode http", "stats enable", "timeout connect 10s", "timeout client 1m",
                "timeout server 1m", "stats hide-version", "stats realm Haproxy\\ Statistics", "stats uri /",
                "stats auth stats:stats",
            ]
        )
    }

    /// Each setting, and the line that it makes.
    @Test(
        arguments: [
            (["BALANCE": "leastconn"], "defaults", "balance leastconn"),
            (["EXTRA_BIND_SETTINGS": "1936:name a\\,b, 80:x, y"], "listen stats", "bind :1936 name a,b"),
            (
                ["EXTRA_DEFAULT_SETTINGS": "log rsyslog local0,log global,option httplog"], "defaults",
                "log rsyslog local0"
            ),
            (["EXTRA_GLOBAL_SETTINGS": "tune.bufsize 32768"], "global", "tune.bufsize 32768"),
            (["HAPROXY_USER": "nobody"], "global", "user nobody"),
            (["HAPROXY_GROUP": "nogroup"], "global", "group nogroup"),
            (["MAXCONN": "10"], "global", "maxconn 10"), (["MODE": "tcp"], "defaults", "mode tcp"),
            (["NBPROC": "3"], "global", "nbthread 3"), (["OPTION": "httpclose"], "defaults", "option httpclose"),
            (["OPTION": "forceclose"], "defaults", "option httpclose"),
            (["RELOAD_TIMEOUT": "60"], "global", "hard-stop-after 60s"),
            (["RELOAD_TIMEOUT": "-1"], "global", "hard-stop-after 1ms"),
            (["RSYSLOG_DESTINATION": "rsyslog:514"], "global", "log rsyslog:514 local0"),
            (["RSYSLOG_DESTINATION": "rsyslog:514"], "global", "log rsyslog:514 local1 notice"),
            (["RSYSLOG_DESTINATION": "rsyslog:514"], "defaults", "option httplog"),
            (["EXTRA_GLOBAL_SETTINGS": "log a local0"], "defaults", "option httplog"),
            (["EXTRA_FRONTEND_SETTINGS_80": "log a local0"], "defaults", "option httplog"),
            (["SSL_BIND_OPTIONS": "no-sslv3 no-tlsv10"], "global", "ssl-default-bind-options no-sslv3 no-tlsv10"),
            (["SSL_BIND_CIPHERS": "A:B"], "global", "ssl-default-bind-ciphers A:B"),
            (["STATS_AUTH": "me:p w"], "listen stats", "stats auth me:p\\ w"),
            (["STATS_PORT": "1935"], "listen stats", "bind :1935"),
            (["TIMEOUT": "connect 1, tunnel 1h"], "defaults", "timeout tunnel 1h"),
            (
                ["ADDITIONAL_BACKEND_OWN": "server a 1.2.3.4:80,option httpchk GET\\, x"], "backend OWN",
                "option httpchk GET, x"
            ),
            (["HTTP_BASIC_AUTH": "a:b c,d"], "userlist haproxy_userlist", "user a insecure-password b\\ c"),
            (["HTTP_BASIC_AUTH_SECURE": "a:$5$x"], "userlist haproxy_userlist", "user a password $5$x"),
            (["MONITOR_URI": "/up", "MONITOR_PORT": "81"], "frontend monitor", "monitor-uri /up"),
            (
                ["EXTRA_FRONTEND_SETTINGS_80": "errorfile 503 /e.http"], "frontend default_port_80",
                "errorfile 503 /e.http"
            ),
            (
                ["EXTRA_FRONTEND_SETTINGS_80": "reqadd X-A:\\ b%"], "frontend default_port_80",
                "http-request add-header X-A b%%"
            ),
        ] as [([String: String], String, String)]
    )
    func aSettingHasItsLine(environment: [String: String], section: String, line: String) throws {
        let lines = try #require(try ProxyConfiguration.test([], environment).lines(of: section))
        #expect(lines.contains(line), "\(lines)")
    }

    @Test func filesFollowWhatIsWrittenInPlace() throws {
        let environment = [
            "EXTRA_GLOBAL_SETTINGS": "a", "EXTRA_GLOBAL_SETTINGS_FILE": "/g", "EXTRA_FRONTEND_SETTINGS_FILE_80": "/f",
            "ADDITIONAL_BACKEND_FILE_own": "/b", "EXTRA_FRONTEND_SETTINGS_80": "x",
        ]
        #expect(ProxySettings.files(in: environment) == ["/b", "/f", "/g"])
        let settings = try ProxySettings(
            environment: environment,
            files: ["/g": "  b\n\nc\r\n", "/f": "y, z\n", "/b": "server s 1.2.3.4:1\n"]
        )
        #expect(settings.globalSettings == ["a", "b", "c"])
        #expect(settings.frontendSettings == [80: ["x", "y, z"]])
        #expect(settings.additionalBackends.map(\.lines) == [["server s 1.2.3.4:1"]])
        #expect(throws: ProxySettingError.self) { try ProxySettings(environment: environment) }
    }

    @Test(arguments: [
        ["NBPROC": "two"], ["MAXCONN": "0"], ["RELOAD_TIMEOUT": "-2"], ["STATS_PORT": "70000"], ["MODE": "health"],
        ["MONITOR_URI": "/a b", "MONITOR_PORT": "80"], ["MONITOR_URI": "/a", "MONITOR_PORT": "x"],
        ["STATS_AUTH": "nocolon"], ["EXTRA_FRONTEND_SETTINGS_x": "a"], ["ADDITIONAL_BACKEND_a-b": "c"],
        ["BALANCE": "a\nbackend x"], ["OPTION": "a\nb"], ["TIMEOUT": "connect 1\nbackend x"],
        ["HEALTH_CHECK": "check\n"],
        ["EXTRA_GLOBAL_SETTINGS": "program x"], ["EXTRA_DEFAULT_SETTINGS": "a,\"backend\" x"],
        ["EXTRA_DEFAULT_SETTINGS": ".if defined(X)"], ["HAPROXY_USER": "a b"], ["RSYSLOG_DESTINATION": "a b"],
        ["DEFAULT_SSL_CERT": "none"], ["CA_CERT": "none"], ["SSL_BIND_OPTIONS": "a\rb"], ["HTTP_BASIC_AUTH": "a:b\nc"],
        ["EXTRA_BIND_SETTINGS": "80:a\nb"], ["EXTRA_ROUTE_SETTINGS": "a\nb"], ["CERT_FOLDER": "/a b"],
    ])
    func whatCantBeUsedIsNamed(environment: [String: String]) throws {
        let error = #expect(throws: ProxySettingError.self) { try ProxySettings(environment: environment) }
        let description = try #require(error?.description)
        let name = try #require(environment.keys.min()).split(separator: "_").first ?? ""
        #expect(description.hasPrefix(name) && description.contains("; "))
        #expect(!description.contains("\n") && !description.contains("\r"))
    }

    @Test func theDefaultBackendIsUsedUnlessItIsSaid() throws {
        for (text, isUsed) in [("True", true), ("true", false), ("1", false), ("NotTrue", true)] {
            #expect(try ProxySettings(environment: ["FORCE_DEFAULT_BACKEND": text]).usesDefaultBackend == isUsed)
        }
    }

    @Test func theMainCertificateComesFirst() throws {
        let settings = try ProxySettings(environment: [
            "SSL_CERT": pem + "b", "DEFAULT_SSL_CERT": pem + "a", "EXTRA_SSL_CERTS": "MORE, NONE", "MORE": pem + "c",
        ])
        #expect(settings.certificates.map { $0.split(separator: "\n").last } == ["a", "c"])
        #expect(try ProxySettings(environment: ["SSL_CERT": pem]).certificates.count == 1)
    }
}
