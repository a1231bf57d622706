//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser
import FoundationEssentials
import HTTPText

/// `gantry cluster certs`: what Docker's clients reach a cluster's endpoint with.
struct CertificatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certs",
        abstract: "Certificates for a cluster's endpoint, where docker and programs reach the whole cluster.",
        subcommands: [Get.self, List.self, Revoke.self],
        defaultSubcommand: Get.self
    )

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "get",
            abstract: "Write your ca.pem, cert.pem, key.pem and env.sh for a cluster."
        )

        @Argument(help: "The cluster's name or ID; left out, that of the context.") var name: String?
        @Option(help: "The folder to write to. (default: ~/.acs/certs/NAME)") var dir: String?
        @Flag(help: "Write certFiles.zip with the same files instead.") var zip = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            var options = options
            options.cluster = name ?? options.cluster
            let chosen = options
            try await options.withClient { client in
                let path = try await chosen.clusterPath(client)
                let cluster = try await client.decode(ClusterObject.self, "GET", path)
                let folder = try SecretFolder(dir ?? SecretFolder.standard(cluster: cluster.name))
                if zip {
                    try folder.write(try await client.call("GET", path + "/certs.zip"), "certFiles.zip")
                    print("\(folder.path)/certFiles.zip")
                    return
                }
                let files = try await client.decode(ClusterCertificates.self, "GET", path + "/certs")
                try folder.write(Array(files.ca.utf8), "ca.pem")
                try folder.write(Array(files.cert.utf8), "cert.pem")
                try folder.write(Array(files.key.utf8), "key.pem")
                try folder.write(Array(DockerEnvironment.script(masterURL: cluster.masterURL).utf8), "env.sh")
                print(folder.path)
                Output.note("for docker and docker-compose: . '\(folder.path)/env.sh'")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the certificates for a cluster: yours, or all for those who may revoke them."
        )

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let items = try await options.withClient { client in
                let path = try await options.clusterPath(client) + "/certificates"
                return try await client.decode([ClusterCertificateObject].self, "GET", path)
            }
            try Output.list(items, options)
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke",
            abstract: "Make a user's certificates for a cluster worthless, and end what they opened."
        )

        @Option(name: .shortAndLong, help: "Whose they are; left out, yours.") var user: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await options.withClient { client in
                let name: String
                if let user {
                    name = user
                } else {
                    name = try await client.decode(CallerObject.self, "GET", "/whoami").user
                }
                guard !name.isEmpty else { throw CLIError("user: is empty; `gantry user ls` lists those there are") }
                let path = try await options.clusterPath(client)
                try await client.call("DELETE", path + "/certificates/" + PercentEncoding.encode(name))
            }
        }
    }
}

extension ClusterCertificateObject: Listable {
    package static var headings: [String] { ["USER", "FINGERPRINT", "CREATED", "EXPIRES"] }

    package func row(_ style: TerminalStyle) -> [String] {
        [user, String(fingerprint.prefix(16)), String(created.prefix(19)), String(expires.prefix(19))]
    }

    package var listName: String { fingerprint }
}
