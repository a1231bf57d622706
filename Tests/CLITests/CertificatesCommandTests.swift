//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ArgumentParser
import FoundationEssentials
import Testing

@testable import CLI

@Suite struct CertificatesCommandTests {
    @Test func theCommandAloneGetsThem() throws {
        let command = try #require(
            try ClusterCommand.parseAsRoot(["certs", "prod", "--dir", "/tmp/x", "--zip"]) as? CertificatesCommand.Get
        )
        #expect(command.name == "prod" && command.dir == "/tmp/x" && command.zip)
        #expect(try ClusterCommand.parseAsRoot(["certs"]) is CertificatesCommand.Get)
        #expect(try ClusterCommand.parseAsRoot(["certs", "ls"]) is CertificatesCommand.List)
        let revoke = try #require(
            try ClusterCommand.parseAsRoot(["certs", "revoke", "--user", "kim"]) as? CertificatesCommand.Revoke
        )
        #expect(revoke.user == "kim")
    }

    @Test func filesAreForTheUserAlone() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "gantry-" + UUID().uuidString).path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let folder = try SecretFolder(path + "/")
        for text in ["one", "two"] {
            try folder.write(Array(text.utf8), "key.pem")
            #expect(FileManager.default.contents(atPath: path + "/key.pem") == Data(text.utf8))
        }
        for (file, mode) in [("", 0o700), ("/key.pem", 0o600)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path + file)
            #expect(attributes[.posixPermissions] as? Int == mode)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["key.pem"])
        #expect(throws: CLIError.self) { try SecretFolder(path + "/key.pem") }
    }

    @Test func noClustersNameLeadsElsewhere() throws {
        #expect(try SecretFolder.standard(cluster: "prod").hasSuffix("/.acs/certs/prod"))
        #expect(throws: CLIError.self) { try SecretFolder.standard(cluster: "../x") }
    }
}
