//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Console
import HTTPTypes
import HummingbirdCore
import NIOCore
import ServiceLifecycle

/// Answers a browser: reads its form, has the console make the answer, and sends it.
struct ConsoleResponder: Sendable {
    /// Most bytes of a form (4 MiB, as the API's bodies).
    private static let formLimit = APIRequest.bodyLimit

    let api: APIResponder
    let console: Console
    /// The browser's address.
    let remote: String

    func respond(to request: Request) async throws -> Response {
        let calls = OwnCalls(api: api, remote: remote)
        var form = FormValues()
        if request.method == .post {
            do {
                let body = try await request.body.collect(upTo: Self.formLimit)
                form = FormValues(String(buffer: body))
            } catch is NIOTooManyBytesError {
                return Response(status: .contentTooLarge)
            }
        }
        let asked = ConsoleRequest(
            method: request.method,
            path: request.uri.path,
            query: FormValues(request.uri.query ?? ""),
            headers: request.headers,
            form: form,
            authority: request.head.authority ?? ""
        )
        if TerminalRequest.isMeant(by: asked.path) {
            return TerminalSocket.respond(to: request, api: api, asked, remote: remote)
        }
        let answer = try await console.answer(asked, api: calls)
        var response = Response(status: answer.status, headers: answer.headers)
        switch answer.body {
        case .bytes(let bytes):
            response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .stream(let send):
            // Watching for the browser's end uses the connection up.
            response.headers[.connection] = "close"
            response.body = stream(send, for: request)
        }
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// Sends until the browser goes away or the server begins to shut down.
    private func stream(
        _ send: @escaping @Sendable (@escaping ConsoleResponse.Write) async throws -> Void,
        for request: Request
    ) -> ResponseBody {
        ResponseBody { writer in
            let (parts, source) = RequestBody.makeStream()
            let isCut = await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    defer { source.finish() }
                    do {
                        try await cancelWhenGracefulShutdown {
                            try await request.body.consumeWithCancellationOnInboundClose { _ in
                                try await send { await source.yield(ByteBuffer(bytes: $0)) }
                            }
                        }
                    } catch {
                        // Whoever reads it comes back by itself, and is told then what is wrong.
                    }
                    return false
                }
                var isCut = false
                do {
                    for try await part in parts { try await writer.write(part) }
                } catch {
                    isCut = true
                }
                group.cancelAll()
                return isCut
            }
            if !isCut { try await writer.finish(nil) }
        }
    }
}
