//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerAPI
import HTTPText
import HTTPTypes

/// A call of the Docker Engine API: what it is about, and what is to be done.
struct DockerCall: Sendable, Hashable {
    enum Subject: Sendable, Hashable {
        /// By ID, name or the beginning of the ID.
        case container(String)
        case exec(String)
        case image(String)
        case network(String)
        case volume(String)
        /// An image in its registry.
        case distribution(String)
        /// Everything else: the action is the whole path.
        case cluster
    }

    /// Such as `v1.41`; nil when the caller leaves the choice to the engine.
    var version: String?
    var subject: Subject
    /// What follows the subject, as it was sent: `json`, `exec`, `archive`.
    var action: String

    /// The calls that are about many things or none.
    private static let clusterCalls: Set<String> = [
        "_ping", "info", "version", "events", "auth", "system/df", "build", "build/cancel", "build/prune", "commit",
        "containers/json", "containers/ps", "containers/create", "containers/prune", "images/json", "images/create",
        "images/load", "images/get", "images/search", "images/prune", "images/viz", "networks", "networks/create",
        "networks/prune", "volumes", "volumes/create", "volumes/prune", "plugins", "session", "grpc",
    ]
    /// What Docker's own swarm mode serves, in whose place Gantry is.
    static let swarmModeCalls: Set<String> = ["swarm", "nodes", "services", "tasks", "secrets", "configs"]
    private static let imageActions: [String: Set<String>] = [
        "GET": ["json", "history", "get"], "HEAD": ["json", "history", "get"], "POST": ["push", "tag"],
    ]

    /// Reads the path behind the docker prefix.
    ///
    /// - Throws: `DockerRefusal` for a path that belongs to no call.
    init(_ method: HTTPRequest.Method, path: String) throws(DockerRefusal) {
        var raw = path.split(separator: "/").map(String.init)[...]
        if let first = raw.first, Self.isVersion(first) { version = raw.removeFirst() }
        let words = raw.compactMap { PercentEncoding.decode($0) }
        guard words.count == raw.count, let first = words.first, !words.contains("."), !words.contains("..") else {
            throw .unknownCall
        }
        let whole = words.joined(separator: "/")
        if Self.clusterCalls.contains(whole) || Self.swarmModeCalls.contains(first) || first == "plugins" {
            subject = .cluster
            action = whole
            return
        }
        guard words.count >= 2 else { throw .unknownCall }
        action = ""
        switch first {
        case "containers": subject = .container(words[1])
        case "exec": subject = .exec(words[1])
        case "images", "distribution":
            (subject, action) = try Self.image(method, first, words.dropFirst())
            return
        // What stands before the slash names the node.
        case "networks", "volumes":
            let isAction = first == "networks" && ["connect", "disconnect"].contains(words[words.count - 1])
            let name = words[1..<(isAction ? words.count - 1 : words.count)].joined(separator: "/")
            subject = first == "networks" ? .network(name) : .volume(name)
            action = isAction ? words[words.count - 1] : ""
            guard !name.isEmpty else { throw .unknownCall }
            return
        default: throw .unknownCall
        }
        // The engine would take an encoded slash for one that divides, and the call for another one.
        guard !words.dropFirst(2).contains(where: { $0.contains("/") }) else { throw .unknownCall }
        action = raw.dropFirst(2).joined(separator: "/")
    }

    /// Images' names have slashes, so that the action is what stands last.
    private static func image(
        _ method: HTTPRequest.Method,
        _ first: String,
        _ words: ArraySlice<String>
    ) throws(DockerRefusal) -> (Subject, String) {
        if method == .delete, first == "images" { return (.image(words.joined(separator: "/")), "") }
        let known: Set<String> = first == "images" ? imageActions[method.rawValue] ?? [] : ["json"]
        guard words.count >= 2, let last = words.last, known.contains(last) else { throw .unknownCall }
        let name = words.dropLast().joined(separator: "/")
        return (first == "images" ? .image(name) : .distribution(name), last)
    }

    /// The path at the engine, with the query.
    ///
    /// - Parameters:
    ///   - name: What the engine calls the subject, which takes the place of what the caller called it.
    ///   - query: The query as it was sent.
    /// - Returns: The path with the query.
    func path(_ name: String? = nil, query: String) -> String {
        var parts = version.map { [$0] } ?? []
        switch subject {
        case .container(let own): parts += ["containers", PercentEncoding.encode(name ?? own)]
        case .exec(let own): parts += ["exec", PercentEncoding.encode(name ?? own)]
        case .image(let own): parts += ["images", PercentEncoding.encodePath(name ?? own)]
        case .network(let own): parts += ["networks", PercentEncoding.encode(name ?? own)]
        case .volume(let own): parts += ["volumes", PercentEncoding.encode(name ?? own)]
        case .distribution(let own): parts += ["distribution", PercentEncoding.encodePath(name ?? own)]
        case .cluster: break
        }
        if !action.isEmpty { parts.append(action) }
        return "/" + parts.joined(separator: "/") + (query.isEmpty ? "" : "?" + query)
    }

    private static func isVersion(_ text: String) -> Bool {
        text.hasPrefix("v") && text.count > 1
            && text.dropFirst().allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
    }
}

extension PercentEncoding {
    /// The text with all but slashes, colons and what needs no encoding encoded.
    static func encodePath(_ text: String) -> String {
        text.split(separator: "/", omittingEmptySubsequences: false)
            .map { part in
                part.split(separator: ":", omittingEmptySubsequences: false).map { encode(String($0)) }
                    .joined(separator: ":")
            }
            .joined(separator: "/")
    }
}
