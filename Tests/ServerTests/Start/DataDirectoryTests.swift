//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Glibc
import PKI
import Testing

@testable import Server

@Suite struct DataDirectoryTests {
    private func withDirectory(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "gantry-" + UUID().uuidString).path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    private func mode(_ path: String) -> UInt32 {
        var information = stat()
        return stat(path, &information) == 0 ? information.st_mode & 0o777 : 0
    }

    @Test func keysAreMadeOnceAndAreNobodysBusiness() async throws {
        try await withDirectory { path in
            let now = Date()
            let directory = try DataDirectory(path)
            let authority = try directory.authority(isFirstStart: true, now: now)
            let sealed = try directory.secrets(isFirstStart: true).seal([1, 2, 3])
            _ = try directory.serverCertificate(authority: authority, names: ["a"], now: now)
            #expect(mode(path) == 0o700)
            for file in ["ca.pem", "ca-key.pem", "secret.key", "server.json"] {
                #expect(mode(path + "/" + file) == 0o600)
            }

            let again = try DataDirectory(path)
            #expect(try again.authority(isFirstStart: false, now: now).fingerprint == authority.fingerprint)
            #expect(try again.secrets(isFirstStart: false).open(sealed) == Data([1, 2, 3]))
        }
    }

    @Test func theCertificateIsReplacedWhenItDoesNotFit() async throws {
        try await withDirectory { path in
            let now = Date()
            let directory = try DataDirectory(path)
            let authority = try directory.authority(isFirstStart: true, now: now)
            let first = try directory.serverCertificate(authority: authority, names: ["a"], now: now)
            #expect(try directory.serverCertificate(authority: authority, names: ["a"], now: now) == first)
            let named = try directory.serverCertificate(authority: authority, names: ["a", "b"], now: now)
            #expect(named != first)
            let late = named.expires.addingTimeInterval(-ServerCertificate.reserve)
            #expect(try directory.serverCertificate(authority: authority, names: ["a", "b"], now: late) != named)
        }
    }

    @Test func lostKeysOfAnOldStateAreNotMadeAnew() async throws {
        try await withDirectory { path in
            let directory = try DataDirectory(path)
            #expect(throws: ServerError.self) { try directory.secrets(isFirstStart: false) }
            #expect(throws: ServerError.self) { try directory.authority(isFirstStart: false, now: Date()) }
        }
    }
}
