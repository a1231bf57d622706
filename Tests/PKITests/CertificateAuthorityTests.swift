//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import PKI
import Testing

@Suite struct CertificateAuthorityTests {
    let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func loadsWhatItMade() throws {
        let made = try CertificateAuthority(commonName: "Gantry cluster c1", now: now)
        let loaded = try CertificateAuthority(certificatePEM: made.certificatePEM, privateKeyPEM: made.privateKeyPEM)
        #expect(loaded.fingerprint == made.fingerprint)
        #expect(loaded.fingerprint.count == 64)
        #expect(loaded.notValidAfter == now.addingTimeInterval(3_650 * 86_400))
    }

    @Test func refusesTheKeyOfAnother() throws {
        let one = try CertificateAuthority(commonName: "one", now: now)
        let two = try CertificateAuthority(commonName: "two", now: now)
        #expect(throws: PKIError.self) {
            try CertificateAuthority(certificatePEM: one.certificatePEM, privateKeyPEM: two.privateKeyPEM)
        }
        #expect(throws: PKIError.self) {
            try CertificateAuthority(certificatePEM: "nonsense", privateKeyPEM: one.privateKeyPEM)
        }
    }

    @Test func issuesNodesAndVerifiesThem() throws {
        let authority = try CertificateAuthority(commonName: "c1", now: now)
        let anchor = try TrustAnchor(certificatePEM: authority.certificatePEM)
        let request = try SigningRequest(commonName: "whoever")
        let issued = try authority.issueNode(csrPEM: request.csrPEM, clusterID: "c1", nodeID: "n1", now: now)
        #expect(issued.privateKeyPEM == nil)
        let der = try derBytes(ofPEM: issued.certificatePEM)
        #expect(try anchor.verifyClient(certificateDER: der, now: now) == .node(clusterID: "c1", nodeID: "n1"))
        #expect(try PeerIdentity(certificateDER: der) == .node(clusterID: "c1", nodeID: "n1"))
    }

    @Test(arguments: ["alice", "CORP\\bob", "李雷", "a/b?c#d%41 e@example.com"])
    func issuesUsersWithAnyName(name: String) throws {
        let authority = try CertificateAuthority(commonName: "c1", now: now)
        let anchor = try TrustAnchor(certificatePEM: authority.certificatePEM)
        let issued = try authority.issueUser(clusterID: "c1", name: name, now: now)
        // PKCS #1, which Java's clients take for granted.
        let key = try #require(issued.privateKeyPEM)
        #expect(key.hasPrefix("-----BEGIN RSA PRIVATE KEY-----\n") && key.hasSuffix("-----END RSA PRIVATE KEY-----\n"))
        let der = try derBytes(ofPEM: issued.certificatePEM)
        #expect(try anchor.verifyClient(certificateDER: der, now: now) == .user(clusterID: "c1", name: name))
        #expect(TrustAnchor.fingerprint(ofDER: der) == issued.fingerprint)
    }

    @Test func refusesClientsOfOthersOutsideTheirTimeAndServers() throws {
        let authority = try CertificateAuthority(commonName: "c1", now: now)
        // The same name, another key: only the signature tells them apart.
        let impostor = try CertificateAuthority(commonName: "c1", now: now)
        let anchor = try TrustAnchor(certificatePEM: authority.certificatePEM)
        func refusal(_ issued: IssuedCertificate, at time: Date) throws -> PKIError.Code? {
            let der = try derBytes(ofPEM: issued.certificatePEM)
            return #expect(throws: PKIError.self) { try anchor.verifyClient(certificateDER: der, now: time) }?.code
        }
        let foreign = try impostor.issueUser(clusterID: "c1", name: "eve", now: now)
        #expect(try refusal(foreign, at: now) == .untrusted)
        let issued = try authority.issueUser(clusterID: "c1", name: "alice", now: now, validDays: 2)
        #expect(try refusal(issued, at: now.addingTimeInterval(3 * 86_400)) == .untrusted)
        #expect(try refusal(issued, at: now.addingTimeInterval(-7_200)) == .untrusted)
        let server = try authority.issueServer(names: ["localhost"], now: now)
        #expect(try refusal(server, at: now) == .untrusted)
    }

    @Test func refusesAnAnchorThatIsNoAuthority() throws {
        let authority = try CertificateAuthority(commonName: "c1", now: now)
        let issued = try authority.issueUser(clusterID: "c1", name: "alice", now: now)
        #expect(throws: PKIError.self) { try TrustAnchor(certificatePEM: issued.certificatePEM) }
    }

    @Test func refusesAForgedSigningRequest() throws {
        let authority = try CertificateAuthority(commonName: "c1", now: now)
        let request = try SigningRequest(commonName: "n1")
        var der = try derBytes(ofPEM: request.csrPEM)
        // The name lies near the start; one changed letter of it breaks the signature and nothing else.
        let index = try #require(der.firstRange(of: Array("n1".utf8))).lowerBound
        der[index] = UInt8(ascii: "m")
        let forged = """
            -----BEGIN CERTIFICATE REQUEST-----
            \(Data(der).base64EncodedString(options: .lineLength64Characters))
            -----END CERTIFICATE REQUEST-----
            """
        let error = #expect(throws: PKIError.self) {
            try authority.issueNode(csrPEM: forged, clusterID: "c1", nodeID: "n1", now: now)
        }
        #expect(error?.code == .untrusted)
        #expect(throws: PKIError.self) {
            try authority.issueNode(csrPEM: "nonsense", clusterID: "c1", nodeID: "n1", now: now)
        }
    }

    @Test(arguments: ["", "-a", "a b", "ä.example", "a..b", "*", String(repeating: "a", count: 64)])
    func refusesServerNamesThatAreNone(name: String) throws {
        let authority = try CertificateAuthority(commonName: "c1", now: now)
        #expect(throws: PKIError.self) { try authority.issueServer(names: [name], now: now) }
    }

    @Test func refusesEmptyAndHugeIdentities() throws {
        let authority = try CertificateAuthority(commonName: "c1", now: now)
        #expect(throws: PKIError.self) { try authority.issueUser(clusterID: "c1", name: "", now: now) }
        #expect(throws: PKIError.self) { try authority.issueUser(clusterID: "", name: "a", now: now) }
        let long = String(repeating: "a", count: 2_000)
        #expect(throws: PKIError.self) { try authority.issueUser(clusterID: "c1", name: long, now: now) }
        #expect(throws: PKIError.self) { try authority.issueServer(names: [], now: now) }
        #expect(throws: PKIError.self) { try authority.issueServer(names: ["a"], now: now, validDays: 0) }
    }

    @Test(
        arguments: [
            "gantry://cluster/c1/node", "gantry://cluster//node/n1", "gantry://cluster/c1/node/",
            "http://cluster/c1/node/n1",
            "gantry://cluster/c1/node/n1/x", "gantry://cluster/c1/robot/n1", "gantry://cluster/c1/node/%6e1",
            "gantry://cluster/c1/node/%GG", "gantry://cluster/c1/node/%FF", "gantry://cluster/c1/node/a+b",
        ]
    )
    func refusesUrisThatAreNotExactlyOurs(uri: String) {
        #expect(PeerIdentity(uri: uri) == nil)
    }
}

func derBytes(ofPEM pem: String) throws -> [UInt8] {
    let body = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
    return Array(try #require(Data(base64Encoded: body)))
}
