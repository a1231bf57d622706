//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

/// Lists of containers, which nodes tell again only when something changed.
@Suite(.needsCluster, .sharesCluster)
struct DockerListTests {
    private static let node = "node1"

    /// Containers that don't run: a status that counts seconds would have every list told again.
    private func list(_ prefix: String) async throws -> [String] {
        let format = "{{.Names}} {{.Image}} {{.Status}}"
        return try await ClusterDocker.succeed("ps", "--all", "--filter", "name=\(prefix)", "--format", format)
            .split(separator: "\n").map(String.init).sorted()
    }

    @Test func whatIsChangedThroughTheEndpointIsInItsNextList() async throws {
        let prefix = "dk-own-"
        func create(_ name: String) async throws {
            let place = "constraint:node==\(Self.node)"
            try await ClusterDocker.succeed("create", "--name", prefix + name, "-e", place, "busybox", "true")
        }
        #expect(try await list(prefix) == [])
        for round in 1...5 {
            try await create("a")
            #expect(try await list(prefix).map(\.name) == ["\(Self.node)/\(prefix)a"], "round \(round)")
            try await create("b")
            #expect(try await list(prefix).map(\.name) == ["\(Self.node)/\(prefix)a", "\(Self.node)/\(prefix)b"])
            try await ClusterDocker.succeed("rename", prefix + "a", prefix + "c")
            #expect(try await list(prefix).map(\.name) == ["\(Self.node)/\(prefix)b", "\(Self.node)/\(prefix)c"])
            try await ClusterDocker.succeed("rm", prefix + "b", prefix + "c")
            #expect(try await list(prefix) == [])
        }
    }

    @Test func whatIsChangedAtAnEngineIsSeen() async throws {
        let (prefix, image) = ("dk-straight-", "dk-straight:1")
        /// Does something at the engine, and waits until the endpoint's list, which was asked for before, is another.
        func change(_ words: [String], _ expected: [String]) async throws {
            let before = try await list(prefix)
            try await Command.succeed(
                ["docker", "-H", "unix://" + TestEnvironment.dockerSocket(of: Self.node)] + words
            )
            // Sooner than a list that nobody knows to be untrue is told again.
            try await eventually(within: .seconds(8), "\(words) changes \(before)") {
                try await list(prefix)
            } until: {
                $0 == expected
            }
        }
        // A node has the image from its first container on.
        let place = "constraint:node==\(Self.node)"
        try await ClusterDocker.succeed("create", "--name", "dk-image", "-e", place, "busybox", "true")
        try await ClusterDocker.succeed("rm", "dk-image")

        let (first, second) = ("\(Self.node)/\(prefix)a", "\(Self.node)/\(prefix)b")
        try await change(["tag", "busybox", image], [])
        try await change(["create", "--name", prefix + "a", image, "true"], ["\(first) \(image) Created"])
        try await change(["rename", prefix + "a", prefix + "b"], ["\(second) \(image) Created"])
        let id = try await Docker.inspect(on: Self.node, "busybox", "{{.Id}}").split(separator: ":").last ?? ""
        try await change(["rmi", "--force", image], ["\(second) \(id.prefix(12)) Created"])
        try await change(["rm", prefix + "b"], [])
    }
}

extension String {
    /// The first column.
    fileprivate var name: String { String(prefix { $0 != " " }) }
}
