//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerAPI
import Model
import Testing

@Suite struct ContainerListReaderTests {
    private static let node = ClusterNode(id: "n1", name: "node1", address: "10.0.0.1", engineID: "E1")
    private static let list = #"""
         [ {"Id":"a\u0062", "Names":["/web","/db/web"],"Created":5,"Labels":{"Id":"x","Names":["/y"]},
         "Ports":[{"IP":"0.0.0.0","PublicPort":80}, {"PrivatePort":9},{"IP":"::"},{"IP":"10.9.9.9"}]} ,
         {"Created":1},{"Id":"c","Names":["old"],"Command":"\"}],[{"}, {"Id":"d","Names":null,"Ports":[]}]

        """#
    private static let located = [
        #"""
        {"Id":"a\u0062", "Names":["/node1/web","/node1/db/web"],"Created":5,"Labels":{"Id":"x","Names":["/y"]},
         "Ports":[{"IP":"10.0.0.1","PublicPort":80}, {"PrivatePort":9},{"IP":"10.0.0.1"},{"IP":"10.9.9.9"}]}
        """#,
        #"{"Id":"c","Names":["/node1/old"],"Command":"\"}],[{"}"#, #"{"Id":"d","Names":null,"Ports":[]}"#,
    ]

    /// Reads a text that comes in parts of some size.
    private func read(_ text: String, partSize: Int) throws -> (entries: [ContainerList.Entry], isComplete: Bool) {
        var reader = ContainerListReader(Self.node)
        var entries: [ContainerList.Entry] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            rest.prefix(partSize).withUnsafeBytes { reader.append($0) }
            rest = rest.dropFirst(partSize)
            while let entry = try reader.next() { entries.append(entry) }
        }
        return (entries, reader.isComplete)
    }

    @Test(arguments: [1, 2, 7, 64, 10_000])
    func entriesAreTheSameInPartsOfAnySize(size: Int) throws {
        let (entries, isComplete) = try read(Self.list, partSize: size)
        #expect(isComplete)
        #expect(entries.map(\.id) == ["ab", "c", "d"] && entries.map(\.created) == [5, 0, 0])
        #expect(entries.map(\.json.text) == Self.located)
    }

    @Test(arguments: [
        ("Up 5 minutes", false), ("Up 2 seconds", true), ("Exited (0) Less than a second ago", true),
        ("Created", false),
        ("Up About a minute (healthy)", false), ("Up 1 second (health: starting)", true), (" second", true),
        ("", false),
    ])
    func whatCountsSecondsIsNoticed(status: String, countsSeconds: Bool) throws {
        var reader = ContainerListReader(Self.node)
        let list = #"[{"Id":"a","Status":"Up 3 days"},{"Id":"b","Names":["/a second"],"Status":"\#(status)"}]"#
        Array(list.utf8).withUnsafeBytes { reader.append($0) }
        while try reader.next() != nil {}
        #expect(reader.isComplete && reader.countsSeconds == countsSeconds)
    }

    @Test func anEmptyListIsOne() throws {
        #expect(try read("[]\n", partSize: 10).isComplete)
        #expect(try read(" [ ] ", partSize: 1).isComplete)
    }

    @Test(arguments: ["", "[", #"[{"Id":"a"}"#, #"[{"Id":"a"},"#, #"[{"Id":"a""#])
    func aListThatBreaksOffIsNotComplete(text: String) throws {
        #expect(try !read(text, partSize: 100).isComplete)
    }

    @Test(arguments: ["{}", "[1]", "[{}}", "[{},]", "[,{}]", "[{}{}]", "[] []", "null"])
    func whatIsNoListIsRefused(text: String) {
        #expect(throws: ContainerListReader.NoList.self) { try read(text, partSize: 100) }
    }

    @Test func anEntryHasALimit() {
        let text = #"[{"Id":""# + String(repeating: "x", count: ContainerListReader.entryLimit)
        #expect(throws: ContainerListReader.NoList.self) { try read(text, partSize: 1 << 20) }
    }
}
