//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Logging
import NIOCore
import NIOHPACK

/// Serves one stream that the control plane opened.
struct StreamServer: Sendable {
    let handler: any TunnelHandler
    let logger: Logger

    func serve(_ stream: TunnelStream) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await run(stream)
                // Whatever the peer still sends is of no interest; what we have sent is on its way.
                stream.writer.reset()
            }
            group.addTask {
                await stream.writer.channel.waitUntilClosed()
            }
            await group.next()
            // After our last byte, the peer ends the stream as a matter of course.
            if !stream.writer.state.hasEnded {
                group.cancelAll()
            }
        }
    }

    private func run(_ stream: TunnelStream) async {
        do {
            let head = try await stream.readHead()
            let method = head.first(name: ":method") ?? ""
            if method == "CONNECT" {
                await servePipe(to: head.first(name: ":authority") ?? "", stream)
            } else {
                let request = TunnelServerRequest(
                    method: method,
                    path: head.first(name: ":path") ?? "/",
                    headers: StreamHeaders.fields(of: head),
                    body: stream.body
                )
                await serveRequest(request, stream)
            }
        } catch {
            logger.debug("tunnel stream ended early", metadata: ["error": "\(error)"])
        }
    }

    private func serveRequest(_ request: TunnelServerRequest, _ stream: TunnelStream) async {
        let responder = TunnelResponder(writer: stream.writer)
        do {
            try await handler.handle(request, responder)
            try await responder.complete()
        } catch {
            logger.debug(
                "tunnel request failed",
                metadata: ["method": "\(request.method)", "path": "\(request.path)", "error": "\(error)"]
            )
            await responder.fail(error)
        }
    }

    private func servePipe(to target: String, _ stream: TunnelStream) async {
        let acceptance = PipeAcceptance(writer: stream.writer)
        let pipe = TunnelPipe(offered: stream, acceptance: acceptance)
        // A pipe that goes resets its stream, but the refusal must be sent before.
        defer { withExtendedLifetime(pipe) {} }
        do {
            try await handler.handlePipe(to: target, pipe)
        } catch {
            logger.debug("tunnel pipe failed", metadata: ["target": "\(target)", "error": "\(error)"])
            guard !acceptance.isAccepted else { return }
            let responder = TunnelResponder(writer: stream.writer)
            try? await responder.respond(status: 502, ByteBuffer(string: "\(error)"))
        }
    }
}
