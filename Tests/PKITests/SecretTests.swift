//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import PKI
import Testing

@Suite struct SecretTests {
    @Test func opensWhatItSealed() throws {
        let box = try SecretBox(key: SecretBox.makeKey())
        let sealed = try box.seal(Array("hello".utf8), context: "/clusters/c1")
        #expect(try box.open(sealed, context: "/clusters/c1") == Data("hello".utf8))
        #expect(try box.seal(Array("hello".utf8)) != box.seal(Array("hello".utf8)))
    }

    @Test func refusesOtherKeysContextsAndChanges() throws {
        let box = try SecretBox(key: SecretBox.makeKey())
        let other = try SecretBox(key: SecretBox.makeKey())
        var sealed = try box.seal(Array("hello".utf8), context: "a")
        #expect(throws: PKIError.self) { try other.open(sealed, context: "a") }
        #expect(throws: PKIError.self) { try box.open(sealed, context: "b") }
        #expect(throws: PKIError.self) { try box.open(Data("gsb2".utf8) + sealed.dropFirst(4), context: "a") }
        #expect(throws: PKIError.self) { try box.open(Data("gsb1".utf8), context: "a") }
        sealed[sealed.endIndex - 1] ^= 1
        #expect(throws: PKIError.self) { try box.open(sealed, context: "a") }
        #expect(throws: PKIError.self) { try SecretBox(key: [1, 2, 3]) }
    }

    @Test func makesTokensOfSafeCharacters() {
        let tokens = (0..<100).map { _ in TokenGenerator.make() }
        #expect(Set(tokens).count == 100)
        for token in tokens {
            #expect(token.utf8.count == 43)
            #expect(token.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        }
    }

    @Test func hashesTokens() {
        #expect(TokenHash.sha256Hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(TokenHash.isEqual("abc", "abc"))
        #expect(!TokenHash.isEqual("abc", "abd"))
        #expect(!TokenHash.isEqual("abc", "ab"))
    }

    @Test func verifiesPasswords() throws {
        let hash = try PasswordHash.make("correct horse", cost: .init(logRounds: 10, blockSize: 8, parallelism: 1))
        #expect(hash.hasPrefix("$scrypt$ln=10,r=8,p=1$"))
        #expect(PasswordHash.verify("correct horse", against: hash))
        #expect(!PasswordHash.verify("correct horsf", against: hash))
        #expect(!PasswordHash.verify("", against: hash))
    }

    @Test func newPasswordsTakeTheirTime() throws {
        #expect(try PasswordHash.make("correct horse").hasPrefix("$scrypt$ln=14,r=8,p=5$"))
    }

    /// Python's `hashlib.scrypt` made the hash.
    @Test func agreesWithOtherPrograms() {
        let hash = "$scrypt$ln=10,r=8,p=16$TmFDbE5hQ2w=$XsC2ZTdXJ4zsfzVdRtTQNNSXMToqf+tcSxiTF5U/EW4="
        #expect(PasswordHash.verify("password", against: hash))
    }

    @Test(
        arguments: [
            "", "x", "$scrypt$ln=30,r=8,p=1$TmFDbE5hQ2w=$XsC2ZTdXJ4zsfzVdRtTQNNSXMToqf+tcSxiTF5U/EW4=",
            "$scrypt$ln=10,r=8$TmFDbE5hQ2w=$XsC2ZTdXJ4zsfzVdRtTQNNSXMToqf+tcSxiTF5U/EW4=",
            "$scrypt$ln=10,r=8,p=1$TmFDbE5hQ2w=$", "$bcrypt$ln=10,r=8,p=1$TmFDbE5hQ2w=$AAAA",
        ]
    )
    func refusesMalformedHashes(hash: String) {
        #expect(!PasswordHash.verify("password", against: hash))
    }

    @Test func refusesPasswordsOutsideTheLimits() {
        #expect(throws: PKIError.self) { try PasswordHash.make("") }
        #expect(throws: PKIError.self) { try PasswordHash.make(String(repeating: "a", count: 1_025)) }
    }
}
