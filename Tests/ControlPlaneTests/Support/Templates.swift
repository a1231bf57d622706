//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Console
import ControlPlane
import Testing

/// Templates that several tests deploy.
enum Templates {
    static func web(scale: Int, image: String = "nginx:1") -> String {
        "web:\n  image: \(image)\n  labels:\n    aliyun.scale: '\(scale)'\n"
    }

    /// Updated container by container.
    static func rolling(scale: Int, image: String = "nginx:1") -> String {
        routed(scale: scale, image: image) + "    aliyun.rolling_updates: 'true'\n"
    }

    static func routed(scale: Int, image: String, service: String = "web") -> String {
        "\(service):\n  image: \(image)\n  labels:\n    aliyun.scale: '\(scale)'\n    aliyun.routing.port_80: shop\n"
    }

    static func routed(scale: Int, host: String = "shop") -> String {
        web(scale: scale) + "    aliyun.routing.port_80: \(host)\n"
    }
}

/// Expects a refusal of this kind, and returns its message.
@discardableResult
func expectError(
    _ code: ControlPlaneError.Code,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async -> String {
    do {
        try await body()
        Issue.record("there was no error", sourceLocation: sourceLocation)
    } catch let error as ControlPlaneError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
        expectPhrase(error.message, sourceLocation: sourceLocation)
        return error.message
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
    }
    return ""
}

/// Whether the console can say in its other languages what the control plane said.
func expectPhrase(_ said: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let isKnown = PhraseBook.chinese.knows(said)
    #expect(isKnown, "in no phrase of the console: \(said)", sourceLocation: sourceLocation)
}
