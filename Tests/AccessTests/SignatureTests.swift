//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@testable import Access

/// The signatures were computed with Python's hmac.
@Suite struct SignatureTests {
    private static let secret = Array("0123456789abcdefghijABCDEFGHIJ".utf8)
    private static let date = "Sun, 22 Nov 2026 12:00:00 GMT"
    private static let now = Timestamp("2026-11-22T12:00:00Z") ?? Timestamp(seconds: 0)

    private func request(
        _ signature: String,
        _ target: String = "/clusters",
        method: String = "GET",
        _ change: (inout [String: String]) -> Void = { _ in }
    ) -> SignedRequest {
        var headers = [
            "authorization": "acs key:\(signature)", "date": Self.date, "accept": "application/json",
            "x-acs-version": "2015-12-15", "x-acs-signature-version": "1.0", "x-acs-signature-nonce": "n1",
            "x-acs-signature-method": "HMAC-SHA1", "x-acs-region-id": "cn-beijing", "host": "x", "user-agent": "y",
        ]
        change(&headers)
        return SignedRequest(method: method, target: target, headers: headers)
    }

    private func reason(_ request: SignedRequest, now: Timestamp = Self.now) -> SignatureError.Reason? {
        do {
            guard let signature = try RequestSignature(request) else { return nil }
            try signature.verify(secret: Self.secret, now: now)
            return nil
        } catch {
            return error.reason
        }
    }

    private static let query = "/clusters?name=b%20c&Name=&a=%C3%A9"

    @Test(arguments: [
        ("nQ8cifbjVt3wm/L35dCvgII571M=", "/clusters"),
        // As it was sent; sorted; sorted and decoded.
        ("LEKjzJKvdaB5a9KRJ7tKu/oUu/M=", query),
        ("r0Rp9z8mcu+zafJn/w0Dx6gAtqg=", query),
        ("3H6iQKF0wPSzatq0nsFpD4SKTGQ=", query),
        // The same with the equals sign before the empty value.
        ("gg66sKAzIoetHwzKUm06JEEg7/o=", query),
    ])
    func eachFormOfTheQueryIsTaken(signature: String, target: String) throws {
        let signature = try #require(try RequestSignature(request(signature, target)))
        #expect(signature.accessKeyID == "key" && signature.nonce == "n1")
        try signature.verify(secret: Self.secret, now: Self.now)
        // The same one doesn't fit another secret.
        #expect(throws: SignatureError.self) { try signature.verify(secret: [1], now: Self.now) }
    }

    @Test func headersThatAreMissingAreEmpty() {
        let bare = SignedRequest(
            method: "GET",
            target: "/clusters",
            headers: [
                "authorization": "acs key:kYm9iTmWIaiL/qFE7oj0KuTeVaU=", "date": Self.date,
                "x-acs-signature-nonce": "n1",
            ]
        )
        #expect(reason(bare) == nil)
    }

    @Test func theStringToSignIsAsDocumented() {
        #expect(
            request("", "/clusters?b=2&a=1").stringsToSign[1] == """
                GET
                application/json


                Sun, 22 Nov 2026 12:00:00 GMT
                x-acs-region-id:cn-beijing
                x-acs-signature-method:HMAC-SHA1
                x-acs-signature-nonce:n1
                x-acs-signature-version:1.0
                x-acs-version:2015-12-15
                /clusters?a=1&b=2
                """
        )
    }

    @Test func whateverIsSignedCantBeChanged() {
        let good = "nQ8cifbjVt3wm/L35dCvgII571M="
        #expect(reason(request(good)) == nil)
        #expect(reason(request(good, "/clusters/x")) == .mismatch)
        #expect(reason(request(good, "/clusters?a=1")) == .mismatch)
        #expect(reason(request(good, method: "DELETE")) == .mismatch)
        for name in ["accept", "content-type", "content-md5", "x-acs-signature-nonce", "x-acs-other", "x-acs-version"] {
            #expect(reason(request(good) { $0[name] = "changed" }) == .mismatch, "\(name)")
        }
        #expect(reason(request(good) { $0["date"] = "Sun, 22 Nov 2026 12:00:01 GMT" }) == .mismatch)
        #expect(reason(request(good) { $0["host"] = "changed" }) == nil)
        #expect(reason(request("oQ8cifbjVt3wm/L35dCvgII571M=")) == .mismatch)
        #expect(reason(request("")) == .mismatch)
    }

    @Test func anotherKindOfAuthorizationIsNoSignature() throws {
        for value in ["Bearer x", "acs", "ACS key:x", "Basic acs:x"] {
            #expect(try RequestSignature(request("") { $0["authorization"] = value }) == nil)
        }
        #expect(try RequestSignature(request("") { $0["authorization"] = nil }) == nil)
    }

    @Test(
        arguments: [
            ("authorization", "acs key", SignatureError.Reason.malformed),
            ("authorization", "acs :bm9uZQ==", .malformed),
            ("authorization", "acs a:b:c", .malformed),
            ("authorization", "acs key:no base64", .malformed),
            ("x-acs-signature-method", "HMAC-SHA256", .malformed),
            ("x-acs-signature-version", "2.0", .malformed),
            ("x-acs-signature-nonce", nil, .mismatch),
            ("x-acs-signature-nonce", "", .malformed),
            ("x-acs-signature-nonce", String(repeating: "n", count: 129), .malformed),
            ("x-acs-security-token", "token", .unknownToken),
            ("date", nil, .malformed),
            ("date", "2026-11-22T12:00:00Z", .malformed),
            ("date", "Sun, 31 Feb 2026 12:00:00 GMT", .malformed),
            ("date", "Sun, 22 Nov 2026 12:00:00 CET", .malformed),
        ] as [(String, String?, SignatureError.Reason)]
    )
    func whatCantBeVerifiedIsRefused(name: String, value: String?, expected: SignatureError.Reason) {
        #expect(reason(request("nQ8cifbjVt3wm/L35dCvgII571M=") { $0[name] = value }) == expected)
    }

    @Test(arguments: [(-901, false), (-900, true), (0, true), (900, true), (901, false)])
    func theDateMustBeWithinAQuarterOfAnHour(seconds: Int, isGood: Bool) {
        let request = request("nQ8cifbjVt3wm/L35dCvgII571M=")
        #expect(reason(request, now: Self.now + .seconds(seconds)) == (isGood ? nil : .expired))
    }

    @Test func theBodyMustBeTheOneThatWasSigned() throws {
        let post = request("5RoF5Is3a828kTy/mfAJMiR1tuM=", method: "POST") { headers in
            headers["content-type"] = "application/json"
            headers["content-md5"] = "0FDToAo7NDDrrTTDEEFQtw=="
        }
        #expect(reason(post) == nil)
        let signature = try #require(try RequestSignature(post))
        try signature.verify(body: Array(#"{"name":"one"}"#.utf8))
        for body in [#"{"name":"two"}"#, ""] {
            let error = #expect(throws: SignatureError.self) { try signature.verify(body: Array(body.utf8)) }
            #expect(error?.reason == .otherBody)
        }
        let without = try #require(try RequestSignature(request("nQ8cifbjVt3wm/L35dCvgII571M=")))
        try without.verify(body: [1, 2, 3])
    }

    @Test func everyReasonHasACodeOfItsOwn() {
        #expect(Set(SignatureError.Reason.allCases.map { SignatureError($0, "").code }).count == 8)
    }

    // MARK: Nonces

    private func signature(_ nonce: String, key: String = "key", date: String = Self.date) throws -> RequestSignature {
        let request = request("bm9uZQ==") { headers in
            headers["authorization"] = "acs \(key):bm9uZQ=="
            headers["x-acs-signature-nonce"] = nonce
            headers["date"] = date
        }
        return try #require(try RequestSignature(request))
    }

    private func refusal(
        _ memory: inout NonceMemory,
        _ signature: RequestSignature,
        _ seconds: Int64 = 0
    )
        -> SignatureError.Reason?
    {
        do {
            try memory.take(signature, now: Self.now + .seconds(seconds))
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func aNonceIsTakenOnceByEachKey() throws {
        var memory = NonceMemory()
        #expect(refusal(&memory, try signature("a")) == nil)
        #expect(refusal(&memory, try signature("a")) == .replayed)
        #expect(refusal(&memory, try signature("a"), 900) == .replayed)
        #expect(refusal(&memory, try signature("b")) == nil)
        #expect(refusal(&memory, try signature("a", key: "other")) == nil)
    }

    @Test func withoutANonceOnlyReadsMayComeTwice() throws {
        var memory = NonceMemory()
        let cases: [(String, SignatureError.Reason?)] = [("GET", nil), ("HEAD", nil), ("POST", .replayed)]
        for (method, refused) in cases {
            let request = request("bm9uZQ==", method: method) { $0["x-acs-signature-nonce"] = nil }
            let signature = try #require(try RequestSignature(request))
            #expect(refusal(&memory, signature) == nil)
            #expect(refusal(&memory, signature) == refused, "\(method)")
        }
    }

    @Test func aNonceIsKnownForAsLongAsItsRequestIsGood() throws {
        var memory = NonceMemory()
        let future = try signature("a", date: "Sun, 22 Nov 2026 12:15:00 GMT")
        #expect(refusal(&memory, future) == nil)
        #expect(refusal(&memory, future, 1_800) == .replayed)
        #expect(refusal(&memory, future, 1_860) == nil)
    }

    @Test func aFullMemoryRefusesRatherThanForgets() throws {
        var memory = NonceMemory(capacity: 3, capacityOfKey: 2)
        #expect(refusal(&memory, try signature("a")) == nil)
        #expect(refusal(&memory, try signature("b")) == nil)
        #expect(refusal(&memory, try signature("c")) == .tooMany)
        #expect(refusal(&memory, try signature("c", key: "other")) == nil)
        #expect(refusal(&memory, try signature("d", key: "third")) == .tooMany)
        #expect(refusal(&memory, try signature("a")) == .replayed)
        #expect(refusal(&memory, try signature("c"), 960) == nil)
    }

    @Test(
        arguments: [
            ("Thu, 17 Nov 2005 18:49:58 GMT", "2005-11-17T18:49:58.000000000Z"),
            ("Sat, 1 Jan 2000 00:00:00 GMT", "2000-01-01T00:00:00.000000000Z"),
            ("Thu, 17 Nov 2005 18:49:58", nil), ("17 Nov 2005 18:49:58 GMT", nil),
            ("Thu, 17 nov 2005 18:49:58 GMT", nil),
            ("Thu, 0 Nov 2005 18:49:58 GMT", nil), ("Thu, 17 Nov 2005 8:49:58 GMT", nil), ("", nil),
            ("Thu, -1 Nov 2005 18:49:58 GMT", nil), ("Thu,  17 Nov 2005 18:49:58 GMT", nil),
        ] as [(String, String?)]
    )
    func httpDatesAreRead(text: String, time: String?) {
        #expect(Timestamp(httpDate: text)?.description == time)
    }
}
