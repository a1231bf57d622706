//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// Keys with which programs sign their calls: the caller's own, or those of another user.
enum AccessKeyPages {
    static let routes: [PageRoute] = [
        .get("/keys") { page in try await list(page, user: owner(page.query["user"], page)) },
        .post("/keys") { page in
            let user = owner(page.form["user"], page)
            let key: AccessKeyObject = try await page.api.post("/users/\(user)/keys")
            return try await list(page, user: user, made: key)
        },
        .post("/keys/{user}/{key}/enable") { page in try await setEnabled(true, .keyEnabled, page) },
        .post("/keys/{user}/{key}/disable") { page in try await setEnabled(false, .keyDisabled, page) },
        .get("/keys/{user}/{key}/delete") { page in
            let (user, key) = (page.parameter("user"), page.parameter("key"))
            let back = Path.console("keys").with("user", user)
            let confirmation = Confirmation(
                title: page(.deleteKey(key)),
                losses: [page(.keyLoss)],
                button: page(.delete),
                action: .console("keys", user, key, "delete"),
                back: back
            )
            return page.ask(confirmation, section: .keys, crumbs: [.init(name: page(.accessKeys), path: back)])
        },
        .post("/keys/{user}/{key}/delete") { page in
            let user = page.parameter("user")
            return try await page.done(.keyDeleted, at: Path.console("keys").with("user", user)) {
                try await page.api.delete("/users/\(user)/keys/\(page.parameter("key"))")
            }
        },
    ]

    private static func owner(_ name: String, _ page: PageRequest) -> String {
        name.isEmpty ? page.context.user?.user ?? "" : name
    }

    private static func setEnabled(_ enabled: Bool, _ notice: Text, _ page: PageRequest) async throws -> ConsoleResponse
    {
        let user = page.parameter("user")
        return try await page.done(notice, at: Path.console("keys").with("user", user)) {
            let path: Path = "/users/\(user)/keys/\(page.parameter("key"))"
            try await page.api.put(path, json: AccessKeyChange(enabled: enabled))
        }
    }

    private static func list(
        _ page: PageRequest,
        user: String,
        made: AccessKeyObject? = nil
    ) async throws -> ConsoleResponse {
        let keys: [AccessKeyObject] = try await page.api.get("/users/\(user)/keys")
        let table = Table(
            columns: [page(.keyID), page(.state), page(.created), ""],
            rows: keys.map { key in
                let path = Path.console("keys", user, key.id)
                let state: HTML =
                    key.enabled
                    ? "<span class=\"badge text-bg-success\">\(page(.enabled))</span>"
                    : "<span class=\"badge text-bg-secondary\">\(page(.disabled))</span>"
                let toggle =
                    key.enabled
                    ? Button.post(page(.disableUser), path / "disable", page.context)
                    : Button.post(page(.enableUser), path / "enable", page.context)
                return [
                    "<code>\(key.id)</code>", state, Moment.html(key.created),
                    toggle + " " + Button.link(page(.delete), path / "delete", style: .danger),
                ]
            },
            empty: "\(page(.noKeys))"
        )
        let shown: HTML =
            made.map { key in
                Card.html(
                    page(.newKey),
                    """
                    \(Alert.warning("\(page(.secretOnce))"))
                    <h3 class="h6">\(page(.keyID))</h3>\(CopyBlock.html("key-id", key.id, page.context))
                    <h3 class="h6">\(page(.keySecret))</h3>\(CopyBlock.html("key-secret", key.secret ?? "", page.context))
                    """
                )
            } ?? .empty
        let create: HTML = """
            <form method="post" action="\(Path.console("keys"))" class="d-inline">\(page.context.formFields)\
            <input type="hidden" name="user" value="\(user)">\
            <button class="btn btn-sm btn-primary">\(page(.createKey))</button></form>
            """
        let isOwn = user == page.context.user?.user
        return page.show(
            Page(
                title: isOwn ? page(.ownAccessKeys) : page(.accessKeysOf(user)),
                section: .keys,
                content: shown + "<p>\(page(.keysHint))</p>" + table.html,
                actions: create
            )
        )
    }
}

extension Text {
    static let ownAccessKeys = Text("Your access keys", "我的访问密钥")
    static func accessKeysOf(_ user: String) -> Text { Text("Access keys of \(user)", "\(user) 的访问密钥") }
    static let keysHint = Text(
        "Programs sign their calls of the API with an access key instead of a password; they may do what the user may.",
        "程序使用访问密钥对 API 调用签名，无需密码；其权限与所属用户相同。"
    )
    static let keyID = Text("Access key ID", "访问密钥 ID")
    static let keySecret = Text("Secret", "访问密钥 Secret")
    static let newKey = Text("The new access key", "新的访问密钥")
    static let secretOnce = Text(
        "The secret is shown this once: copy it now.",
        "Secret 仅显示这一次：请立即复制保存。"
    )
    static let createKey = Text("Create access key", "创建访问密钥")
    static let noKeys = Text("There is none yet.", "还没有访问密钥。")
    static let keyEnabled = Text("The access key is good again.", "访问密钥已启用。")
    static let keyDisabled = Text(
        "Calls that are signed with the access key are refused from now on.",
        "访问密钥已停用，使用它的调用将被拒绝。"
    )
    static func deleteKey(_ id: String) -> Text { Text("Delete access key \(id)?", "删除访问密钥 \(id)？") }
    static let keyLoss = Text(
        "Programs that sign with it are refused from now on. To try that first, disable it.",
        "使用该密钥的程序将被拒绝。可以先停用以确认影响。"
    )
    static let keyDeleted = Text("The access key is deleted.", "访问密钥已删除。")
}
