//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Console
import Crypto
import FoundationEssentials
import Logging
import Model

extension AssetLibrary {
    /// Reads the front-end libraries from a folder; without them pages look plain, and say what is missing.
    init(folder: String, logger: Logger) {
        var files: [String: [UInt8]] = [:]
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names.sorted() where name.hasSuffix(".js") || name.hasSuffix(".css") || name.hasSuffix(".gz") {
            files[name] = FileManager.default.contents(atPath: folder + "/" + name).map(Array.init)
        }
        if files.isEmpty {
            logger.warning(
                "console: no front-end libraries; run scripts/console-assets and name its folder with --console-assets",
                metadata: ["folder": "\(folder)"]
            )
        }
        var hash = SHA256()
        for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
            hash.update(data: Array(name.utf8))
            hash.update(data: bytes)
        }
        hash.update(data: AssetLibrary.ownBytes)
        let digest = hash.finalize().prefix(6).map { String($0, radix: 16) }.joined()
        self.init(libraries: files, version: digest)
    }
}
