//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension ApplicationSpec {
    /// The application with the scales that users asked for since it was deployed.
    ///
    /// A scale that the template says anew takes the place of theirs.
    ///
    /// - Parameters:
    ///   - current: What runs.
    ///   - deployed: What the template said when that was deployed.
    /// - Returns: This application with their scales.
    package func keepingScales(of current: ApplicationSpec, deployed: ApplicationSpec) -> ApplicationSpec {
        var kept = self
        for index in services.indices {
            guard let now = current.service(services[index].name), let then = deployed.service(services[index].name),
                then.scale == services[index].scale
            else { continue }
            kept.services[index].scale = now.scale
        }
        return kept
    }
}
