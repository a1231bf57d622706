//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Certificates and keys as text.
package enum PEMText {
    /// The longest certificate with its key, in bytes.
    package static let maximumSize = 64 << 10

    /// A certificate with its key, checked as far as that goes without reading it.
    ///
    /// - Parameter text: The PEM as it is, or on one line with `\n` for its line ends.
    /// - Returns: The PEM as it is in a file.
    /// - Throws: `RoutingSettingError` for what is none.
    package static func identity(parsing text: String) throws(RoutingSettingError) -> String {
        let remedy = "write the certificate, those that it is signed by, and its key, each from BEGIN to END"
        guard text.utf8.count <= maximumSize else {
            throw RoutingSettingError("the value is \(text.utf8.count) bytes long", "write \(maximumSize) at most")
        }
        let pem = unescaped(text)
        guard pem.unicodeScalars.allSatisfy({ $0 == "\n" || $0 == "\t" || (0x20..<0x7f).contains($0.value) }) else {
            throw RoutingSettingError("it has characters that no PEM has", remedy)
        }
        let lines = pem.split(separator: "\n")
        guard lines.contains("-----BEGIN CERTIFICATE-----"), lines.contains("-----END CERTIFICATE-----") else {
            throw RoutingSettingError("there is no certificate in PEM", remedy)
        }
        guard !pem.contains("ENCRYPTED") else {
            throw RoutingSettingError("its key has a passphrase", "write the key without it; openssl pkey takes it off")
        }
        let hasKey = ["", "RSA ", "EC "].contains { kind in
            lines.contains("-----BEGIN \(kind)PRIVATE KEY-----") && lines.contains("-----END \(kind)PRIVATE KEY-----")
        }
        guard hasKey else { throw RoutingSettingError("there is no private key in PEM", remedy) }
        return pem
    }

    /// A PEM as it may be written on one line, with `\n` for its line ends.
    package static func unescaped(_ text: String) -> String {
        var result = ""
        var isEscaped = false
        for character in text.unicodeScalars where character != "\r" {
            if isEscaped {
                if character == "n" {
                    result += "\n"
                } else {
                    result += "\\"
                    result.unicodeScalars.append(character)
                }
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.unicodeScalars.append(character)
            }
        }
        return result.hasSuffix("\n") ? result : result + "\n"
    }
}
