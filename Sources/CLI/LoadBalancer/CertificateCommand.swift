//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
package import APITypes
import ArgumentParser
import HTTPText

/// `gantry lb certificate`: what `https` listeners of a load balancer show their clients.
struct CertificateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate",
        abstract: "The certificates of a load balancer's https listeners.",
        discussion: "A client gets the one for the host that it names, or else the first by name.",
        subcommands: [List.self, Add.self, Issue.self, Remove.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "List the certificates.")

        @Argument(help: "The load balancer's name.") var name: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let path = try LoadBalancerCall.path(name)
            let item = try await options.withClient { client in
                try await client.decode(LoadBalancerObject.self, "GET", path)
            }
            try Output.list(item.certificates, options)
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Give it a certificate, in the place of one of the same name."
        )

        @Argument(help: "The load balancer's name.") var name: String
        @Option(
            name: .customLong("cert"),
            help: ArgumentHelp(
                "PEM: the server's certificate, then those that it is signed by; - is standard input.",
                valueName: "file"
            )
        )
        var certificate: String
        @Option(help: ArgumentHelp("PEM: its key. (default: in the certificate's file)", valueName: "file"))
        var key: String?
        @Option(
            name: .customLong("name"),
            help: ArgumentHelp("What it is called. (default: its first host)", valueName: "certificate")
        )
        var title: String?
        @OptionGroup var options: GlobalOptions

        func request() throws -> LoadBalancerCertificateRequest {
            var request = LoadBalancerCertificateRequest(certificate: try TextFile.read(certificate))
            request.certificateFile = certificate
            request.key = try key.map(TextFile.read)
            request.keyFile = key
            request.name = title
            return request
        }

        func run() async throws {
            try await LoadBalancerCall.send("POST", CertificateCommand.path(name), try request(), options)
        }
    }

    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "issue",
            abstract: "Have Gantry's own authority issue one, in the place of one of the same name.",
            discussion: "Clients have to trust the authority: that which `gantry login` asks for."
        )

        @Argument(help: "The load balancer's name.") var name: String
        @Argument(help: "DNS names, such as shop.example.com or *.example.com, and IP addresses.")
        var domains: [String]
        @Option(help: "For how many days it is valid. (default: 397)") var days: Int?
        @Option(
            name: .customLong("name"),
            help: ArgumentHelp("What it is called. (default: its first host)", valueName: "certificate")
        )
        var title: String?
        @OptionGroup var options: GlobalOptions

        var request: LoadBalancerCertificateIssue {
            var request = LoadBalancerCertificateIssue(domains: domains)
            request.days = days
            request.name = title
            return request
        }

        func run() async throws {
            try await LoadBalancerCall.send("POST", CertificateCommand.path(name) + "/issue", request, options)
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "rm", abstract: "Take a certificate away.")

        @Argument(help: "The load balancer's name.") var name: String
        @Argument(help: "The certificate's name.") var certificate: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            guard !certificate.isEmpty else {
                throw CLIError("certificate name: is empty; `gantry lb certificate ls \(name)` lists those there are")
            }
            let path = try CertificateCommand.path(name) + "/" + PercentEncoding.encode(certificate)
            try await LoadBalancerCall.send("DELETE", path, nil, options)
        }
    }

    private static func path(_ name: String) throws -> String { try LoadBalancerCall.path(name) + "/certificates" }
}

extension LoadBalancerObject.Certificate: Listable {
    package static var headings: [String] { ["NAME", "HOSTS", "ISSUER", "EXPIRES"] }
    package static var wideHeadings: [String] { ["FROM", "FINGERPRINT"] }

    package func row(_ style: TerminalStyle) -> [String] {
        let end = String(expires.prefix(10))
        return [
            name, names.joined(separator: ","), issuer, daysLeft < 0 ? "\(end) (expired)" : "\(end) (\(daysLeft) d)",
        ]
    }

    package func wideRow(_ style: TerminalStyle) -> [String] { [String(begins.prefix(10)), fingerprint] }

    package var listName: String { name }
}
