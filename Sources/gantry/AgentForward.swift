//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ArgumentParser
import CLI
import Glibc

/// `gantry agent`: the node's agent, which is a program of its own so that nodes stay light.
struct AgentForward: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Run this node's agent (the program gantry-agent)."
    )

    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

    func run() throws { try AgentProgram.become("agent", arguments) }
}

/// `gantry router`: what runs in routing containers.
struct RouterForward: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "router",
        abstract: "Run the router of a routing container (the program gantry-agent)."
    )

    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

    func run() throws { try AgentProgram.become("router", arguments) }
}

/// The program `gantry-agent`, beside this one.
enum AgentProgram {
    /// Replaces this process; returns only to throw.
    static func become(_ command: String, _ arguments: [String]) throws {
        let path = try self.path()
        var words: [UnsafeMutablePointer<CChar>?] = ([path, command] + arguments).map { strdup($0) }
        words.append(nil)
        execv(path, words)
        throw CLIError("\(path): can't be run: \(String(cString: strerror(errno))); install gantry-agent beside gantry")
    }

    /// The program's file: beside this program's own.
    static func path() throws -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else {
            throw CLIError("gantry-agent: can't be found, for /proc is not mounted; run it by its path")
        }
        let own = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return String(own[..<(own.lastIndex(of: "/") ?? own.startIndex)]) + "/gantry-agent"
    }
}
