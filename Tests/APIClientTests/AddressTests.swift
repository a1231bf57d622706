//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPText
import Testing

@testable import APIClient

@Suite struct AddressTests {
    @Test(arguments: [
        ("https://127.0.0.1:7800", "127.0.0.1", 7_800), ("https://gantry.test", "gantry.test", 443),
        ("https://gantry.test/", "gantry.test", 443), ("https://gantry.test:7800/a/b:1", "gantry.test", 7_800),
        ("https://[::1]:7800", "::1", 7_800), ("https://[fd00::1]", "fd00::1", 443),
    ])
    func hostAndPort(url: String, host: String, port: Int) {
        let authority = APIClient.authority(of: url)
        #expect(authority?.host == host)
        #expect(authority?.port == port)
    }

    @Test(arguments: ["", "gantry.test:7800", "http://gantry.test", "ftp://gantry.test", "https://gantry.test:port"])
    func onlyHTTPSIsTaken(url: String) { #expect(APIClient.authority(of: url) == nil) }

    @Test(arguments: [
        ("shop_web-1.a~", "shop_web-1.a~"), ("a b", "a%20b"), ("a/b?c&d=e#f", "a%2Fb%3Fc%26d%3De%23f"),
        ("100%", "100%25"), ("+", "%2B"), ("店", "%E5%BA%97"), ("\n", "%0A"), ("", ""),
    ])
    func namesAreEncoded(text: String, expected: String) { #expect(PercentEncoding.encode(text) == expected) }

    @Test func aSlashAtTheEndOfTheAddressIsLeftOut() {
        #expect(APIClient.Endpoint(url: "https://gantry.test/").url == "https://gantry.test")
    }

    @Test func anAuthorityThatIsNoCertificateIsToldOf() {
        let endpoint = APIClient.Endpoint(url: "https://gantry.test", authority: "nonsense")
        #expect(throws: APIClientError.self) { try APIClient.tlsConfiguration(endpoint) }
    }
}
