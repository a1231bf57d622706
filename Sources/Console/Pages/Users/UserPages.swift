//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials

/// The pages about who may do what.
enum UserPages {
    static let roles = ["administrator", "operator", "read-only", "none"]

    static let routes: [PageRoute] = [
        .get("/users") { page in try await list(page) },
        .get("/users/new") { page in UserForm.new(page) },
        .post("/users/new") { page in try await UserForm.create(page) },
        .get("/users/{user}") { page in try await UserForm.show(page) },
        .post("/users/{user}") { page in
            page.form.names.contains("role") ? try await UserForm.change(page) : try await UserForm.setPassword(page)
        },
        .post("/users/{user}/disable") { page in try await setDisabled(true, .userDisabled, page) },
        .post("/users/{user}/enable") { page in try await setDisabled(false, .userEnabled, page) },
        .get("/users/{user}/delete") { page in try await askDeletion(page) },
        .post("/users/{user}/delete") { page in
            try await page.submit(.userDeleted, at: .console("users")) {
                try await page.api.delete("/users/\(page.parameter("user"))")
            } refused: {
                try await askDeletion(page, failure: $0)
            }
        },
    ]

    private static func list(_ page: PageRequest) async throws -> ConsoleResponse {
        let text = page.query["q"]
        let users: [UserObject] = try await page.api.get("/users")
        let found = users.filter { $0.name.isFound(text) || $0.role.isFound(text) }
        let pager = Pager(found, query: page.query)
        let table = Table(
            columns: [page(.userName), page(.role), page(.policies), page(.state), page(.created)],
            rows: pager.elements.map { user in
                [
                    "<a href=\"\(Path.console("users", user.name))\">\(user.name)</a>", "\(role(user.role, page))",
                    "\(user.policies.count)", state(of: user, page), Moment.html(user.created),
                ]
            },
            empty: "\(page(.nothingFound))"
        )
        return page.show(
            Page(
                title: page(.users),
                section: .users,
                content: SearchForm.html(.console("users"), text: text, page.context) + table.html
                    + pager.html(Path.console("users").with("q", text), page.context),
                actions: Button.link(page(.createUser), .console("users", "new"), style: .primary)
            )
        )
    }

    static func state(of user: UserObject, _ page: PageRequest) -> HTML {
        user.disabled
            ? "<span class=\"badge text-bg-secondary\">\(page(.disabled))</span>"
            : "<span class=\"badge text-bg-success\">\(page(.enabled))</span>"
    }

    /// What a role is called, and what it may do.
    static func role(_ role: String, _ page: PageRequest) -> String {
        switch role {
        case "administrator": page(.roleAdministrator)
        case "operator": page(.roleOperator)
        case "read-only": page(.roleReader)
        case "none": page(.roleNone)
        default: role
        }
    }

    private static func setDisabled(
        _ disabled: Bool,
        _ notice: Text,
        _ page: PageRequest
    ) async throws -> ConsoleResponse {
        let user = page.parameter("user")
        return try await page.submit(notice, at: .console("users", user)) {
            var change = UserChange()
            change.disabled = disabled
            try await page.api.put("/users/\(user)", json: change)
        } refused: {
            try await UserForm.show(page, failure: ("state", $0))
        }
    }

    private static func askDeletion(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        let name = page.parameter("user")
        let keys: [AccessKeyObject] = try await page.api.get("/users/\(name)/keys")
        let confirmation = Confirmation(
            title: page(.deleteUser(name)),
            losses: [page(.userLoss)] + (keys.isEmpty ? [] : [page(.userKeys(keys.map(\.id)))]),
            button: page(.delete),
            action: .console("users", name, "delete"),
            back: .console("users", name)
        )
        let crumbs: [Page.Crumb] = [
            .init(name: page(.users), path: .console("users")), .init(name: name, path: .console("users", name)),
        ]
        return page.ask(confirmation, section: .users, crumbs: crumbs, refusal: failure)
    }
}

extension Text {
    static let createUser = Text("Create user", "创建用户")
    static let policies = Text("Policies", "授权策略")
    static let enabled = Text("enabled", "已启用")
    static let disabled = Text("disabled", "已停用")
    static let roleAdministrator = Text("administrator: everything", "管理员：所有操作")
    static let roleOperator = Text(
        "operator: everything but users and the audit log",
        "运维：除用户和审计日志外的所有操作"
    )
    static let roleReader = Text("read-only: looks, but shows no secrets", "只读：可查看，不可查看机密")
    static let roleNone = Text("none: only what policies allow", "无：仅限授权策略允许的操作")
    static let userDisabled = Text("The user is shut out.", "用户已停用。")
    static let userEnabled = Text("The user may log in again.", "用户已启用。")
    static let userDeleted = Text("The user is deleted.", "用户已删除。")
    static func deleteUser(_ name: String) -> Text { Text("Delete user \(name)?", "删除用户 \(name)？") }
    static let userLoss = Text(
        "Sessions and cluster certificates of the user become worthless at once; the audit log keeps what the user did.",
        "该用户的会话和集群证书立即失效；审计日志保留其操作记录。"
    )
    static func userKeys(_ ids: [String]) -> Text {
        Text("Access keys that are lost: \(list(ids, and: "more")).", "将删除访问密钥：\(list(ids, and: "个"))。")
    }
}
