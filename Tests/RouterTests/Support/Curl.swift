//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Subprocess

/// A client that knows TLS and HTTP/2.
struct Curl: Sendable {
    let port: Int

    /// The status and the version of HTTP, the answer's headers, and its body; nil when there is none.
    func get(_ host: String, _ path: String = "/", _ arguments: [String] = []) async throws -> String? {
        let result = try await Subprocess.run(
            .name("curl"),
            arguments: Arguments(
                [
                    "-sk", "-D", "-", "--max-time", "20", "--resolve", "\(host):\(port):127.0.0.1",
                    "-w", "\n%{http_code} %{http_version}", "https://\(host):\(port)\(path)",
                ] + arguments
            ),
            output: .string(limit: 1 << 20),
            error: .discarded
        )
        return result.terminationStatus.isSuccess ? result.standardOutput : nil
    }
}
