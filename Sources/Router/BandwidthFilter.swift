//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
import FoundationEssentials

/// The rules of the node's packet filter that keep listeners within their bandwidth.
actor BandwidthFilter {
    private let files: RouterFiles
    private let script: String
    /// The script that is in place.
    private var text: String?

    init(files: RouterFiles) {
        self.files = files
        script = files.configuration(of: "nft")
    }

    /// Limits these listeners, and no others.
    ///
    /// - Throws: `RouterError` when the kernel or the program refuses it; the rules stay as they are.
    func apply(_ listeners: [BalancerListener]) async throws {
        guard let text = BandwidthConfiguration.render(listeners) else { return try await remove() }
        guard text != self.text else { return }
        try await run(text)
        self.text = text
    }

    /// Takes the rules away, also those of a run that was killed, so that whoever has the ports next isn't limited.
    func remove() async throws {
        guard FileManager.default.fileExists(atPath: script) else { return }
        text = nil
        try await run(BandwidthConfiguration.removal)
        files.remove(script)
    }

    private func run(_ text: String) async throws {
        try files.write(text, to: script)
        try await CompanionProgram.run("nft", ["-f", script])
    }
}
