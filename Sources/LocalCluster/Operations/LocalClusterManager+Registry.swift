//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Glibc

extension LocalClusterManager {
    /// How to reach the registry and sign in.
    func registryAccess() throws -> LocalRegistryAccess {
        let credentials = HostFiles.text(paths.registryCredentials) ?? ""
        guard let colon = credentials.firstIndex(of: ":") else {
            throw LocalClusterError(
                paths.registryCredentials,
                "there is no password in it",
                remedy: "run gantry local up again"
            )
        }
        return LocalRegistryAccess(
            host: spec.registryHost,
            user: String(credentials[..<colon]),
            password: String(credentials[credentials.index(after: colon)...].prefix { $0 != "\n" }),
            authorityFile: paths.registryAuthority
        )
    }

    /// Makes the registry's certificate, password and configuration where they are missing.
    ///
    /// - Returns: what changes when the registry must be started again.
    func prepareRegistry() async throws -> String {
        let plan = RegistryPlan(spec)
        try HostFiles.makeFolder(paths.registry, permissions: 0o700)
        try HostFiles.makeFolder(plan.storage, permissions: 0o700)
        if !HostFiles.exists(paths.registryAuthority) { try await makeCertificates(plan) }
        if !HostFiles.exists(paths.registryPasswords) {
            let password = Self.randomPassword()
            let line = try await runner.run(plan.hash(password))
            try HostFiles.write("\(RegistryPlan.user):\(password)\n", to: paths.registryCredentials, permissions: 0o600)
            try HostFiles.write(line, to: paths.registryPasswords, permissions: 0o600)
        }
        try HostFiles.write(plan.configuration, to: paths.registryConfiguration)
        let stamps = [paths.registryAuthority, paths.registryPasswords].map(HostFiles.stamp)
        return Fingerprint.of([plan.configuration] + stamps)
    }

    private func makeCertificates(_ plan: RegistryPlan) async throws {
        let folder = "\(paths.registry)/new"
        try HostFiles.makeFolder(folder, permissions: 0o700)
        try HostFiles.write(plan.certificateSettings, to: "\(folder)/openssl.cnf")
        for command in plan.makeCertificates(in: folder) { try await runner.run(command) }
        // The authority's certificate comes last: it says that all is there.
        for name in ["tls.key", "tls.crt", "ca.crt"] {
            try await runner.run(ShellCommand("mv", "-f", "\(folder)/\(name)", "\(paths.registry)/\(name)"))
        }
        try await runner.run(ShellCommand("rm", "-rf", folder))
    }

    private static func randomPassword() -> String {
        let letters = Array("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        var generator = SystemRandomNumberGenerator()
        return String((0..<24).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] })
    }
}
