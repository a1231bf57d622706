//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
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
    let logger: Logger

    /// The answer to a request, whatever it is.
    ///
    /// - Throws: `HTTPParserError` when the request can't be read, which ends its connection.
    func respond(to request: Request, remote: String) async throws -> Response {
        let id = UUID().uuidString
        var logger = logger
        logger[metadataKey: "request"] = "\(id)"
        var response: Response
        do {
            response = try await answer(request, id: id, remote: remote, logger: logger)
        } catch let error as HTTPParserError {
            throw error
        } catch {
            response = failureResponse(error, to: request, id: id, logger: logger)
        }
        if let name = Self.requestIDHeader { response.headers[name] = id }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        response.headers[.xContentTypeOptions] = "nosniff"
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(_ request: Request, id: String, remote: String, logger: Logger) async throws -> Response {
        let (route, parameters) = try route(of: request)
        var caller: Caller?
        var body = request.body
        if route.access.needsCaller { (caller, body) = try await authenticator.caller(of: request) }
        // The form of the path, never the path: join tokens are part of it.
        logger.debug(
            "request",
            metadata: ["method": "\(request.method)", "route": "\(route.path)", "user": "\(caller?.user ?? "")"]
        )
        if let caller { try await authorizer.check(route, request.method, parameters, by: caller) }
        return try await route.handler(
            APIRequest(
                id: id,
                head: request.head,
                rawQuery: request.uri.query ?? "",
                parameters: parameters,
                caller: caller,
                remote: remote,
                body: body,
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

    private func failureResponse(_ error: any Error, to request: Request, id: String, logger: Logger) -> Response {
        var failure = APIFailure(
            status: .internalServerError,
            code: "internal",
            message: "server: it failed; look for request \(id) in its log"
        )
        if let known = APIFailure(error) {
            failure = known
        } else {
            logger.error("request failed", metadata: ["error": "\(error)"])
        }
        guard request.head.isSigned else { return .failure(failure, requestID: id) }
        return .signedFailure(failure, requestID: id, host: request.head.authority ?? "")
    }
}
