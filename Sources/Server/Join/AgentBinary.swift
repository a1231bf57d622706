//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Crypto
import Glibc
import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOPosix

/// The agent's program, which machines that join download from the server.
struct AgentBinary: Sendable {
    private static let chunk = 256 << 10

    let path: String

    /// The processor it is made for, as `uname -m` names it.
    static var architecture: String {
        #if arch(x86_64)
        "x86_64"
        #elseif arch(arm64)
        "aarch64"
        #else
        #error("name the processor as `uname -m` does")
        #endif
    }

    /// SHA-256 of the file, in hexadecimal.
    ///
    /// - Throws: `ServerError` when it can't be read.
    func digest() async throws -> String {
        var hash = SHA256()
        try await withDescriptor { descriptor in
            while let part = try await read(descriptor) {
                part.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
            }
        }
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The file as an answer.
    func download() -> Response {
        let body = ResponseBody { writer in
            try await withDescriptor { descriptor in
                while let part = try await read(descriptor) { try await writer.write(part) }
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "application/octet-stream"], body: body)
    }

    private func withDescriptor(_ body: (Int32) async throws -> Void) async throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        try await body(descriptor)
    }

    /// The next part; nil at the end.
    ///
    /// A disk may be slow, so a thread of its own waits for it.
    private func read(_ descriptor: Int32) async throws -> ByteBuffer? {
        try await NIOThreadPool.singleton.runIfActive {
            var buffer = ByteBuffer()
            var problem: Int32 = 0
            let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.chunk) { bytes in
                let count = Glibc.read(descriptor, bytes.baseAddress, bytes.count)
                if count < 0 { problem = errno }
                return max(count, 0)
            }
            guard problem == 0 else { throw failure(problem) }
            return count > 0 ? buffer : nil
        }
    }

    private func failure(_ code: Int32) -> ServerError {
        ServerError(
            "agent's program '\(path)': it can't be read (\(String(cString: strerror(code)))); "
                + "start the server with --agent-binary"
        )
    }
}
