//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import HTTPText
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// Answers requests: finds the route, checks who calls and may they, and turns every error into an answer.
struct APIResponder: Sendable {
    static let requestIDHeader = HTTPField.Name("X-Request-Id")

    let routes: APIRouteTable
    let authenticator: Authenticator
    let authorizer: Authorizer
    /// Writes to the audit log.
    let record: @Sendable (AuditEntry) async -> Void
    let logger: Logger

    /// Says who makes a call, and gives its body if it was read for that.
    typealias Identify = @Sendable (Request) async throws -> (Caller, body: RequestBody?)

    /// The answer to a request, whatever it is.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - remote: The address it comes from.
    ///   - identify: Says who makes the call, where that isn't the request's own to tell.
    ///   - isOwn: Whether a part of this server makes the call, which cancels it when it wants no more of it.
    /// - Returns: The answer; a refusal is one as well.
    /// - Throws: `HTTPParserError` when the request can't be read, which ends its connection.
    func respond(
        to request: Request,
        remote: String,
        identify: Identify? = nil,
        isOwn: Bool = false
    ) async throws -> Response {
        let id = UUID().uuidString
        var logger = logger
        logger[metadataKey: "request"] = "\(id)"
        let audit = RequestAudit(request: request.head, id: id, remote: remote)
        var response: Response
        var code: String?
        do {
            response = try await answer(
                request,
                id: id,
                remote: remote,
                identify: identify ?? { try await authenticator.caller(of: $0) },
                isOwn: isOwn,
                audit,
                logger: logger
            )
        } catch let error as HTTPParserError {
            throw error
        } catch {
            let failure = failure(error, id: id, logger: logger)
            code = failure.code
            response = failureResponse(failure, to: request, id: id)
        }
        // Before the answer, so that whoever has it finds what they did in the log.
        if let entry = audit.entry(status: response.status.code, code: code) { await record(entry) }
        if let name = Self.requestIDHeader { response.headers[name] = id }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        response.headers[.xContentTypeOptions] = "nosniff"
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(
        _ request: Request,
        id: String,
        remote: String,
        identify: Identify,
        isOwn: Bool,
        _ audit: RequestAudit,
        logger: Logger
    ) async throws -> Response {
        let (route, parameters) = try route(of: request)
        audit.note(route, parameters)
        // What can't be told is refused later, once it is known who asks.
        if let action = try? route.action(request.method, parameters) { audit.note(action) }
        var caller: Caller?
        var readBody: RequestBody?
        if route.access.needsCaller { (caller, readBody) = try await identify(request) }
        // The form of the path, never the path: join tokens are part of it.
        logger.debug(
            "request",
            metadata: ["method": "\(request.method)", "route": "\(route.path)", "user": "\(caller?.user ?? "")"]
        )
        if let caller {
            audit.note(caller)
            try await authorizer.check(route, request.method, parameters, by: caller)
        }
        return try await route.handler(
            APIRequest(
                id: id,
                head: request.head,
                rawQuery: request.uri.query ?? "",
                parameters: parameters,
                caller: caller,
                remote: remote,
                body: readBody ?? request.body,
                inbound: readBody == nil ? nil : request.body,
                isOwn: isOwn,
                audit: audit,
                logger: logger
            )
        )
    }

    private func route(of request: Request) throws -> (APIRoute, parameters: [String: String]) {
        guard let path = RequestPath(request.uri.path) else {
            throw APIFailure.invalid("path: its percent-encoding is broken; encode it as UTF-8")
        }
        switch routes.match(request.method, path) {
        case .route(let route, let parameters):
            return (route, parameters)
        case .otherMethods(let methods):
            let allowed = methods.map(\.rawValue).sorted().joined(separator: ", ")
            throw APIFailure(
                status: .methodNotAllowed,
                code: "methodNotAllowed",
                message: "\(request.method.rawValue): this path doesn't take it; use \(allowed)",
                headers: [.allow: allowed]
            )
        case .unknown:
            throw APIFailure.notFound("path: Not Found: there is no such call; look at the API's documentation")
        }
    }

    private func failure(_ error: any Error, id: String, logger: Logger) -> APIFailure {
        if let failure = APIFailure(error) { return failure }
        logger.error("request failed", metadata: ["error": "\(error)"])
        return APIFailure(
            status: .internalServerError,
            code: "internal",
            message: "server: it failed; look for request \(id) in its log"
        )
    }

    private func failureResponse(_ failure: APIFailure, to request: Request, id: String) -> Response {
        guard request.head.isSigned else { return .failure(failure, requestID: id) }
        return .signedFailure(failure, requestID: id, host: request.head.authority ?? "")
    }
}
