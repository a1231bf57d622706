//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerAPI
import HTTPTypes
import HummingbirdCore
import NIOCore
import ServiceLifecycle

/// The answer to a call whose body may still be coming in.
///
/// Its work is ended when the client goes away, however much of the body or of the answer is still to come.
struct LiveAnswer: Sendable {
    fileprivate struct Head: Sendable {
        var status: HTTPResponse.Status
        var headers: HTTPFields
    }

    fileprivate let head: AsyncThrowingStream<Head, any Error>.Continuation
    fileprivate let source: RequestBody.Source

    /// Says how the answer begins; only the first time counts.
    func begin(_ status: Int, _ headers: HTTPFields) {
        head.yield(Head(status: .init(code: status), headers: headers))
    }

    /// Waits while the client is slow.
    func write(_ bytes: ByteBuffer) async throws {
        try Task.checkCancellation()
        await source.yield(bytes)
    }

    /// Writes a JSON object of a stream, on a line of its own.
    func write(line json: JSONText) async throws {
        var buffer = ByteBuffer(bytes: json.bytes)
        buffer.writeString("\r\n")
        try await write(buffer)
    }
}

extension APIRequest {
    /// Answers while the body comes in.
    ///
    /// - Parameter work: Reads the body, begins the answer and writes it; what it throws before it has begun is the
    ///   answer, and afterwards breaks it off.
    /// - Returns: The answer, once it has begun.
    /// - Throws: What the work throws before it has begun the answer.
    func live(_ work: @escaping @Sendable (RequestBody, LiveAnswer) async throws -> Void) async throws -> Response {
        let (answer, source) = RequestBody.makeStream()
        let (heads, head) = AsyncThrowingStream.makeStream(of: LiveAnswer.Head.self)
        let live = LiveAnswer(head: head, source: source)
        // The answer's head has to be known before the server takes the rest, so that the work begins on its own.
        let task = Task {
            do {
                try await whileWanted { body in try await work(body, live) }
                source.finish()
                head.finish()
            } catch {
                source.finish(error)
                head.finish(throwing: error)
            }
        }
        let owner = TaskOwner(task)
        var iterator = heads.makeAsyncIterator()
        let begun: LiveAnswer.Head?
        do {
            begun = try await withTaskCancellationHandler {
                try await iterator.next()
            } onCancel: {
                task.cancel()
            }
        } catch {
            await owner.end()
            throw error
        }
        guard let begun else {
            await owner.end()
            throw CancellationError()
        }
        var headers = begun.headers
        // Watching for the client's end uses the connection up.
        headers[.connection] = "close"
        return Response(
            status: begun.status,
            headers: headers,
            body: ResponseBody { writer in
                do {
                    for try await part in answer { try await writer.write(part) }
                } catch {
                    await owner.end()
                    throw error
                }
                await owner.end()
                try await writer.finish(nil)
            }
        )
    }

    /// Does something with the body that is cancelled when the client goes away or the server begins to shut down.
    private func whileWanted(
        _ operation: @escaping @Sendable (RequestBody) async throws -> Void
    ) async throws {
        if isOwn { return try await operation(body) }
        try await cancelWhenGracefulShutdown {
            try await (inbound ?? body).consumeWithCancellationOnInboundClose { incoming in
                try await operation(inbound == nil ? incoming : body)
            }
        }
    }
}

/// Ends a task at the latest when nobody holds it any more.
private final class TaskOwner: Sendable {
    private let task: Task<Void, Never>

    init(_ task: Task<Void, Never>) { self.task = task }

    /// Cancels the task and waits for its end.
    func end() async {
        task.cancel()
        await task.value
    }

    deinit { task.cancel() }
}
