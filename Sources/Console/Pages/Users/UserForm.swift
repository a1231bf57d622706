//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials

/// The forms that make and change a user.
enum UserForm {
    static func new(_ page: PageRequest, failure: APIRefusal? = nil) -> ConsoleResponse {
        let fields: HTML = """
            \(Field.text("name", page(.userName), value: page.typed("name"), isNeeded: true))
            \(Field.password("password", page(.password), hint: page(.passwordHint), autocomplete: "new-password"))
            \(role(page, "read-only"))\(policies(page, []))
            """
        let form = Form.html(
            .console("users", "new"),
            fields,
            button: page(.createUser),
            failure: failure,
            back: .console("users"),
            page.context
        )
        return page.show(
            Page(
                title: page(.createUser),
                section: .users,
                crumbs: [.init(name: page(.users), path: .console("users"))],
                content: form,
                modules: [.editor]
            ),
            refusal: failure
        )
    }

    static func create(_ page: PageRequest) async throws -> ConsoleResponse {
        let name = page.form["name"]
        return try await page.submit(.userCreated, at: .console("users", name)) {
            var request = UserRequest(name: name, password: page.form.raw("password"), role: page.form["role"])
            request.policies = try policies(typed: page)
            try await page.api.post("/users", json: request)
        } refused: {
            new(page, failure: $0)
        }
    }

    static func show(
        _ page: PageRequest,
        failure: (form: String, refusal: APIRefusal)? = nil
    ) async throws -> ConsoleResponse {
        let user: UserObject = try await page.api.get("/users/\(page.parameter("user"))")
        let here = Path.console("users", user.name)
        func refusal(_ form: String) -> APIRefusal? { failure?.form == form ? failure?.refusal : nil }
        let rights = Form.html(
            here,
            role(page, user.role) + policies(page, user.policies),
            button: page(.save),
            failure: refusal("rights"),
            page.context
        )
        let password = Form.html(
            here,
            PasswordFields.html(page, currentLabel: page(.ownPassword)),
            button: page(.setPassword),
            failure: refusal("password"),
            page.context
        )
        let alert = refusal("state").map { Alert.failure($0.message, page.context) }
        let facts = Facts.html([
            (page(.state), UserPages.state(of: user, page)), (page(.created), Moment.html(user.created)),
        ])
        let toggle =
            user.disabled
            ? Button.post(page(.enableUser), here / "enable", page.context)
            : Button.post(page(.disableUser), here / "disable", page.context)
        let keys = Button.link(page(.accessKeys), .console("keys").with("user", user.name))
        return page.show(
            Page(
                title: user.name,
                section: .users,
                crumbs: [.init(name: page(.users), path: .console("users"))],
                content: """
                    \(alert)\(Card.html(page(.facts), facts))\(Card.html(page(.rights), rights))
                    \(Card.html(page(.setPassword), password))
                    """,
                actions: keys + toggle + Button.link(page(.delete), here / "delete", style: .danger),
                modules: [.editor]
            ),
            refusal: failure?.refusal
        )
    }

    static func change(_ page: PageRequest) async throws -> ConsoleResponse {
        let user = page.parameter("user")
        return try await page.submit(.userChanged, at: .console("users", user)) {
            var change = UserChange()
            change.role = page.form["role"]
            change.policies = try policies(typed: page)
            try await page.api.put("/users/\(user)", json: change)
        } refused: {
            try await show(page, failure: ("rights", $0))
        }
    }

    static func setPassword(_ page: PageRequest) async throws -> ConsoleResponse {
        let user = page.parameter("user")
        return try await page.submit(.passwordSet, at: .console("users", user)) {
            try await PasswordFields.send(page, user: user)
        } refused: {
            try await show(page, failure: ("password", $0))
        }
    }

    private static func role(_ page: PageRequest, _ role: String) -> HTML {
        let options = UserPages.roles.map { ($0, UserPages.role($0, page)) }
        // A form that isn't about the role doesn't send it.
        return Field.choice("role", page(.role), options: options, chosen: page.form.text("role") ?? role)
    }

    private static func policies(_ page: PageRequest, _ policies: [JSONValue]) -> HTML {
        var text = ""
        if page.form.names.contains("policies") {
            text = page.form.raw("policies")
        } else if !policies.isEmpty {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            text = (try? encoder.encode(policies)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        return Field.area(
            "policies",
            page(.policies),
            value: text,
            rows: 10,
            hint: page(.policiesHint),
            attributes: " data-editor=\"json\""
        )
    }

    private static func policies(typed page: PageRequest) throws -> [JSONValue] {
        let text = page.form.raw("policies").trimmed
        guard !text.isEmpty else { return [] }
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) else {
            throw APIRefusal(invalid: page(.noJSON))
        }
        if case .array(let policies) = value { return policies }
        return [value]
    }
}

/// A new password, typed twice, and the one that the caller has.
enum PasswordFields {
    static func html(_ page: PageRequest, currentLabel: String) -> HTML {
        """
        \(Field.password("current", currentLabel, autocomplete: "current-password"))
        \(Field.password("password", page(.newPassword), hint: page(.passwordHint), autocomplete: "new-password"))
        \(Field.password("again", page(.passwordAgain), autocomplete: "new-password"))
        """
    }

    static func send(_ page: PageRequest, user: String) async throws {
        guard page.form.raw("password") == page.form.raw("again") else {
            throw APIRefusal(invalid: page(.passwordsDiffer))
        }
        let request = PasswordRequest(password: page.form.raw("password"), current: page.form.raw("current"))
        try await page.api.put("/users/\(user)/password", json: request)
    }
}

extension Text {
    static let userCreated = Text("The user is there.", "用户已创建。")
    static let userChanged = Text("The user is changed.", "用户已修改。")
    static let enableUser = Text("Enable", "启用")
    static let disableUser = Text("Disable", "停用")
    static let rights = Text("What the user may do", "权限")
    static let passwordHint = Text("8 characters at least.", "至少 8 个字符。")
    static let setPassword = Text("Set password", "设置密码")
    static let passwordSet = Text("The password is set; the user's sessions are over.", "密码已设置，该用户的会话已失效。")
    static let ownPassword = Text("Your own password", "您自己的密码")
    static let newPassword = Text("New password", "新密码")
    static let passwordAgain = Text("New password again", "再次输入新密码")
    static let passwordsDiffer = Text(
        "The new password was typed in two ways; type the same twice.",
        "两次输入的新密码不一致；请重新输入。"
    )
    static let policiesHint = Text(
        "Beside the role: a list in RAM's policy language (JSON), such as [{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"cs:Get*\",\"Resource\":\"*\"}]}]. Empty for none.",
        "角色之外的授权，以 RAM 策略语言的列表（JSON）表示，例如 [{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"cs:Get*\",\"Resource\":\"*\"}]}]。留空表示没有。"
    )
    static let noJSON = Text("Policies: it is no JSON; write a list of policies.", "授权策略：不是有效的 JSON；请填写策略列表。")
}
