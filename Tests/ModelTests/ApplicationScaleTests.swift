//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@Suite struct ApplicationScaleTests {
    private func application(_ scales: [(String, Int)]) -> ApplicationSpec {
        ApplicationSpec(
            name: "shop",
            services: scales.map { name, scale in
                var service = ServiceSpec(name: ServiceName(name), image: "nginx")
                service.scale = scale
                return service
            }
        )
    }

    @Test func aScaleOfTheUsersStaysUntilTheTemplateSaysAnother() {
        let deployed = application([("same", 1), ("said", 1), ("gone", 1)])
        let current = application([("same", 4), ("said", 4), ("gone", 4)])
        let next = application([("same", 1), ("said", 2), ("new", 3)])
        let kept = next.keepingScales(of: current, deployed: deployed)
        #expect(kept.services.map(\.scale) == [4, 2, 3])
        #expect(kept.services.map(\.name) == next.services.map(\.name))
    }
}
