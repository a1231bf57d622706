//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
package import ArgumentParser
import FoundationEssentials
import Glibc
import NIOCore

/// `gantry exec`: runs a command in a container, with this terminal if asked for.
package struct ExecCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Run a command in a container; exits with the command's own code."
    )

    @Flag(name: .shortAndLong, help: "Hand on standard input.") var interactive = false
    @Flag(name: .shortAndLong, help: "Give it a terminal.") var tty = false
    @Option(name: .shortAndLong, help: "The user to run as.") var user: String?
    @Option(name: .shortAndLong, help: "The directory to run in.") var workdir: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("A variable for it.", valueName: "key=value")) var env: [String] =
        []
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The container's name or ID.") var container: String
    @Argument(parsing: .captureForPassthrough, help: "The command and its arguments.") var command: [String]

    package init() {}

    private struct ExecConfiguration: Encodable, Sendable {
        var AttachStdin: Bool
        var AttachStdout = true
        var AttachStderr = true
        var Tty: Bool
        var Cmd: [String]
        var Env: [String]
        var User: String
        var WorkingDir: String
    }

    private struct Created: Decodable, Sendable { var Id: String }
    private struct Start: Encodable, Sendable {
        var Detach = false
        var Tty: Bool
    }
    private struct Result: Decodable, Sendable { var ExitCode: Int? }

    package func run() async throws {
        let words = command.first == "--" ? Array(command.dropFirst()) : command
        guard !words.isEmpty else { throw ValidationError("give the command to run after the container's name") }
        guard !tty || isatty(STDIN_FILENO) == 1 || !interactive else {
            throw CLIError("exec: standard input is no terminal; leave out -t")
        }
        let configuration = ExecConfiguration(
            AttachStdin: interactive,
            Tty: tty,
            Cmd: words,
            Env: env,
            User: user ?? "",
            WorkingDir: workdir ?? ""
        )
        let code = try await options.withClient { client in
            let container = try await ContainerCall.path(client, container, options)
            let exec = try await client.decode(Created.self, "POST", container + "/exec", json: configuration)
            let path = try await options.clusterPath(client) + "/docker/exec/" + exec.Id
            let terminal = tty ? RawTerminal() : nil
            defer { terminal?.restore() }
            if tty, let size = RawTerminal.size() {
                // The exec can be resized only once it runs; the first size is told beside its start.
                Task { try? await Self.resize(client, path, size) }
            }
            try await client.hijack(path + "/start", json: Start(Tty: tty)) { reader, outbound in
                try await Self.relay(&reader, outbound, hasTerminal: tty, readsInput: interactive)
            }
            return try await client.decode(Result.self, "GET", path + "/json").ExitCode ?? 0
        }
        throw ExitCode(Int32(code))
    }

    private static func resize(_ client: APIClient, _ path: String, _ size: (rows: Int, columns: Int)) async throws {
        for _ in 0..<5 {
            try await Task.sleep(for: .milliseconds(50))
            do {
                try await client.call("POST", "\(path)/resize?h=\(size.rows)&w=\(size.columns)")
                return
            } catch {
                continue
            }
        }
    }

    private static func relay(
        _ reader: inout HijackedReader,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        hasTerminal: Bool,
        readsInput: Bool
    ) async throws {
        let input = Task {
            guard readsInput else { return outbound.finish() }
            for await part in StandardInput.parts() { try await outbound.write(ByteBuffer(bytes: part)) }
            outbound.finish()
        }
        defer { input.cancel() }
        var frames = OutputFrames()
        while let part = try await reader.next() {
            if hasTerminal {
                write(Array(part.readableBytesView), to: STDOUT_FILENO)
            } else {
                for (stream, bytes) in frames.take(part) {
                    write(bytes, to: stream == 2 ? STDERR_FILENO : STDOUT_FILENO)
                }
            }
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

/// Cuts what a command without a terminal prints into its two streams.
///
/// Source: Docker Engine API 1.41, `POST /containers/{id}/attach`, "Stream format".
struct OutputFrames {
    private var pending = ByteBuffer()

    mutating func take(_ part: ByteBuffer) -> [(stream: UInt8, bytes: [UInt8])] {
        pending.writeImmutableBuffer(part)
        var frames: [(UInt8, [UInt8])] = []
        while let stream: UInt8 = pending.getInteger(at: pending.readerIndex),
            let length: UInt32 = pending.getInteger(at: pending.readerIndex + 4),
            let bytes = pending.getBytes(at: pending.readerIndex + 8, length: Int(length))
        {
            pending.moveReaderIndex(forwardBy: 8 + Int(length))
            frames.append((stream, bytes))
        }
        pending.discardReadBytes()
        return frames
    }
}

/// Standard input as it comes.
enum StandardInput {
    /// Reads on a thread of its own, for a read can't be interrupted.
    static func parts() -> AsyncStream<[UInt8]> {
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        var thread = pthread_t()
        let box = Unmanaged.passRetained(ContinuationBox(continuation))
        pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                let continuation = Unmanaged<ContinuationBox>.fromOpaque(argument).takeRetainedValue().continuation
                var buffer = [UInt8](repeating: 0, count: 32 << 10)
                while true {
                    let count = read(STDIN_FILENO, &buffer, buffer.count)
                    guard count > 0 else { break }
                    continuation.yield(Array(buffer[..<count]))
                }
                continuation.finish()
                return nil
            },
            box.toOpaque()
        )
        return stream
    }

    private final class ContinuationBox: Sendable {
        let continuation: AsyncStream<[UInt8]>.Continuation
        init(_ continuation: AsyncStream<[UInt8]>.Continuation) { self.continuation = continuation }
    }
}

/// Takes the terminal's line editing away, so that every key goes to the other end.
struct RawTerminal {
    private let previous: termios

    init() {
        var settings = termios()
        tcgetattr(STDIN_FILENO, &settings)
        previous = settings
        cfmakeraw(&settings)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
    }

    func restore() {
        var settings = previous
        tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
    }

    static func size() -> (rows: Int, columns: Int)? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return nil }
        return (Int(size.ws_row), Int(size.ws_col))
    }
}
