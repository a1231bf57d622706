//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

// The engine's log driver.

extension ServiceKey {
    static let logging: [ServiceKey] = [
        .text("log_driver", \.loggingDriver, "a log driver such as json-file") { NameRules.isName($0) },
        ServiceKey("log_opt") { field, draft in draft.spec.loggingOptions = options(field) },
        ServiceKey("logging") { field, draft in
            for pair in field.entries("driver and options") {
                switch pair.name {
                case "driver":
                    draft.spec.loggingDriver = pair.field.text(
                        "a log driver such as json-file",
                        where: { NameRules.isName($0) }
                    )
                case "options": draft.spec.loggingOptions = pair.field.value.isNull ? [:] : options(pair.field)
                default: pair.reportUnknown(among: ["driver", "options"])
                }
            }
        },
    ]

    private static func options(_ field: Field) -> [String: String] {
        var options: [String: String] = [:]
        for pair in field.entries("options of the log driver") {
            if let value = pair.field.text("a value") { options[pair.name] = value }
        }
        return options
    }

    static func checkLogging(_ draft: ServiceDraft) {
        guard draft.fields["logging"] != nil else { return }
        for name in ["log_driver", "log_opt"] {
            draft.fields[name]?.error("logging says the same in the newer form", "keep one of them")
        }
    }
}
