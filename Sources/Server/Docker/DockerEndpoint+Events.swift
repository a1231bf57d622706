//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import DockerAPI
import HTTPTypes
import HummingbirdCore
import Model
import NIOCore
import Tunnel

extension DockerEndpoint {
    /// The events of all engines as they come; nodes that come later are heard from then on.
    func events(_ context: DockerContext) async throws -> Response {
        let filters = try EngineFilters(context.query["filters"])
        if let until = context.query["until"], !until.isEmpty, until.contains(where: { !$0.isNumber && $0 != "." }) {
            throw DockerRefusal(400, "until '\(until.prefix(40))': it is no time; give it in seconds since 1970")
        }
        var query = context.query
        query["filters"] = filters.without("node").json.text
        let follower = EventFollower(
            containers: containers,
            engines: context.engines,
            filters: filters,
            query: query,
            initial: context.nodes
        )
        return try await context.request.live { _, live in
            live.begin(200, [.contentType: "application/json"])
            try await follower.run(live)
        }
    }
}

/// Follows the event streams of a cluster's engines.
private struct EventFollower: Sendable {
    /// Longest line of an engine's that is waited for, in bytes.
    private static let lineLimit = 1 << 20

    private enum Signal: Sendable {
        case changed
        case ended(NodeID)
    }

    let containers: any ContainerDirectory
    let engines: EngineCaller
    let filters: EngineFilters
    let query: EngineQuery
    let initial: [ClusterNode]

    /// Whether the stream has an end that the engines know.
    private var isBounded: Bool { !(query["until"] ?? "").isEmpty }

    func run(_ live: LiveAnswer) async throws {
        let changes = try await containers.dockerChanges(engines.cluster)
        let (signals, signal) = AsyncStream.makeStream(of: Signal.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in changes { signal.yield(.changed) } }
            var followed: Set<NodeID> = []
            func follow(_ nodes: [ClusterNode], _ query: EngineQuery) {
                for node in nodes where node.isUp && filters.allows("node", node.isCalled) {
                    guard followed.insert(node.id).inserted else { continue }
                    group.addTask {
                        // A node that goes away comes back with a change.
                        try? await pump(node, query, live)
                        signal.yield(.ended(node.id))
                    }
                }
            }
            follow(initial, query)
            var nodeEvents = NodeEvents(initial)
            // What happened before was told at the beginning.
            var later = query
            later["since"] = nil
            // No node is there whose end could be waited for.
            if isBounded, followed.isEmpty { return group.cancelAll() }
            for await signal in signals {
                if case .ended(let node) = signal { followed.remove(node) }
                if isBounded {
                    guard !followed.isEmpty else { break }
                } else if case .changed = signal {
                    let nodes = try await containers.dockerNodes(engines.cluster)
                    for (action, node) in nodeEvents.changes(to: nodes)
                    where NodeEvents.allows(filters, action, of: node) {
                        try await live.write(line: NodeEvents.event(action, of: node, at: .now))
                    }
                    follow(nodes, later)
                }
            }
            group.cancelAll()
        }
    }

    private func pump(_ node: ClusterNode, _ query: EngineQuery, _ live: LiveAnswer) async throws {
        let answer = try await engines.open(node, "GET", engines.path("/events", query))
        guard answer.status == 200 else { return }
        var buffer = ByteBuffer()
        for try await var part in answer.body {
            buffer.writeBuffer(&part)
            guard buffer.readableBytes <= Self.lineLimit else { return }
            while let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
                let line = buffer.readBytes(length: end - buffer.readerIndex + 1) ?? []
                guard let event = JSONText(parsing: line) else { continue }
                try await live.write(line: EventDecoration.decorated(event, of: node))
            }
            buffer.discardReadBytes()
        }
    }
}
