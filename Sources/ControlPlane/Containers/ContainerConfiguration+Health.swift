//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model

extension HealthcheckSpec {
    /// The engine's form: times in nanoseconds, and what is left out is the image's.
    var configuration: JSONValue {
        var body: [String: JSONValue] = [:]
        switch test {
        case .inherited: break
        case .disabled: body["Test"] = ["NONE"]
        case .command(let words): body["Test"] = .strings(["CMD"] + words)
        case .shell(let line): body["Test"] = ["CMD-SHELL", .string(line)]
        }
        let times = [
            "Interval": intervalMilliseconds, "Timeout": timeoutMilliseconds, "StartPeriod": startPeriodMilliseconds,
        ]
        for (name, milliseconds) in times {
            if let milliseconds { body[name] = .int(Int64(milliseconds) * 1_000_000) }
        }
        if let retries { body["Retries"] = .int(Int64(retries)) }
        return .object(body)
    }
}

extension ServiceSpec {
    /// Whether its containers have a health of their own from the start, by what the template says.
    var hasHealth: Bool {
        guard probe == nil else { return true }
        switch healthcheck?.test {
        case .command, .shell: return true
        case .inherited, .disabled, nil: return false
        }
    }
}
