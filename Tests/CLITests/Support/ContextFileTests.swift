//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import ArgumentParser
import FoundationEssentials
import Glibc
import Testing

@testable import CLI

@Suite struct ContextFileTests {
    @Test func whatIsSavedIsRead() throws {
        try withFolder { folder in
            let variables = ["GANTRY_CONFIG": folder + "/deep/config.yml"]
            #expect(try ContextFile.load(variables).contexts.isEmpty)
            var file = ContextFile()
            var context = ContextFile.Context(name: "work", server: "https://gantry.test:7800")
            context.token = "secret"
            context.authority = "-----BEGIN CERTIFICATE-----\n"
            file.use(context)
            file.use(ContextFile.Context(name: "home", server: "https://127.0.0.1:7800"))
            file.use(ContextFile.Context(name: "home", server: "https://127.0.0.1:7900"))
            for _ in 0..<2 { try file.save(variables) }
            let read = try ContextFile.load(variables)
            #expect(read.current == "home")
            #expect(read.currentContext?.server == "https://127.0.0.1:7900")
            #expect(read.contexts.map(\.name) == ["work", "home"])
            #expect(read.contexts.first?.token == "secret")
            #expect(read.contexts.first?.authority == context.authority)
            var status = stat()
            #expect(stat(folder + "/deep/config.yml", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600, "it holds a credential")
        }
    }

    @Test func aDamagedFileIsNamed() throws {
        try withFolder { folder in
            let path = folder + "/config.yml"
            try #require(FileManager.default.createFile(atPath: path, contents: Data("contexts: [".utf8)))
            let error = #expect(throws: CLIError.self) { try ContextFile.load(["GANTRY_CONFIG": path]) }
            #expect(error?.description.hasPrefix("\(path): can't be read") ?? false)
        }
    }

    @Test func itIsKeptInTheHomeFolder() {
        #expect(ContextFile.path(["HOME": "/home/me"]) == "/home/me/.config/gantry/config.yml")
        #expect(ContextFile.path(["HOME": "/home/me", "GANTRY_CONFIG": "/tmp/c"]) == "/tmp/c")
    }

    @Test func flagsGoBeforeVariablesAndVariablesBeforeTheContext() throws {
        try withFolder { folder in
            var variables = ["GANTRY_CONFIG": folder + "/config.yml"]
            func endpoint(_ arguments: String...) throws -> APIClient.Endpoint {
                try GlobalOptions.parse(arguments).endpoint(variables)
            }
            #expect(throws: CLIError.self) { try endpoint() }
            var file = ContextFile()
            var context = ContextFile.Context(name: "work", server: "https://work.test")
            context.token = "of the context"
            file.use(context)
            file.use(ContextFile.Context(name: "home", server: "https://home.test"))
            try file.save(variables)
            #expect(try endpoint().url == "https://home.test")
            #expect(try endpoint("--context", "work").token == "of the context")
            #expect(throws: CLIError.self) { try endpoint("--context", "none") }
            variables["GANTRY_CONTEXT"] = "work"
            #expect(try endpoint().url == "https://work.test")
            variables["GANTRY_SERVER"] = "https://variable.test"
            variables["GANTRY_TOKEN"] = "of the variable"
            #expect(try endpoint().url == "https://variable.test")
            #expect(try endpoint().token == "of the variable")
            #expect(try endpoint("--server", "https://flag.test").url == "https://flag.test")
        }
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path() + "/gantry-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }
}
