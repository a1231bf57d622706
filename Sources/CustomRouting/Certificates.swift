//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Certificates with their keys, as settings hold them.
enum Certificates {
    /// Reads a PEM, on one line with `\n` for its line ends or as it is.
    static func checked(_ text: String, of setting: String) throws(ProxySettingError) -> String {
        let pem = PEMText.unescaped(text)
        guard pem.contains("-----BEGIN "), pem.contains("-----END "),
            pem.unicodeScalars.allSatisfy({ $0 == "\n" || $0 == "\t" || (0x20..<0x7f).contains($0.value) })
        else {
            throw ProxySettingError(
                "\(setting): it is no certificate with its key in PEM; write the key, then the certificates, "
                    + "on one line with \\n for the line ends"
            )
        }
        return pem
    }
}
