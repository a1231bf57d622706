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

/// Each in a process of its own, for the variables belong to all tests of one.
@Suite struct ContextFileTests {
    @Test func whatIsSavedIsRead() async {
        await #expect(processExitsWith: .success) {
            let folder = FileManager.default.temporaryDirectory.path() + "/gantry-context-\(getpid())"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            setenv("GANTRY_CONFIG", folder + "/deep/config.yml", 1)
            #expect(try ContextFile.load().contexts.isEmpty)
            var file = ContextFile()
            var context = ContextFile.Context(name: "work", server: "https://gantry.test:7800")
            context.token = "secret"
            context.authority = "-----BEGIN CERTIFICATE-----\n"
            file.use(context)
            file.use(ContextFile.Context(name: "home", server: "https://127.0.0.1:7800"))
            file.use(ContextFile.Context(name: "home", server: "https://127.0.0.1:7900"))
            for _ in 0..<2 { try file.save() }
            let read = try ContextFile.load()
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

    @Test func aDamagedFileIsNamed() async {
        await #expect(processExitsWith: .success) {
            let path = FileManager.default.temporaryDirectory.path() + "/gantry-damaged-\(getpid()).yml"
            defer { try? FileManager.default.removeItem(atPath: path) }
            setenv("GANTRY_CONFIG", path, 1)
            #expect(FileManager.default.createFile(atPath: path, contents: Data("contexts: [".utf8)))
            let error = #expect(throws: CLIError.self) { try ContextFile.load() }
            #expect(error?.description.hasPrefix("\(path): can't be read") ?? false)
        }
    }

    @Test func flagsGoBeforeVariablesAndVariablesBeforeTheContext() async {
        await #expect(processExitsWith: .success) {
            let path = FileManager.default.temporaryDirectory.path() + "/gantry-options-\(getpid()).yml"
            defer { try? FileManager.default.removeItem(atPath: path) }
            setenv("GANTRY_CONFIG", path, 1)
            for name in ["GANTRY_SERVER", "GANTRY_TOKEN", "GANTRY_CONTEXT"] { unsetenv(name) }
            #expect(throws: CLIError.self) { try GlobalOptions.parse([]).endpoint() }
            var file = ContextFile()
            var context = ContextFile.Context(name: "work", server: "https://work.test")
            context.token = "of the context"
            file.use(context)
            file.use(ContextFile.Context(name: "home", server: "https://home.test"))
            try file.save()
            #expect(try GlobalOptions.parse([]).endpoint().url == "https://home.test")
            #expect(try GlobalOptions.parse(["--context", "work"]).endpoint().token == "of the context")
            #expect(throws: CLIError.self) { try GlobalOptions.parse(["--context", "none"]).endpoint() }
            setenv("GANTRY_CONTEXT", "work", 1)
            #expect(try GlobalOptions.parse([]).endpoint().url == "https://work.test")
            setenv("GANTRY_SERVER", "https://variable.test", 1)
            setenv("GANTRY_TOKEN", "of the variable", 1)
            #expect(try GlobalOptions.parse([]).endpoint().url == "https://variable.test")
            #expect(try GlobalOptions.parse([]).endpoint().token == "of the variable")
            #expect(try GlobalOptions.parse(["--server", "https://flag.test"]).endpoint().url == "https://flag.test")
        }
    }
}
