//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes

/// Logging in and out, and what a browser is told to remember of its user's taste.
enum SessionPages {
    static let routes: [PageRoute] = [
        .get("/login", isPublic: true) { page in form(page) },
        .post("/login", isPublic: true) { page in try await logIn(page) },
        .post("/logout") { page in
            try await page.api.post("/logout")
            var response = ConsoleResponse.see(Path.console("login").text)
            response.setCookie(Console.sessionCookie, nil)
            return response
        },
        .post("/preferences", isPublic: true) { page in preferences(page) },
    ]

    private static func form(_ page: PageRequest, failure: String? = nil) -> ConsoleResponse {
        let content: HTML = """
            <div class="card mx-auto login"><div class="card-body p-4">
            <h1 class="h3 mb-1">Gantry</h1>
            <p class="text-body-secondary">\(page(.loginHint))</p>
            \(failure.map { Alert.failure($0, page.context) })
            <form method="post" action="\(Path.console("login"))">
            <input type="hidden" name="next" value="\(page.query["next"] + page.form["next"])">
            \(Field.text("user", page(.userName), value: page.form["user"], isNeeded: true, autocomplete: "username"))
            \(Field.password("password", page(.password), autocomplete: "current-password"))
            <button class="btn btn-primary w-100">\(page(.logIn))</button>
            </form></div></div>
            """
        return page.show(
            Page(title: page(.logIn), content: content),
            status: failure == nil ? .ok : .unauthorized
        )
    }

    private static func logIn(_ page: PageRequest) async throws -> ConsoleResponse {
        let login = LoginRequest(user: page.form["user"], password: page.form.raw("password"))
        let answer: LoginResponse
        do {
            answer = try await page.api.post("/login", json: login)
        } catch let refusal as APIRefusal {
            return form(page, failure: refusal.message)
        }
        var response = ConsoleResponse.see(own(page.form["next"]))
        response.setCookie(Console.sessionCookie, answer.token)
        return response
    }

    /// The address if it is one of this console, or else its first page: forms that came along with a link of somebody
    /// else's lead nowhere else.
    private static func own(_ address: String) -> String {
        let path = address.split(separator: "?").first.map(String.init) ?? ""
        return Console.isMeant(by: path) ? address : Path.console().text
    }

    private static func preferences(_ page: PageRequest) -> ConsoleResponse {
        var response = ConsoleResponse.see(own(page.form["back"]))
        if let language = Language(rawValue: page.form["language"]) {
            response.setCookie(PageContext.languageCookie, language.rawValue, days: 365)
        }
        switch page.form["theme"] {
        case "toggle":
            response.setCookie(PageContext.themeCookie, page.context.theme == "dark" ? "light" : "dark", days: 365)
        case "auto": response.setCookie(PageContext.themeCookie, nil)
        case let theme where ["light", "dark"].contains(theme):
            response.setCookie(PageContext.themeCookie, theme, days: 365)
        default: break
        }
        return response
    }
}

extension Text {
    static let logIn = Text("Log in", "登录")
    static let loginHint = Text("Applications on clusters of your own machines.", "在您自己的机器集群上运行应用。")
    static let userName = Text("User name", "用户名")
    static let password = Text("Password", "密码")
}
