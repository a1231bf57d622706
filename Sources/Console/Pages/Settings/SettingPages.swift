//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// What a user sets for themselves, and what this server is.
enum SettingPages {
    static let routes: [PageRoute] = [
        .get("/settings") { page in try await show(page) },
        .post("/settings") { page in
            guard let user = page.context.user?.user else { return try await show(page) }
            return try await page.submit(.ownPasswordSet, at: .console("settings")) {
                try await PasswordFields.send(page, user: user)
            } refused: {
                try await show(page, failure: $0)
            }
        },
    ]

    private static func show(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        let versions: [String: String] = try await page.api.get("/version")
        let password = Form.html(
            .console("settings"),
            PasswordFields.html(page, currentLabel: page(.presentPassword)),
            button: page(.setPassword),
            failure: failure,
            page.context
        )
        let about = Facts.html([
            (page(.gantryVersion), "\(versions["version"] ?? "–")"),
            (page(.apiVersion), "\(versions["api_version"] ?? "–")"),
        ])
        return page.show(
            Page(
                title: page(.settings),
                section: .settings,
                content: """
                    <div class="row"><div class="col-12 col-xl-6">\(Card.html(page(.changePassword), password))</div>
                    <div class="col-12 col-xl-6">\(Card.html(page(.appearance), appearance(page)))
                    \(Card.html(page(.aboutGantry), about))</div></div>
                    """
            ),
            refusal: failure
        )
    }

    private static func appearance(_ page: PageRequest) -> HTML {
        let languages = Language.allCases.map { ($0.rawValue, $0.name) }
        let themes = [("auto", page(.themeAuto)), ("light", page(.themeLight)), ("dark", page(.themeDark))]
        let fields = """
            <input type="hidden" name="back" value="\(Path.console("settings"))">
            \(Field.choice("language", page(.language), options: languages, chosen: page.context.language.rawValue))
            \(Field.choice("theme", page(.themeOfPages), options: themes, chosen: page.context.theme ?? "auto"))
            """ as HTML
        return Form.html(.console("preferences"), fields, button: page(.save), page.context)
    }
}

extension Text {
    static let changePassword = Text("Change your password", "修改密码")
    static let presentPassword = Text("Present password", "当前密码")
    static let ownPasswordSet = Text("Your password is changed.", "密码已修改。")
    static let appearance = Text("Language and theme", "语言和主题")
    static let language = Text("Language", "语言")
    static let themeOfPages = Text("Theme", "主题")
    static let themeAuto = Text("as the browser", "跟随浏览器")
    static let themeLight = Text("light", "浅色")
    static let themeDark = Text("dark", "深色")
    static let aboutGantry = Text("About", "关于")
    static let gantryVersion = Text("Gantry", "Gantry 版本")
    static let apiVersion = Text("API", "API 版本")
}
