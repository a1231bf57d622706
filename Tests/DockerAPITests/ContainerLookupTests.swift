//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerAPI
import Testing

@Suite struct ContainerLookupTests {
    private struct Container: ContainerLookup.Candidate, Equatable {
        var id: String
        var name: String
        var swarmID: String?
        var node = "n1"
        func isOnNode(_ name: Substring) -> Bool { name == node || name == "E" + node }
    }

    private let all = [
        Container(id: "aaaabbbbcccc0001", name: "web", swarmID: "ffffeeeedddd0001"),
        Container(id: "aaaabbbbcccd0002", name: "db", swarmID: "ffffeeeeddde0002", node: "n2"),
        Container(id: "bbbb000000000003", name: "aaaabbbb", swarmID: nil),
        Container(id: "cccc000000000004", name: "twice", swarmID: nil),
        Container(id: "cccc000000000005", name: "twice", swarmID: nil, node: "n2"),
    ]

    @Test(arguments: [
        ("aaaabbbbcccc0001", 0), ("aaaabbbbcccc", 0), ("ffffeeeeddde", 1), ("ffffeeeeddde0002", 1), ("web", 0),
        ("/web", 0),
        ("n1/web", 0), ("/n1/web", 0), ("En2/db", 1),
        // A name beats the beginning of an ID.
        ("aaaabbbb", 2),
        ("aaaabbbbcccd0", 1), ("bbbb", 2), ("ffffeeeedddd0", 0), ("n2/twice", 4),
    ])
    func finds(reference: String, index: Int) {
        #expect(ContainerLookup.find(reference, in: all) == all[index])
    }

    @Test(arguments: ["", "twice", "cccc", "aaaa", "n2/web", "other", "n1/", "/"])
    func whatIsNotThereOrSeveralIsNone(reference: String) {
        #expect(ContainerLookup.find(reference, in: all) == nil)
    }
}
