//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Glibc

/// Where passwords come from: a file, standard input, or the terminal without showing them; never an argument.
enum PasswordInput {
    /// A password that is known already.
    ///
    /// - Parameters:
    ///   - file: A file whose first line it is; `-` for standard input, whose lines are taken one after another.
    ///   - prompt: What the terminal shows where no file is named.
    /// - Returns: The password without the end of its line.
    /// - Throws: `CLIError` when the file can't be read.
    static func read(file: String?, prompt: String) throws -> String {
        if let file, file != "-" {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw CLIError("\(file): can't be read; give the file that holds the password")
            }
            return String(String(decoding: data, as: UTF8.self).prefix { $0 != "\n" && $0 != "\r\n" })
        }
        guard isatty(STDIN_FILENO) == 1, file == nil else { return readLine() ?? "" }
        return readHidden(prompt)
    }

    /// A new password, which the terminal asks for twice.
    ///
    /// - Throws: `CLIError` when the two differ.
    static func readNew(file: String?, prompt: String) throws -> String {
        let password = try read(file: file, prompt: prompt)
        guard file == nil, isatty(STDIN_FILENO) == 1 else { return password }
        guard readHidden("The same again: ") == password else {
            throw CLIError("password: the two differ; begin again")
        }
        return password
    }

    private static func readHidden(_ prompt: String) -> String {
        StandardError.write(prompt)
        var settings = termios()
        tcgetattr(STDIN_FILENO, &settings)
        let shown = settings
        settings.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
        defer {
            var shown = shown
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            StandardError.write("\n")
        }
        return readLine() ?? ""
    }
}
