//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Console
import FoundationEssentials
import HTTPText
import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization

/// A terminal in a container for a browser: an exec session of the Docker API, over a WebSocket.
///
/// Each message of the browser begins with a byte: 0 before what is typed, 1 before the terminal's size. What goes to it
/// is what the terminal shows. All that is done goes through the management API, with its checks and its audit log.
struct TerminalSocket: Sendable {
    private enum Kind {
        static let input: UInt8 = 0
        static let size: UInt8 = 1
    }

    /// How long a shell has to end by itself when its browser has gone.
    private static let patience = Duration.seconds(2)
    /// What ends most shells, which the engine would let run for ever: Control-C for what runs in it, then Control-D.
    private static let farewell = ByteBuffer(bytes: [0x03, 0x04])

    let api: APIResponder
    let terminal: TerminalRequest
    /// The browser's address.
    let remote: String

    /// The answer to a request for a terminal.
    static func respond(to request: Request, api: APIResponder, _ asked: ConsoleRequest, remote: String) -> Response {
        guard let headers = WebSocketHandshake.accept(request.head) else { return Response(status: .badRequest) }
        guard let terminal = TerminalRequest(asked) else { return Response(status: .forbidden) }
        let socket = TerminalSocket(api: api, terminal: terminal, remote: remote)
        return Response(
            status: .switchingProtocols,
            headers: headers,
            body: ResponseBody { writer in
                do {
                    try await socket.run(request.body, to: &writer)
                } catch let refusal as APIErrorBody {
                    // A browser is told nothing of an answer that refuses a WebSocket.
                    try await writer.write(ByteBuffer(string: terminal.language.said(refusal.message) + "\r\n"))
                }
                try await writer.finish(nil)
            }
        )
    }

    private func run(_ messages: RequestBody, to writer: inout any ResponseBodyWriter) async throws {
        let session = try await makeSession()
        let (input, keys) = RequestBody.makeStream()
        let (output, screen) = RequestBody.makeStream()
        let start = Array(#"{"Detach":false,"Tty":true}"#.utf8)
        await keys.yield(ByteBuffer(bytes: start))
        let path = "/clusters/\(PercentEncoding.encode(terminal.cluster))/docker/exec/\(session)"
        let response = try await call(
            .post,
            path + "/start",
            input,
            length: start.count,
            headers: [.connection: "Upgrade", .upgrade: "tcp"]
        )
        guard response.status == .switchingProtocols else { throw await refusal(response) }
        let window = TerminalWindow { size in
            // A terminal of another size is still one.
            _ = try? await call(
                .post,
                "\(path)/resize?h=\(size.rows)&w=\(size.columns)",
                RequestBody(buffer: ByteBuffer())
            )
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { screen.finish() }
                // This connection's end is told by its messages, so that the shell can be ended before its own.
                try await ConnectionEnd.$current.withValue(nil) {
                    try await response.body.write(ScreenWriter(screen: screen, window: window))
                }
            }
            group.addTask {
                // What breaks off ends as what is closed.
                try? await pass(messages, to: keys, window)
                await keys.yield(Self.farewell)
                keys.finish()
                try await Task.sleep(for: Self.patience)
                screen.finish()
            }
            for try await part in output { try await writer.write(part) }
            group.cancelAll()
        }
    }

    /// Passes on what the browser sends, until it goes away.
    private func pass(_ messages: RequestBody, to keys: RequestBody.Source, _ window: TerminalWindow) async throws {
        for try await part in messages {
            var message = part
            switch message.readInteger(as: UInt8.self) {
            case Kind.input: await keys.yield(message)
            case Kind.size:
                guard let columns = message.readInteger(as: UInt16.self),
                    let rows = message.readInteger(as: UInt16.self)
                else { continue }
                await window.resize(to: TerminalWindow.Size(columns: max(1, columns), rows: max(1, rows)))
            default: continue
            }
        }
    }

    /// Makes the session.
    ///
    /// - Returns: Its ID.
    /// - Throws: `APIErrorBody`, the refusal.
    private func makeSession() async throws -> String {
        let command: JSONValue = [
            "AttachStdin": true, "AttachStdout": true, "AttachStderr": true, "Tty": true,
            "Env": ["TERM=xterm-256color"], "Cmd": .strings(terminal.command),
        ]
        let body = Array(try JSONEncoder().encode(command))
        let cluster = PercentEncoding.encode(terminal.cluster)
        let container = PercentEncoding.encode(terminal.container)
        let response = try await call(
            .post,
            "/clusters/\(cluster)/docker/containers/\(container)/exec",
            RequestBody(buffer: ByteBuffer(bytes: body)),
            length: body.count
        )
        guard response.status == .created else { throw await refusal(response) }
        let answer = try await OwnCalls.collect(response)
        guard case .string(let id)? = try JSONDecoder().decode(JSONValue.self, from: Data(answer.body))["Id"] else {
            throw Self.failure("terminal: the engine gave its session no ID; see the engine's log")
        }
        return PercentEncoding.encode(id)
    }

    private func call(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: RequestBody,
        length: Int = 0,
        headers: HTTPFields = [:]
    ) async throws -> Response {
        var head = HTTPRequest(method: method, scheme: "https", authority: nil, path: path, headerFields: headers)
        head.headerFields[.authorization] = "Bearer " + terminal.token
        head.headerFields[.contentType] = "application/json"
        head.headerFields[.contentLength] = String(length)
        return try await api.respond(to: Request(head: head, body: body), remote: remote, isOwn: true)
    }

    private func refusal(_ response: Response) async -> APIErrorBody {
        do {
            return APIRefusal(try await OwnCalls.collect(response)).body
        } catch {
            return Self.failure("terminal: the engine gave no answer; try again, or see the node's state")
        }
    }

    private static func failure(_ message: String) -> APIErrorBody {
        APIErrorBody(code: "failed", message: message, requestID: "")
    }
}

/// How large a terminal is.
///
/// Its session takes a size only once its program runs, which the program's first output shows; sizes that come before
/// are kept until then.
private final class TerminalWindow: Sendable {
    struct Size: Sendable {
        var columns: UInt16
        var rows: UInt16
    }

    private let state = Mutex((isRunning: false, waiting: Size?.none))
    private let tell: @Sendable (Size) async -> Void

    /// - Parameter tell: Tells the session its size.
    init(_ tell: @escaping @Sendable (Size) async -> Void) {
        self.tell = tell
    }

    func resize(to size: Size) async {
        let isRunning = state.withLock { state in
            if !state.isRunning { state.waiting = size }
            return state.isRunning
        }
        if isRunning { await tell(size) }
    }

    /// The program has shown something.
    func noteOutput() async {
        let waiting = state.withLock { state in
            state.isRunning = true
            return state.waiting.take()
        }
        if let waiting { await tell(waiting) }
    }
}

/// Hands on what the terminal shows.
private struct ScreenWriter: ResponseBodyWriter {
    let screen: RequestBody.Source
    let window: TerminalWindow

    mutating func write(_ buffer: ByteBuffer) async throws {
        await screen.yield(buffer)
        await window.noteOutput()
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
