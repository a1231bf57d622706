//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A call of the Docker Engine API that goes to one node: which, and what follows there.
struct DockerCall: Sendable, Hashable {
    enum Subject: Sendable, Hashable {
        /// By ID, name or the beginning of the ID.
        case container(String)
        case exec(String)
    }

    /// Such as `v1.41`; nil when the caller leaves the choice to the engine.
    var version: String?
    var subject: Subject
    /// What follows the subject, as it was sent: `json`, `exec`, `archive`.
    var action: String

    /// Whether a POST of it makes an exec session.
    var createsExec: Bool {
        guard case .container = subject else { return false }
        return action == "exec"
    }

    /// Reads the path behind the docker prefix.
    ///
    /// - Throws: `APIFailure` for a path that belongs to no single container.
    init(path: String) throws {
        var parts = path.split(separator: "/").map(String.init)[...]
        if let first = parts.first, Self.isVersion(first) { version = parts.removeFirst() }
        guard parts.count >= 2, let subject = PercentEncoding.decode(parts[parts.startIndex + 1]),
            !parts.contains(where: { [".", ".."].contains(PercentEncoding.decode($0)) }),
            // The engine would take an encoded slash for one that divides, and the call for another one.
            !parts.dropFirst(2).contains(where: { PercentEncoding.decode($0)?.contains("/") ?? true })
        else { throw Self.unknown(path) }
        switch parts.removeFirst() {
        // These list, make or clean up; which node they'd go to, nobody could tell.
        case "containers" where !["json", "create", "prune"].contains(subject): self.subject = .container(subject)
        case "exec": self.subject = .exec(subject)
        default: throw Self.unknown(path)
        }
        action = parts.dropFirst().joined(separator: "/")
    }

    /// The path at the engine.
    ///
    /// - Parameters:
    ///   - container: The container's full ID, which takes the place of what the caller called it.
    ///   - query: The query as it was sent.
    /// - Returns: The path with the query.
    func path(container: String?, query: String) -> String {
        var parts = version.map { [$0] } ?? []
        switch subject {
        case .container(let name): parts += ["containers", PercentEncoding.encode(container ?? name)]
        case .exec(let id): parts += ["exec", PercentEncoding.encode(id)]
        }
        if !action.isEmpty { parts.append(action) }
        return "/" + parts.joined(separator: "/") + (query.isEmpty ? "" : "?" + query)
    }

    private static func isVersion(_ text: String) -> Bool {
        text.hasPrefix("v") && text.count > 1
            && text.dropFirst().allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
    }

    private static func unknown(_ path: String) -> APIFailure {
        .notFound("docker call /\(path): Not Found; only /containers/CONTAINER/… and /exec/ID/… go through to a node")
    }
}
