//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Glibc

/// The user's editor: that of the variables `VISUAL` or `EDITOR`, or else `vi`.
enum TextEditor {
    /// A text in a file that only its user can read.
    struct Draft {
        let path: String

        init(_ text: String) throws {
            let folder = Environment.variables["TMPDIR"] ?? "/tmp"
            path = "\(folder)/gantry-\(UUID().uuidString).txt"
            // For its user alone from the beginning: values may be secrets.
            let file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw CLIError("\(path): can't be made: \(String(cString: strerror(errno)))") }
            defer { close(file) }
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                let count = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
                guard count > 0 else {
                    throw CLIError("\(path): can't be written: \(String(cString: strerror(errno)))")
                }
                bytes = bytes.dropFirst(count)
            }
        }

        func discard() { unlink(path) }
    }

    /// Has a file edited, and returns when the editor has ended.
    static func edit(_ path: String, environment: [String: String] = Environment.variables) throws {
        let command = ["VISUAL", "EDITOR"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? "vi"
        // A shell, for the variable may have options of the editor in it.
        let words = ["/bin/sh", "-c", command + " \"$1\"", "sh", path]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let failure = posix_spawn(&process, words[0], nil, nil, arguments, environ)
        guard failure == 0 else {
            throw CLIError("\(words[0]): can't be run: \(String(cString: strerror(failure)))")
        }
        var status: CInt = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else {
                throw CLIError("\(command): can't be waited for: \(String(cString: strerror(errno)))")
            }
        }
        guard status == 0 else {
            throw CLIError(
                "\(command): failed; name another editor with the variable EDITOR, or hand the text in with -f"
            )
        }
    }
}
