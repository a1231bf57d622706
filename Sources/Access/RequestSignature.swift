//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Crypto
import FoundationEssentials
package import Model

/// A signature that a request came with: `Authorization: acs ACCESS-KEY-ID:SIGNATURE`.
package struct RequestSignature: Sendable, Hashable {
    /// How far a request's date may be from now, either way.
    package static let window = Duration.seconds(900)
    private static let longestNonce = 128

    package let accessKeyID: String
    /// Tells requests apart that are the same otherwise; the signature itself for a client that sends none.
    ///
    /// Nil where none was sent and the method only reads: the Python client sends none, and may well ask for the same
    /// twice in a second.
    package let nonce: String?
    package let date: Timestamp
    private let code: [UInt8]
    private let request: SignedRequest

    /// Reads the headers that make the signature; nil for a request that came with another kind of authorization.
    ///
    /// - Throws: `SignatureError` for what can't be verified.
    package init?(_ request: SignedRequest) throws(SignatureError) {
        guard let value = request.headers["authorization"] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0] == "acs" else { return nil }
        let words = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        guard words.count == 2, let code = Data(base64Encoded: String(words[1])), !words[0].isEmpty else {
            throw SignatureError(.malformed, "header Authorization: must be acs ACCESS-KEY-ID:SIGNATURE; write it so")
        }
        if let method = request.headers["x-acs-signature-method"], method != "HMAC-SHA1" {
            throw SignatureError(.malformed, "header x-acs-signature-method: only HMAC-SHA1 is known; sign with it")
        }
        if let version = request.headers["x-acs-signature-version"], version != "1.0" {
            throw SignatureError(.malformed, "header x-acs-signature-version: only 1.0 is known; sign so")
        }
        guard request.headers["x-acs-security-token"] == nil else {
            throw SignatureError(
                .unknownToken,
                "header x-acs-security-token: there are no temporary tokens here; sign with an access key alone"
            )
        }
        guard let date = request.headers["date"].flatMap(Timestamp.init(httpDate:)) else {
            throw SignatureError(.malformed, "header Date: is missing or no HTTP date; send one as in RFC 1123, in GMT")
        }
        let nonce = request.headers["x-acs-signature-nonce"]
        guard (1...Self.longestNonce).contains(nonce?.utf8.count ?? 1) else {
            throw SignatureError(
                .malformed,
                "header x-acs-signature-nonce: must have 1 to \(Self.longestNonce) bytes; send another one each time"
            )
        }
        accessKeyID = String(words[0])
        self.nonce = nonce ?? (["GET", "HEAD"].contains(request.method) ? nil : "signature " + words[1])
        self.date = date
        self.code = [UInt8](code)
        self.request = request
    }

    /// Whether the request says what its body is.
    package var coversBody: Bool { request.headers["content-md5"] != nil }

    /// Refuses a request that is too old, from the future, or not signed with this secret.
    ///
    /// - Throws: `SignatureError`.
    package func verify(secret: [UInt8], now: Timestamp) throws(SignatureError) {
        guard (now - date) <= Self.window, (date - now) <= Self.window else {
            throw SignatureError(
                .expired,
                "header Date: is more than \(Self.window.components.seconds / 60) minutes from the server's time, "
                    + "\(now); set the client's clock"
            )
        }
        let key = SymmetricKey(data: secret)
        // All are tried, whichever fits.
        let fits = request.stringsToSign.map { text in
            HMAC<Insecure.SHA1>.isValidAuthenticationCode(code, authenticating: Array(text.utf8), using: key)
        }
        guard fits.contains(true) else {
            throw SignatureError(
                .mismatch,
                "signature: doesn't fit the request and the access key's secret; check the secret, and the text that is "
                    + "signed: \(Self.quoted(request.stringsToSign[0]))"
            )
        }
    }

    /// Refuses another body than the one that was signed, if the request says which.
    ///
    /// - Throws: `SignatureError`.
    package func verify(body: [UInt8]) throws(SignatureError) {
        guard let expected = request.headers["content-md5"] else { return }
        guard let digest = Data(base64Encoded: expected), Array(Insecure.MD5.hash(data: body)) == Array(digest) else {
            throw SignatureError(.otherBody, "header Content-MD5: isn't that of the body; send base64 of the MD5 sum")
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n") + "\""
    }
}

/// Why a signature isn't good.
package struct SignatureError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable, CaseIterable {
        case malformed
        case unknownKey
        case unknownToken
        case expired
        case mismatch
        case otherBody
        case replayed
        case tooMany
    }

    package let reason: Reason
    /// What, why, and what to do.
    package let description: String

    package init(_ reason: Reason, _ description: String) {
        self.reason = reason
        self.description = description
    }

    /// As clients of the container service know it.
    package var code: String {
        switch reason {
        case .malformed: "IncompleteSignature"
        case .unknownKey: "InvalidAccessKeyId.NotFound"
        case .unknownToken: "InvalidSecurityToken.NotFound"
        case .expired: "InvalidTimeStamp.Expired"
        case .mismatch: "SignatureDoesNotMatch"
        case .otherBody: "ContentMD5NotMatched"
        case .replayed: "SignatureNonceUsed"
        case .tooMany: "Throttling"
        }
    }
}
