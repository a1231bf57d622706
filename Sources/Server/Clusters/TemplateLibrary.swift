//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import FoundationEssentials
import Model
import PKI
import Store

/// The templates that users keep on the server, under `/templates/ID`.
struct TemplateLibrary: Sendable {
    static let all = "/templates/"
    static let maximumCount = 1_000
    /// Most bytes of a template.
    static let maximumBytes = 256 << 10

    let store: any Store
    var clock: @Sendable () -> Timestamp = { .now }

    /// The templates by name, or those with a word in name, description or tags.
    ///
    /// - Parameters:
    ///   - word: The word, in whatever case.
    ///   - samples: Whether those that come along with the program are wanted, too.
    /// - Returns: The templates.
    /// - Throws: What the Store throws.
    func list(containing word: String? = nil, samples: Bool = false) async throws -> [TemplateObject] {
        let own = try await store.list(prefix: Self.all).entries.map { try Accounts.decode(TemplateObject.self, $0) }
        return (own + (samples ? SampleTemplates.all : []))
            .filter { template in
                guard let word = word?.lowercased() else { return true }
                return [template.name, template.description, template.tags].contains { $0.lowercased().contains(word) }
            }
            .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    /// - Throws: `APIFailure` when there is none.
    func show(_ id: String) async throws -> TemplateObject {
        if let sample = SampleTemplates.all.first(where: { $0.id == id }) { return sample }
        return try await existing(id).template
    }

    /// Keeps a template.
    ///
    /// - Throws: `APIFailure` for what is too long, and when there are too many.
    func add(_ request: TemplateRequest) async throws -> TemplateObject {
        guard let name = request.name, let text = request.template else {
            throw APIFailure.invalid("field '\(request.name == nil ? "name" : "template")': it is missing; add it")
        }
        let id = String(TokenHash.sha256Hex(TokenGenerator.make()).prefix(32))
        var template = TemplateObject(id: id, name: name, template: text, created: clock().description)
        try Self.apply(request, to: &template)
        guard try await store.list(prefix: Self.all).entries.count < Self.maximumCount else {
            throw APIFailure.conflict("templates: there are \(Self.maximumCount) already; delete some first")
        }
        try await store.create(Self.all + id, try Accounts.encode(template))
        return template
    }

    /// Changes a template.
    ///
    /// - Throws: `APIFailure` as `add` does, and when there is none.
    func change(_ id: String, _ request: TemplateRequest) async throws -> TemplateObject {
        var (entry, template) = try await existing(id)
        try Self.apply(request, to: &template)
        template.updated = clock().description
        try await store.replace(entry, with: try Accounts.encode(template))
        return template
    }

    /// - Throws: `APIFailure` when there is none.
    func remove(_ id: String) async throws { try await store.delete(try await existing(id).entry.key) }

    private func existing(_ id: String) async throws -> (entry: StoreEntry, template: TemplateObject) {
        guard !SampleTemplates.all.contains(where: { $0.id == id }) else {
            throw APIFailure.conflict(
                "template '\(id)': is a sample, which stays as it is; keep a copy and change that"
            )
        }
        let key = Self.all + id
        guard (try? StoreLimits.check(key: key)) != nil, let entry = try await store.get(key) else {
            throw APIFailure.notFound("template '\(id.prefix(64))': Not Found; GET /templates lists those there are")
        }
        return (entry, try Accounts.decode(TemplateObject.self, entry))
    }

    private static func apply(_ request: TemplateRequest, to template: inout TemplateObject) throws {
        let limits = [
            ("name", request.name, 1...128), ("description", request.description, 0...4_096),
            ("tags", request.tags, 0...1_024), ("template", request.template, 1...maximumBytes),
        ]
        for (field, value, limit) in limits {
            guard let value, !limit.contains(value.utf8.count) else { continue }
            throw APIFailure.invalid(
                "field '\(field)': it has \(value.utf8.count) bytes; give \(limit.lowerBound) to \(limit.upperBound)"
            )
        }
        template.name = request.name ?? template.name
        template.description = request.description ?? template.description
        template.tags = request.tags ?? template.tags
        template.template = request.template ?? template.template
    }
}
