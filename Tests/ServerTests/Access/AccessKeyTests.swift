//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import Crypto
import FoundationEssentials
import NIOHTTP1
import Synchronization
import Testing

@testable import Server

@Suite struct AccessKeyTests {
    /// A client that signs, as those of the container service do.
    private struct Signer {
        var id: String
        var secret: String

        func headers(
            _ method: String,
            _ target: String,
            nonce: String = UUID().uuidString,
            date: Date = Date(),
            md5: String? = nil
        ) -> [(String, String)] {
            let date = Self.httpDate(date)
            var text = "\(method)\napplication/json\n\(md5 ?? "")\n\n\(date)\n"
            text += "x-acs-signature-nonce:\(nonce)\nx-acs-version:2015-12-15\n" + target
            let key = SymmetricKey(data: Array(secret.utf8))
            let code = HMAC<Insecure.SHA1>.authenticationCode(for: Array(text.utf8), using: key)
            var headers = [
                ("Date", date), ("Accept", "application/json"), ("x-acs-signature-nonce", nonce),
                ("x-acs-version", "2015-12-15"), ("Authorization", "acs \(id):\(Data(code).base64EncodedString())"),
            ]
            if let md5 { headers.append(("Content-MD5", md5)) }
            return headers
        }

        private static func httpDate(_ date: Date) -> String {
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = .gmt
            let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
            let padded = { (number: Int?) in ((number ?? 0) < 10 ? "0" : "") + String(number ?? 0) }
            return "Mon, \(padded(parts.day)) \(months[(parts.month ?? 1) - 1]) \(parts.year ?? 0) "
                + "\(padded(parts.hour)):\(padded(parts.minute)):\(padded(parts.second)) GMT"
        }
    }

    private struct Refusal: Decodable {
        var RequestId: String
        var HostId: String
        var Code: String
        var Message: String
    }

    private func key(of user: String, _ gantry: GantryFixture, _ headers: [(String, String)]) async throws -> Signer {
        let answer = try await gantry.call(.POST, "/users/\(user)/keys", headers: headers)
        #expect(answer.status == 201)
        let key = try answer.decode(AccessKeyObject.self)
        return Signer(id: key.id, secret: try #require(key.secret))
    }

    @Test func aSignedCallIsMadeAsItsUser() async throws {
        try await GantryFixture.with { gantry in
            let user = try await gantry.user("kim", role: .readOnly)
            let signer = try await key(of: "kim", gantry, user)
            #expect(signer.id.count >= 16 && signer.id.allSatisfy { $0.isLetter || $0.isNumber })
            #expect(signer.secret.count == 40)
            let who = try await gantry.call(.GET, "/whoami", headers: signer.headers("GET", "/whoami"))
            let caller = try who.decode(CallerObject.self)
            #expect(caller.user == "kim" && caller.accessKey == signer.id && caller.role == "read-only")
            let list = "/clusters?name=a%20b&x="
            #expect(try await gantry.call(.GET, list, headers: signer.headers("GET", list)).status == 200)
            // A user's rights are those of their keys.
            let path = "/clusters/x"
            let refused = try await gantry.call(.DELETE, path, headers: signer.headers("DELETE", path))
            #expect(refused.status == 403)
            let refusal = try refused.decode(Refusal.self)
            #expect(refusal.Code == "forbidden" && refusal.RequestId.count == 36)
            #expect(refusal.Message.contains("cs:DeleteCluster"))
            let missing = try await gantry.call(.GET, path, headers: signer.headers("GET", path))
            #expect(missing.status == 404)
            #expect(try missing.decode(Refusal.self).Code == "ErrorClusterNotFound")
            let logout = try await gantry.call(.POST, "/logout", headers: signer.headers("POST", "/logout"))
            #expect(logout.status == 400)
        }
    }

    @Test func whatIsntWellSignedIsRefused() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            let signer = try await key(of: "admin", gantry, admin)
            let target = "/clusters"
            func code(_ headers: [(String, String)]) async throws -> String {
                let answer = try await gantry.call(.GET, target, headers: headers)
                #expect([400, 401, 429].contains(answer.status))
                return try answer.decode(Refusal.self).Code
            }
            let once = signer.headers("GET", target)
            #expect(try await gantry.call(.GET, target, headers: once).status == 200)
            #expect(try await code(once) == "SignatureNonceUsed")
            #expect(try await code(signer.headers("PUT", target)) == "SignatureDoesNotMatch")
            let old = signer.headers("GET", target, date: Date().addingTimeInterval(-1_000))
            #expect(try await code(old) == "InvalidTimeStamp.Expired")
            let unknown = Signer(id: "GTRYnobody", secret: signer.secret)
            #expect(try await code(unknown.headers("GET", target)) == "InvalidAccessKeyId.NotFound")
            let wrong = Signer(id: signer.id, secret: "other")
            let nonce = UUID().uuidString
            #expect(try await code(wrong.headers("GET", target, nonce: nonce)) == "SignatureDoesNotMatch")
            // A nonce that came with a bad signature isn't used up.
            let good = signer.headers("GET", target, nonce: nonce)
            #expect(try await gantry.call(.GET, target, headers: good).status == 200)
            #expect(try await code([("Authorization", "acs x")]) == "IncompleteSignature")
        }
    }

    @Test func aStreamAnswersACallWhoseBodyWasRead() async throws {
        try await GantryFixture.with { gantry in
            let signer = try await key(of: "admin", gantry, try await gantry.logIn())
            let path = "/clusters/one/docker/events?until=1"
            let made = try await gantry.call(
                .POST,
                "/clusters",
                body: #"{"name":"one"}"#,
                headers: try await gantry.logIn()
            )
            #expect(made.status == 202)
            let md5 = Data(Insecure.MD5.hash(data: [UInt8]())).base64EncodedString()
            let answer = try await gantry.call(.GET, path, headers: signer.headers("GET", path, md5: md5))
            #expect(answer.status == 200 && answer.body.isEmpty)
        }
    }

    @Test func theBodyIsComparedAndHandedOn() async throws {
        try await GantryFixture.with { gantry in
            let signer = try await key(of: "admin", gantry, try await gantry.logIn())
            let body = #"{"name":"one"}"#
            let md5 = Data(Insecure.MD5.hash(data: Array(body.utf8))).base64EncodedString()
            let other = try await gantry.call(
                .POST,
                "/clusters",
                body: #"{"name":"two"}"#,
                headers: signer.headers("POST", "/clusters", md5: md5)
            )
            #expect(other.status == 400)
            #expect(try other.decode(Refusal.self).Code == "ContentMD5NotMatched")
            let made = try await gantry.call(
                .POST,
                "/clusters",
                body: body,
                headers: signer.headers("POST", "/clusters", md5: md5)
            )
            #expect(made.status == 202)
            let again = try await gantry.call(
                .POST,
                "/clusters",
                body: body,
                headers: signer.headers("POST", "/clusters", md5: md5)
            )
            #expect(again.status == 409)
            #expect(try again.decode(Refusal.self).Code == "ErrorClusterNameAlreadyExist")
            let large = String(repeating: " ", count: APIRequest.bodyLimit + 1)
            let refused = try await gantry.call(
                .POST,
                "/clusters",
                body: large,
                headers: signer.headers("POST", "/clusters", md5: md5)
            )
            #expect(refused.status == 413)
        }
    }

    @Test func keysAreDisabledAndEndWithTheirUser() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            let user = try await gantry.user("kim", role: .operator)
            let signer = try await key(of: "kim", gantry, user)
            func status() async throws -> Int {
                try await gantry.call(.GET, "/clusters", headers: signer.headers("GET", "/clusters")).status
            }
            #expect(try await status() == 200)
            let path = "/users/kim/keys/\(signer.id)"
            #expect(try await gantry.call(.PUT, path, body: #"{"enabled":false}"#, headers: user).status == 200)
            #expect(try await status() == 401)
            #expect(try await gantry.call(.PUT, path, body: #"{"enabled":true}"#, headers: user).status == 200)
            #expect(try await status() == 200)
            _ = try await gantry.call(.PUT, "/users/kim", body: #"{"disabled":true}"#, headers: admin)
            #expect(try await status() == 401)
            _ = try await gantry.call(.PUT, "/users/kim", body: #"{"disabled":false}"#, headers: admin)
            #expect(try await status() == 200)
            #expect(try await gantry.call(.DELETE, "/users/kim", headers: admin).status == 200)
            #expect(try await status() == 401)
            #expect(try await gantry.call(.GET, "/users/kim/keys", headers: admin).status == 404)
        }
    }

    @Test func aUserHasAHandfulAndSeesOnlyTheirOwn() async throws {
        try await GantryFixture.with { gantry in
            let user = try await gantry.user("kim", role: .readOnly)
            for _ in 0..<Accounts.maximumKeys { _ = try await key(of: "kim", gantry, user) }
            #expect(try await gantry.call(.POST, "/users/kim/keys", headers: user).status == 409)
            let keys = try await gantry.call(.GET, "/users/kim/keys", headers: user).decode([AccessKeyObject].self)
            #expect(keys.count == Accounts.maximumKeys && keys.allSatisfy { $0.secret == nil && $0.user == "kim" })
            for (method, path) in [
                (HTTPMethod.GET, "/users/admin/keys"), (.POST, "/users/admin/keys"), (.DELETE, "/users/admin/keys/x"),
            ] {
                #expect(try await gantry.call(method, path, headers: user).status == 403)
            }
            let admin = try await gantry.logIn()
            // Of somebody else's user, even for an administrator.
            #expect(try await gantry.call(.DELETE, "/users/admin/keys/\(keys[0].id)", headers: admin).status == 404)
            #expect(try await gantry.call(.DELETE, "/users/kim/keys/\(keys[0].id)", headers: user).status == 200)
            #expect(try await gantry.call(.POST, "/users/kim/keys", headers: user).status == 201)
        }
    }
}
