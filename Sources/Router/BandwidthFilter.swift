//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
import FoundationEssentials

/// The rules of the machine's packet filter that keep listeners within their bandwidth.
actor BandwidthFilter {
    private let files: RouterFiles
    private let script: String
    /// The script that is in place.
    private var text: String?
    /// What rules of an earlier run, or of this one, are about.
    private var table = BalancerTable(revision: 0)

    init(files: RouterFiles) {
        self.files = files
        script = files.configuration(of: "nft")
    }

    /// Limits the listeners of a table, and no others.
    ///
    /// - Throws: `RouterError` when the kernel or the program refuses it; the rules stay as they are.
    func apply(_ table: BalancerTable) async throws {
        self.table = table
        guard let text = BandwidthConfiguration.render(table) else { return try await remove() }
        guard text != self.text else { return }
        try await run(text)
        self.text = text
    }

    /// Takes the rules away, also those of a run that was killed, so that whoever has the ports next isn't limited.
    func remove() async throws {
        guard FileManager.default.fileExists(atPath: script) else { return }
        text = nil
        try await run(BandwidthConfiguration.removal(of: table))
        files.remove(script)
    }

    private func run(_ text: String) async throws {
        try files.write(text, to: script)
        try await CompanionProgram.run("nft", ["-f", script])
    }
}
