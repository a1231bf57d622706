//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Access
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Says who makes a call: here and nowhere else.
struct Authenticator: Sendable {
    /// Who a bearer token stands for; nil for one that isn't good.
    let session: @Sendable (String) async throws -> Caller?
    /// Who signed a request.
    let signer: @Sendable (RequestSignature) async throws -> Caller

    /// The caller, and the body of the request if it was read for its signature.
    ///
    /// - Throws: `APIFailure` and `SignatureError` for a caller who isn't known.
    func caller(of request: Request) async throws -> (Caller, body: RequestBody?) {
        if let signature = try RequestSignature(SignedRequest(request.head)) {
            let body = try await verifiedBody(of: request, signature)
            return (try await signer(signature), body)
        }
        guard let token = request.headers.bearerToken else {
            throw APIFailure.unauthorized("authorization: it is missing; log in and send 'Authorization: Bearer TOKEN'")
        }
        guard let caller = try await session(token) else {
            throw APIFailure.unauthorized("authorization: the token is unknown or has ended; log in again")
        }
        return (caller, nil)
    }

    /// The body, where the signature covers it and it was read as a whole.
    private func verifiedBody(of request: Request, _ signature: RequestSignature) async throws -> RequestBody? {
        guard signature.coversBody else { return nil }
        guard !request.head.wantsUpgrade else {
            throw SignatureError(
                .malformed,
                "header Content-MD5: can't be checked where the connection goes on in another protocol; leave it out"
            )
        }
        let body = try await request.body.collect(upTo: APIRequest.bodyLimit)
        try signature.verify(body: Array(body.readableBytesView))
        return RequestBody(buffer: body)
    }
}

extension Authenticator {
    init(accounts: Accounts) {
        self.init(
            session: { try await accounts.authenticate($0) },
            signer: { try await accounts.authenticate($0) }
        )
    }
}

extension SignedRequest {
    /// A request as it came in.
    fileprivate init(_ head: HTTPRequest) {
        var headers: [String: String] = [:]
        for field in head.headerFields {
            let name = field.name.canonicalName
            headers[name] = headers[name].map { $0 + "," + field.value } ?? field.value
        }
        self.init(method: head.method.rawValue, target: head.path ?? "/", headers: headers)
    }
}

extension HTTPRequest {
    /// Whether it came with a signature, good or not; its answer then has the form that such clients know.
    var isSigned: Bool { headerFields[.authorization]?.hasPrefix("acs ") == true }
}

extension HTTPFields {
    /// The token of an `Authorization: Bearer` header.
    fileprivate var bearerToken: String? {
        guard let value = self[.authorization] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}
