//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import PKI
import Testing

@Suite struct ServerIdentityTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func read(_ certificate: String, _ key: String, at time: Date? = nil) throws(PKIError) -> ServerIdentity {
        try ServerIdentity(
            certificate: PEMFile(name: "/c/web.pem", text: certificate),
            key: PEMFile(name: "/c/web.key", text: key),
            now: time ?? now
        )
    }

    @Test func itIsForTheNamesOfItsCertificate() throws {
        let identity = try read("Certificate:\n" + TestPEM.ecdsa, TestPEM.ecdsaKey)
        #expect(identity.names == ["ec.test", "*.ec.test", "10.0.0.1", "fe80::1"])
        #expect(identity.issuer == "ec" && identity.fingerprint.count == 64)
        #expect(identity.notValidBefore < now && identity.notValidAfter > now)
        #expect(identity.certificatePEM == TestPEM.ecdsa)
        #expect(identity.privateKeyPEM.hasPrefix("-----BEGIN EC PRIVATE KEY-----\n"))
        #expect(identity.privateKeyPEM.hasSuffix("\n-----END EC PRIVATE KEY-----\n"))
        // What has no alternative names has that of its subject; lines may end as elsewhere.
        let old = try read(TestPEM.rsa.replacing("\n", with: " \r\n"), TestPEM.rsaKey.replacing("\n", with: "\r\n"))
        #expect(old.names == ["old.shop.test"])
        #expect(try old == read(TestPEM.rsa, TestPEM.rsaKey))
    }

    @Test func othersOfTheFileFollow() throws {
        let authority = try CertificateAuthority(commonName: "Test", now: now)
        let issued = try authority.issueServer(names: ["a.test", "10.0.0.2"], now: now)
        let key = try #require(issued.privateKeyPEM)
        let text = issued.certificatePEM + key + "\n" + authority.certificatePEM
        let identity = try read(text, text)
        #expect(identity.certificatePEM == issued.certificatePEM + authority.certificatePEM)
        #expect(identity.names == ["a.test", "10.0.0.2"] && identity.issuer == "Test")
        #expect(identity.notValidAfter == issued.notValidAfter && identity.fingerprint == issued.fingerprint)
        let wrongOrder = error { try read(authority.certificatePEM + issued.certificatePEM, key) }
        let line = authority.certificatePEM.split(separator: "\n").count + 1
        #expect(
            wrongOrder
                == "/c/web.key: line 1: the key doesn't fit the certificate of /c/web.pem, line 1; it is that of "
                + "line \(line), which has to come first"
        )
    }

    @Test func whatIsWrongIsNamedWithItsLine() throws {
        let lines = TestPEM.ecdsa.split(separator: "\n").map(String.init)
        func broken(_ change: (inout [String]) -> Void) -> String {
            var lines = lines
            change(&lines)
            return lines.joined(separator: "\n")
        }
        let cases: [(String, String, String)] = [
            ("", TestPEM.ecdsaKey, "/c/web.pem: there is no certificate in it; give a file"),
            (TestPEM.ecdsa, "", "/c/web.key: there is no private key in it; give the file"),
            (TestPEM.ecdsa, TestPEM.ecdsa, "/c/web.key: there is no private key in it"),
            (TestPEM.ecdsa, TestPEM.ecdsaKey + TestPEM.ecdsaKey, "/c/web.key: line 13: it is a second private key"),
            (TestPEM.ecdsa, TestPEM.sealedKey, "/c/web.key: line 1: the key has a passphrase; take it off"),
            (TestPEM.ecdsa, TestPEM.oldSealedKey, "/c/web.key: line 1: the key has a passphrase; take it off"),
            (
                TestPEM.ecdsa, TestPEM.rsaKey,
                "/c/web.key: line 1: the key doesn't fit the certificate of /c/web.pem, line 1"
            ),
            (TestPEM.client, TestPEM.ecdsaKey, "/c/web.pem: line 1: the certificate is not for servers; get one"),
            (broken { $0.removeLast() }, TestPEM.ecdsaKey, "/c/web.pem: line 1: BEGIN CERTIFICATE has no END"),
            (broken { $0.removeFirst() }, TestPEM.ecdsaKey, "line \(lines.count - 1): END CERTIFICATE has no BEGIN"),
            (
                broken { $0 += $0.dropLast() + $0 }, TestPEM.ecdsaKey,
                "line \(lines.count + 1): BEGIN CERTIFICATE has no END"
            ),
            (broken { $0[3] += "\u{e4}" }, TestPEM.ecdsaKey, "/c/web.pem: line 4: it is no part of CERTIFICATE; copy"),
            (broken { $0.remove(at: 3) }, TestPEM.ecdsaKey, "/c/web.pem: line 1: the certificate can't be read"),
            (
                TestPEM.ecdsa, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "/c/web.key: line 1: the key can't be read"
            ),
            (
                String(repeating: TestPEM.ecdsa, count: 11), TestPEM.ecdsaKey,
                "/c/web.pem: it has 11 certificates, and 10"
            ),
            (String(repeating: "x", count: 70_000), TestPEM.ecdsaKey, "/c/web.pem: it has 70000 bytes, and 65536 are"),
        ]
        for (certificate, key, message) in cases {
            let refusal = error { try read(certificate, key) }
            #expect(refusal?.contains(message) == true, "\(refusal ?? "") is not \(message)")
        }
        let late = error { try read(TestPEM.ecdsa, TestPEM.ecdsaKey, at: Date(timeIntervalSince1970: 5_000_000_000)) }
        #expect(late?.hasPrefix("/c/web.pem: line 1: the certificate expired at 2126-") == true)
    }

    private func error(_ body: () throws -> ServerIdentity) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            return "\(error)"
        }
    }
}
