//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials

/// Asks a registry, through a node's engine, which image is behind a tag.
struct RegistryQuery: Sendable {
    private static let timeout = Duration.seconds(30)

    let engine: EngineCalls

    /// The digest of what would be pulled, `sha256:…`; of an image for several architectures, that of the list of all.
    ///
    /// - Throws: `EngineCalls.Failure` when the registry refuses, or doesn't answer for 30 seconds.
    func digest(of image: String, login: ImagePull.Login?) async throws -> String {
        try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask { try await ask(image, login) }
            group.addTask {
                try await Task.sleep(for: Self.timeout)
                throw failure("the registry didn't answer for \(Self.timeout)")
            }
            defer { group.cancelAll() }
            guard let digest = try await group.next() else { throw CancellationError() }
            return digest
        }
    }

    private func ask(_ image: String, _ login: ImagePull.Login?) async throws -> String {
        struct Answer: Decodable {
            struct Descriptor: Decodable { var digest: String }
            var Descriptor: Descriptor
        }
        let headers = try login.map { [try $0.header] } ?? []
        let body = try await engine.call("GET", "/distribution/\(image)/json", headers: headers)
        let digest = try JSONDecoder().decode(Answer.self, from: Data(body)).Descriptor.digest
        guard digest.hasPrefix("sha256:"), digest.utf8.count == 71 else {
            throw failure("the registry named '\(digest.prefix(80))' as its digest")
        }
        return digest
    }

    private func failure(_ message: String) -> EngineCalls.Failure {
        EngineCalls.Failure(node: engine.nodeName, status: 500, message: message)
    }
}
