//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import DockerAPI
import HTTPText
import HTTPTypes
import HummingbirdCore
import Model
import NIOCore
import Tunnel

/// Images that come from outside, which go to every node.
extension DockerEndpoint {
    /// Pulls an image on every node, or imports one there.
    func createImage(_ context: DockerContext) async throws -> Response {
        let tag = context.query["tag"].flatMap { $0.isEmpty ? nil : $0 }
        func reference(_ name: String) -> String { tag.map { name + ($0.contains(":") ? "@" : ":") + $0 } ?? name }
        guard let name = context.query["fromImage"], !name.isEmpty else {
            guard let source = context.query["fromSrc"], !source.isEmpty else {
                throw DockerRefusal(400, "image: it has no name; give one")
            }
            let doing = "Importing \(reference(context.query["repo"] ?? ""))..."
            return try await spread(
                ImageSpread(context, doing: doing, path: context.call.path(query: context.request.rawQuery)),
                context,
                isBodied: source == "-"
            )
        }
        let image = reference(name)
        let source = try await containers.imageSource(of: image, in: context.cluster)
        var query = context.query
        var call = ImageSpread(context, doing: "Pulling \(image)...", path: "")
        if source.image != image {
            query["fromImage"] = source.image
            query["tag"] = nil
            // Whoever asks for it by its own name is to find it.
            var names = EngineQuery()
            names["repo"] = name
            names["tag"] = tag ?? "latest"
            let path = "/images/\(PercentEncoding.encodePath(source.image))/tag"
            call.tagPath = tag?.contains(":") ?? false ? nil : context.engines.path(path, names)
            call.set(source.authentication.map { ("X-Registry-Auth", $0) }.map { [$0] } ?? [])
        } else {
            call.set(try await login(for: image, context))
        }
        call.path = context.engines.path("/images/create", query)
        return try await spread(call, context, isBodied: false)
    }

    func loadImages(_ context: DockerContext) async throws -> Response {
        let path = context.call.path(query: context.request.rawQuery)
        return try await spread(ImageSpread(context, doing: "Loading Image...", path: path), context, isBodied: true)
    }

    /// Makes a call on every node and tells how each fares.
    private func spread(_ call: ImageSpread, _ context: DockerContext, isBodied: Bool) async throws -> Response {
        let nodes = context.upNodes
        guard !nodes.isEmpty else { throw DockerRefusal.noHealthyNode }
        return try await context.request.live { body, live in
            live.begin(200, [.contentType: "application/json"])
            try await call.run(on: nodes, body: isBodied ? body : nil, live)
        }
    }

    /// Builds an image on one node, which the build's hints may choose.
    func build(_ context: DockerContext) async throws -> Response {
        var query = context.query
        guard query["version"] ?? "1" != "2" else {
            throw DockerRefusal(501, "BuildKit: Not supported in clustering mode; set DOCKER_BUILDKIT=0")
        }
        var hints = SchedulingHints(labels: query["labels"].flatMap { JSONText(parsing: $0)?.stringValues } ?? [:])
        if let arguments = query["buildargs"].flatMap({ JSONText(parsing: $0)?.members }) {
            var kept = JSONMembers()
            for argument in arguments.list where !hints.take("\(argument.key)=\(argument.value.string ?? "")") {
                kept[argument.key] = argument.value
            }
            query["buildargs"] = kept.json.text
        }
        let node = try await containers.nodeForBuild(hints.placement(), in: context.cluster)
        return try await relay(context, to: try context.node(node), context.engines.path("/build", query))
    }
}

/// A call that brings images to several nodes.
private struct ImageSpread: Sendable {
    private static let lineLimit = 1 << 20

    let engines: EngineCaller
    /// With the version and the query.
    var path: String
    private var headers: [(String, String)]
    /// What the user is told, for each node.
    let doing: String
    /// A further call for each node once the image is there.
    var tagPath: String?

    init(_ context: DockerContext, doing: String, path: String) {
        engines = context.engines
        headers = context.request.head.headerFields.passedOn
        self.doing = doing
        self.path = path
    }

    /// Puts headers in the place of those of their names.
    mutating func set(_ others: [(String, String)]) {
        let names = Set(others.map { $0.0.lowercased() })
        headers = headers.filter { !names.contains($0.0.lowercased()) } + others
    }

    func run(on nodes: [ClusterNode], body: RequestBody?, _ live: LiveAnswer) async throws {
        var copies: [RequestBody.Source] = []
        let problems = try await withThrowingTaskGroup(of: String?.self) { group in
            for node in nodes {
                var copy: RequestBody?
                if body != nil {
                    let (stream, source) = RequestBody.makeStream()
                    copies.append(source)
                    copy = stream
                }
                group.addTask { [copy] in try await perform(on: node, body: copy, live) }
            }
            if let body {
                do {
                    for try await part in body {
                        // As fast as the slowest node, so that nothing piles up.
                        for copy in copies { await copy.yield(part) }
                    }
                    for copy in copies { copy.finish() }
                } catch {
                    for copy in copies { copy.finish(error) }
                    throw error
                }
            }
            var problems: [String] = []
            for try await problem in group { if let problem { problems.append(problem) } }
            return problems.sorted()
        }
        guard !problems.isEmpty else { return }
        let text = problems.joined(separator: "\n")
        try await live.write(
            line: .object([("errorDetail", .object([("message", .string(text))])), ("error", .string(text))])
        )
    }

    /// What went wrong; nil for nothing.
    private func perform(on node: ClusterNode, body: RequestBody?, _ live: LiveAnswer) async throws -> String? {
        try await tell(node, doing, live)
        do {
            let answer = try await engines.open(
                node,
                "POST",
                path,
                headers: headers,
                body: body.map { .stream($0) } ?? .none
            )
            var problem = try await problem(in: answer)
            if problem == nil, let tagPath {
                let tagged = try await engines.call(node, "POST", tagPath)
                if !tagged.isSuccess { problem = tagged.message }
            }
            try await tell(node, doing + " : " + (problem ?? "done"), live)
            return problem.map { "\(node.name): \($0)" }
        } catch let error as CancellationError {
            throw error
        } catch {
            let problem = "it can't be reached: \(error)"
            try await tell(node, doing + " : " + problem, live)
            return "\(node.name): \(problem)"
        }
    }

    private func tell(_ node: ClusterNode, _ status: String, _ live: LiveAnswer) async throws {
        try await live.write(line: .object([("status", .string(status)), ("id", .string(node.name))]))
    }

    /// Reads an engine's progress to its end; the error in it.
    private func problem(in answer: TunnelResponse) async throws -> String? {
        guard (200..<300).contains(answer.status) else {
            let bytes = try await answer.collect(upTo: Self.lineLimit)
            return JSONText(parsing: Array(bytes.readableBytesView))?["message"]?.string ?? "status \(answer.status)"
        }
        var buffer = ByteBuffer()
        var problem: String?
        for try await var part in answer.body {
            buffer.writeBuffer(&part)
            while let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
                let line = buffer.readBytes(length: end - buffer.readerIndex + 1) ?? []
                problem = JSONText(parsing: line)?["error"]?.string ?? problem
            }
            guard buffer.readableBytes <= Self.lineLimit else { return "its answer has a line that is too long" }
            buffer.discardReadBytes()
        }
        return JSONText(parsing: Array(buffer.readableBytesView))?["error"]?.string ?? problem
    }
}
