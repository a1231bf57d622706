//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import CustomRouting

@Suite struct VirtualHostTests {
    @Test(arguments: [
        ("example.com", "http", "example.com", 80, ""), ("EXAMPLE.com:90", "http", "example.com", 90, ""),
        ("https://a.com", "https", "a.com", 443, ""), ("HTTPS://a.com:8443/X", "https", "a.com", 8_443, "/X"),
        ("ws://a.com", "ws", "a.com", 80, ""), ("wss://a.com/s", "wss", "a.com", 443, "/s"),
        ("ftp://a.com", "http", "a.com", 80, ""), ("*/path", "http", "*", 80, "/path"),
        ("/path", "http", "", 80, "/path"),
        ("a.com/p?q=1", "http", "a.com", 80, "/p"), ("a.com/p;x#y", "http", "a.com", 80, "/p"),
        ("a.com/", "http", "a.com", 80, "/"), ("https://", "https", "", 443, ""),
    ])
    func addressesAreTakenApart(text: String, scheme: String, host: String, port: Int, path: String) throws {
        let parsed = try VirtualHost(text, of: "here")
        #expect(parsed.host == host && parsed.port == port && parsed.path == path)
        #expect(parsed.isSecure == (scheme == "https" || scheme == "wss"))
        #expect(parsed.isWebSocket == scheme.hasPrefix("ws"))
    }

    @Test(arguments: [
        ("a b", "no domain"), ("a.com:x", "no port"), ("a.com:", "no port"), ("a.com:70000", "no port"),
        ("[::1]:80", "no port"), ("-f'x", "no domain"), ("a.com/x y", "a path"), ("a.com/'x", "a path"),
        ("a.com/\"", "a path"), ("a.com/\\", "a path"), ("a.com\n", "no domain"), ("a.com/\u{1}", "a path"),
        ("b\u{fc}cher.de", "no domain"), (String(repeating: "a", count: 254), "no domain"),
        ("/" + String(repeating: "a", count: 1_024), "a path"),
    ])
    func whatNoRequestHasIsRefused(text: String, reason: String) {
        let error = #expect(throws: ProxySettingError.self) { try VirtualHost(text, of: "here") }
        #expect(error?.description.hasPrefix("here: ") == true && error?.description.contains(reason) == true)
        #expect(error?.description.contains("\n") == false)
    }

    @Test func thereIsALimitOfAddresses() throws {
        let many = Array(repeating: "a.com", count: 501).joined(separator: ",")
        #expect(throws: ProxySettingError.self) { try VirtualHost.list(many, of: "here") }
        #expect(try VirtualHost.list(" a.com, ,b.com,", of: "here").map(\.host) == ["a.com", "b.com"])
    }

    @Test(arguments: [
        ("example.com", ["host -i -- example.com example.com:80"]),
        ("example.com:90", ["host -i -- example.com example.com:90"]),
        ("*.example.com", ["host -i -m end -- .example.com .example.com:80"]),
        ("*example.com", ["host -i -m end -- example.com example.com:80"]),
        ("www.e*e.com", [#"host -i -m reg -- '^www\.e.*e\.com(:80)?$'"#]),
        ("www.example.*", [#"host -i -m reg -- '^www\.example\..*(:80)?$'"#]),
        ("*", []), ("*/path", ["path -i -- /path"]), ("*/path/*", ["path -i -m beg -- /path/"]),
        ("*/*/path/*", ["path -i -m reg -- '^/.*/path/.*$'"]), ("*/*.js", [#"path -i -m reg -- '^/.*\.js$'"#]),
        ("*/", ["path -i -- /"]), ("*/*", ["path -i -m beg -- /"]),
        ("/a+(b)*c", [#"path -i -m reg -- '^/a\+\(b\).*c$'"#]),
        ("a.com/x", ["path -i -- /x", "host -i -- a.com a.com:80"]),
    ])
    func conditionsAreAsTheTableSays(text: String, expected: [String]) throws {
        let (definitions, condition) = try VirtualHost(text, of: "here").condition(number: 7)
        #expect(
            definitions
                == expected.map { line in
                    line.hasPrefix("path") ? "acl path_rule_7 \(line)" : "acl host_rule_7 hdr(host)" + line.dropFirst(4)
                }
        )
        #expect(
            condition == expected.map { $0.hasPrefix("path") ? "path_rule_7" : "host_rule_7" }.joined(separator: " ")
        )
    }

    @Test func webSocketsAreAskedForFirst() throws {
        #expect(try VirtualHost("ws://a.com", of: "here").condition(number: 1).condition == "is_websocket host_rule_1")
        #expect(try VirtualHost("wss://*", of: "here").condition(number: 1).condition == "is_websocket")
    }

    @Test func theMoreExactGoesFirst() throws {
        let ordered = [
            "a.com/path/deep", "a.com/path", "a.com/path*", "ws://a.com", "a.com", "*.b.a.com", "*.a.com", "*/path",
            "*/p*", "*",
        ]
        let hosts = try ordered.map { try VirtualHost($0, of: "here") }
        for (index, host) in hosts.enumerated() {
            for other in hosts.dropFirst(index + 1) {
                #expect(
                    VirtualHost.isMoreExact(host, other) && !VirtualHost.isMoreExact(other, host),
                    "\(host) \(other)"
                )
            }
            #expect(!VirtualHost.isMoreExact(host, host))
        }
    }
}
