//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// Puts a page's content between the console's navigation.
struct Layout: Sendable {
    let context: PageContext

    private var assets: AssetNames { context.assets }

    /// The whole document.
    func document(_ page: Page) -> HTML {
        """
        <!DOCTYPE html>
        <html lang="\(context.language.tag)"\(theme)>
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(page.title) · Gantry</title>
        \(head(page))
        </head>
        <body\(page.live.map { " data-events=\"\($0)\"" as HTML })>
        <a class="visually-hidden-focusable skip" href="#content">\(context(.skipToContent))</a>
        \(context.user == nil ? bare(page) : framed(page))
        </body>
        </html>

        """
    }

    private var theme: HTML? { context.theme.map { " data-bs-theme=\"\($0)\" data-theme=\"\($0)\"" } }

    private func head(_ page: Page) -> HTML {
        let modules: [HTML] = page.modules.map { module in
            HTML(assets.styles(of: module).map { "<link rel=\"stylesheet\" href=\"\($0)\">" })
                + HTML(assets.scripts(of: module).map { "<script src=\"\($0)\" defer></script>" })
        }
        return """
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="\(assets.bootstrapStyle)">
            <link rel="stylesheet" href="\(assets.style)">
            <script src="\(assets.theme)"></script>
            \(assets.bootstrapScripts.map { "<script src=\"\($0)\" defer></script>" as HTML })
            \(modules)<script src="\(assets.script)" defer></script>
            """
    }

    private func bare(_ page: Page) -> HTML {
        """
        <main id="content" class="container py-5 bare">\(missingLibraries)\(page.content)
        <footer class="mt-5 d-flex justify-content-center">\(switches)</footer></main>
        """
    }

    private func framed(_ page: Page) -> HTML {
        """
        <header class="navbar topbar sticky-top px-3">
        <button class="navbar-toggler d-lg-none" type="button" data-bs-toggle="offcanvas" data-bs-target="#navigation"
          aria-controls="navigation" aria-label="\(context(.navigation))"><span class="navbar-toggler-icon"></span></button>
        <a class="navbar-brand fw-semibold" href="\(Path.console())">Gantry</a>
        <div class="ms-auto d-flex align-items-center gap-2">\(switches)\(account)</div>
        </header>
        <div class="frame">
        <nav id="navigation" class="offcanvas-lg offcanvas-start sidebar" tabindex="-1" aria-label="\(context(.navigation))">
        <div class="offcanvas-header d-lg-none"><span class="offcanvas-title h5">Gantry</span>
        <button type="button" class="btn-close" data-bs-dismiss="offcanvas" data-bs-target="#navigation"
          aria-label="\(context(.close))"></button></div>
        <div class="offcanvas-body d-block">\(Navigation(context: context, section: page.section).html)</div>
        </nav>
        <main id="content" tabindex="-1">
        \(missingLibraries)\(crumbs(page))
        <div class="d-flex flex-wrap align-items-center gap-2 mb-3"><h1 class="h3 mb-0 me-auto text-break">\(page.title)</h1>
        <div class="d-flex flex-wrap gap-2">\(page.actions)</div></div>
        \(notice)\(page.content)
        </main>
        </div>
        """
    }

    private func crumbs(_ page: Page) -> HTML {
        guard !page.crumbs.isEmpty else { return .empty }
        let items: [HTML] = page.crumbs.map {
            "<li class=\"breadcrumb-item\"><a href=\"\($0.path)\">\($0.name)</a></li>"
        }
        return """
            <nav aria-label="\(context(.whereYouAre))"><ol class="breadcrumb mb-2">\(items)\
            <li class="breadcrumb-item active text-break" aria-current="page">\(page.title)</li></ol></nav>
            """
    }

    private var notice: HTML { context.notice?.html ?? .empty }

    private var missingLibraries: HTML {
        guard !context.hasLibraries else { return .empty }
        return "<p class=\"alert alert-warning\" role=\"alert\">\(context(.librariesMissing))</p>"
    }

    /// The switches of language and theme.
    private var switches: HTML {
        let languages: [HTML] = Language.allCases.filter { $0 != context.language }.map { language in
            """
            <button class="btn btn-sm btn-link" name="language" value="\(language.rawValue)" lang="\(language.tag)">\
            \(language.name)</button>
            """
        }
        return """
            <form method="post" action="\(Path.console("preferences"))" class="d-flex">\(context.formFields)
            <input type="hidden" name="back" value="\(context.address)">\(languages)
            <button class="btn btn-sm btn-link" name="theme" value="toggle" data-theme-switch>\(context(.theme))</button>
            </form>
            """
    }

    private var account: HTML {
        guard let user = context.user else { return .empty }
        return """
            <div class="dropdown"><button class="btn btn-sm btn-outline-secondary dropdown-toggle" type="button" \
            data-bs-toggle="dropdown" aria-expanded="false">\(user.user)</button>
            <ul class="dropdown-menu dropdown-menu-end">
            <li><span class="dropdown-item-text small">\(context(.role)): \(user.role)</span></li>
            <li><a class="dropdown-item" href="\(Path.console("settings"))">\(context(.settings))</a></li>
            <li><form method="post" action="\(Path.console("logout"))">\(context.formFields)\
            <button class="dropdown-item">\(context(.logOut))</button></form></li>
            </ul></div>
            """
    }
}

extension PageContext {
    /// What each form has in it beside its own fields.
    var formFields: HTML { "<input type=\"hidden\" name=\"\(Console.formTokenField)\" value=\"\(formToken)\">" }
}

extension Text {
    static let skipToContent = Text("Skip to the content", "跳到内容")
    static let navigation = Text("Navigation", "导航")
    static let whereYouAre = Text("Where you are", "当前位置")
    static let close = Text("Close", "关闭")
    static let theme = Text("Light/dark", "浅色/深色")
    static let role = Text("Role", "角色")
    static let settings = Text("Settings", "设置")
    static let logOut = Text("Log out", "退出登录")
    static let librariesMissing = Text(
        "The console's front-end libraries aren't there, so that it looks plain: run scripts/console-assets DIR and start the server with --console-assets DIR.",
        "未找到控制台的前端库，页面只能以简单样式显示：请运行 scripts/console-assets DIR，并以 --console-assets DIR 启动服务器。"
    )
}
