//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@Suite struct SlotVolumeTests {
    @Test func aNameFollowsFromThePlaceThePathAndTheLife() {
        let name = SlotVolume.name(of: "/data", container: "shop_db_1", application: "life1")
        #expect(SlotVolume.name(of: "/data", container: "shop_db_1", application: "life1") == name)
        let others = [
            SlotVolume.name(of: "/data2", container: "shop_db_1", application: "life1"),
            SlotVolume.name(of: "/data", container: "shop_db_2", application: "life1"),
            SlotVolume.name(of: "/data", container: "shop_db_1", application: "life2"),
            SlotVolume.name(of: "1/data", container: "shop_db_1", application: "life"),
        ]
        #expect(Set(others + [name]).count == 5)
        #expect((others + [name]).allSatisfy { $0.utf8.count == "shop_db_1.".utf8.count + 16 })
    }

    @Test(arguments: [
        ("shop_db_1.0123456789abcdef", true), ("shop_db_1.0123456789abcde", false),
        ("shop_db_1.0123456789abcdefa", false), ("shop_db_1.0123456789ABCDEF", false),
        ("shop_db_10.0123456789abcdef", false), ("shop_db_1", false), ("", false), ("data", false),
    ])
    func isToldFromOthers(volume: String, isOne: Bool) {
        #expect(SlotVolume.isName(volume, container: "shop_db_1") == isOne)
    }

    @Test func itsNamesAreToldFromOthers() {
        let name = SlotVolume.name(of: "/data", container: "shop_db_1", application: "life1")
        #expect(SlotVolume.isName(name, container: "shop_db_1"))
    }
}
