//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Access
import ControlPlane
import DockerAPI
import HTTPTypes
import Model
import NIOCore
import Store
import Tunnel

/// A refusal as clients see it.
struct APIFailure: Error, Sendable {
    var status: HTTPResponse.Status
    /// A word for programs.
    var code: String
    /// What, why, and what to do.
    var message: String
    var problems: [Problem] = []
    var headers: HTTPFields = [:]

    static func invalid(_ message: String) -> APIFailure {
        APIFailure(status: .badRequest, code: "invalid", message: message)
    }

    static func notFound(_ message: String) -> APIFailure {
        APIFailure(status: .notFound, code: "notFound", message: message)
    }

    static func conflict(_ message: String) -> APIFailure {
        APIFailure(status: .conflict, code: "conflict", message: message)
    }

    static func unavailable(_ message: String) -> APIFailure {
        APIFailure(status: .serviceUnavailable, code: "unavailable", message: message)
    }

    static func unauthorized(_ message: String) -> APIFailure {
        APIFailure(
            status: .unauthorized,
            code: "unauthorized",
            message: message,
            headers: [.wwwAuthenticate: "Bearer"]
        )
    }

    static func tooLarge(limit: Int) -> APIFailure {
        APIFailure(
            status: .contentTooLarge,
            code: "tooLarge",
            message: "request body: it has more than \(limit) bytes; make it smaller"
        )
    }
}

extension APIFailure {
    /// What a client is told of an error; nil for one that is the server's own fault, whose text stays in the log.
    init?(_ error: any Error) {
        switch error {
        case let failure as APIFailure:
            self = failure
        case let error as ControlPlaneError:
            guard error.code != .internal else { return nil }
            self.init(
                status: Self.status(of: error.code),
                code: error.code.rawValue,
                message: error.message,
                problems: error.problems
            )
            if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        case let refusal as DockerRefusal:
            self.init(
                status: .init(code: refusal.status),
                code: Self.code(of: refusal.status),
                message: refusal.message
            )
        case let error as SignatureError:
            self.init(status: Self.status(of: error.reason), code: error.code, message: error.description)
        case let error as TunnelError:
            self = .unavailable("node: it can't be reached (\(error)); try again when it is connected")
        case is NIOTooManyBytesError:
            self = .tooLarge(limit: APIRequest.bodyLimit)
        case StoreError.conflict:
            self = .conflict("state: somebody else changed it at the same time; look at it and try again")
        case is CancellationError:
            // The first words are those by which clients know that trying again helps.
            self = .unavailable(
                "Unable to reach primary cluster manager: the server is shutting down; try again in a moment"
            )
        default:
            return nil
        }
    }

    private static func status(of reason: SignatureError.Reason) -> HTTPResponse.Status {
        switch reason {
        case .malformed, .otherBody: .badRequest
        case .unknownKey, .unknownToken, .expired, .mismatch, .replayed: .unauthorized
        case .tooMany: .tooManyRequests
        }
    }

    /// A word for the status of a refusal that has none of its own.
    private static func code(of status: Int) -> String {
        switch status {
        case 400: "invalid"
        case 403: "forbidden"
        case 404: "notFound"
        case 409: "conflict"
        case 501: "unsupported"
        default: "failed"
        }
    }

    private static func status(of code: ControlPlaneError.Code) -> HTTPResponse.Status {
        switch code {
        case .notFound: .notFound
        case .conflict: .conflict
        case .invalid: .badRequest
        case .unauthorized: .unauthorized
        case .unavailable: .serviceUnavailable
        case .tooLarge: .contentTooLarge
        case .internal: .internalServerError
        }
    }
}
