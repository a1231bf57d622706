//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A configuration item as its user wants it: a named set of values for the variables of templates.
package struct ConfigurationSpec: Codable, Hashable, Sendable {
    /// In characters.
    package static let nameLimit = 32
    package static let descriptionLimit = 128
    package static let variableLimit = 500
    /// In bytes.
    package static let variableNameLimit = 128
    /// What all names and values together may have, in bytes.
    package static let sizeLimit = 64 << 10

    package var name: ConfigurationName
    package var description: String
    /// Values by the names of variables.
    package var variables: [String: String]

    package init(name: ConfigurationName, description: String = "", variables: [String: String] = [:]) {
        self.name = name
        self.description = description
        self.variables = variables
    }
}

/// A configuration item, and which version of it, that an application was deployed with.
package struct ConfigurationUse: Codable, Hashable, Sendable {
    package var name: ConfigurationName
    /// From 1.
    package var version: Int

    package init(name: ConfigurationName, version: Int) {
        self.name = name
        self.version = version
    }
}

/// Why a configuration item can't be as it is wanted: `what: why; what to do`.
package struct ConfigurationRefusal: Error, Hashable, CustomStringConvertible {
    package var description: String

    init(_ description: String) { self.description = description }
}

extension ConfigurationSpec {
    /// Checks names, number and size.
    ///
    /// Values are not in the error: they may be secrets.
    package func check() throws(ConfigurationRefusal) {
        guard Self.isName(name.rawValue) else {
            throw ConfigurationRefusal(
                "configuration name '\(name.rawValue.prefix(80))': must be 1 to \(Self.nameLimit) letters, digits, dots, "
                    + "underscores or hyphens and start with a letter or a digit; choose another"
            )
        }
        guard description.unicodeScalars.count <= Self.descriptionLimit else {
            throw ConfigurationRefusal(
                "configuration \(name): the description is longer than \(Self.descriptionLimit) characters; shorten it"
            )
        }
        guard variables.count <= Self.variableLimit else {
            throw ConfigurationRefusal(
                "configuration \(name): has \(variables.count) variables, more than \(Self.variableLimit); divide it into "
                    + "several, an application takes more than one"
            )
        }
        for (variable, value) in variables.sorted(by: { $0.key < $1.key }) {
            guard Self.isVariableName(variable) else {
                throw ConfigurationRefusal(
                    "configuration \(name): the variable name '\(variable.prefix(80))' must be 1 to "
                        + "\(Self.variableNameLimit) letters, digits or underscores and not start with a digit; choose another"
                )
            }
            guard !value.utf8.contains(0) else {
                throw ConfigurationRefusal(
                    "configuration \(name): the value of \(variable) has a NUL byte; leave it out"
                )
            }
        }
        let size = variables.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        guard size <= Self.sizeLimit else {
            throw ConfigurationRefusal(
                "configuration \(name): its names and values have \(size) bytes, more than \(Self.sizeLimit); shorten them, "
                    + "or divide it into several"
            )
        }
    }

    /// Digits, Chinese or English letters, and from the second character on dots, underscores and hyphens.
    private static func isName(_ name: String) -> Bool {
        (1...nameLimit).contains(name.unicodeScalars.count)
            && name.unicodeScalars.enumerated().allSatisfy { offset, scalar in
                switch scalar.value {
                case 48...57, 65...90, 97...122: true
                case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0x20000...0x3134F: true
                case 45, 46, 95: offset > 0
                default: false
                }
            }
    }

    /// As templates can name them.
    private static func isVariableName(_ name: String) -> Bool {
        (1...variableNameLimit).contains(name.utf8.count)
            && name.utf8.enumerated().allSatisfy { offset, byte in
                switch byte {
                case 65...90, 97...122, 95: true
                case 48...57: offset > 0
                default: false
                }
            }
    }
}
