//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes

/// A terminal in a container: the page; what is typed and shown goes over a WebSocket, which the server speaks.
enum TerminalPages {
    /// What runs where nobody says what: the better shell of those that most images have.
    static let shell = "if command -v bash >/dev/null; then exec bash; else exec sh; fi"
    private static let path = "/clusters/{cluster}/containers/{container}/terminal"

    static let routes: [PageRoute] = [.get(path) { page in try await show(page) }]

    private static func show(_ page: PageRequest) async throws -> ConsoleResponse {
        let container: ContainerObject = try await page.api.get(page.containerPath)
        let command = page.query["command"]
        let socket = (page.containerAddress / "terminal" / "socket").with("command", command)
        let form: HTML = """
            <form method="get" class="d-flex gap-2 align-items-end mb-3">
            \(SearchForm.text("command", page(.terminalCommand), value: command, hint: "sh"))
            <button class="btn btn-sm btn-outline-secondary">\(page(.open))</button></form>
            """
        let terminal: HTML = """
            <noscript><p>\(page(.terminalNeedsScript))</p></noscript>
            <p class="small text-body-secondary" id="terminal-state" role="status" data-open="\(page(.terminalOpen))" \
            data-closed="\(page(.terminalClosed))">\(page(.terminalConnects))</p>
            <div class="terminal-frame" data-terminal="\(socket)" aria-label="\(page(.terminal))" role="application"></div>
            <pre class="visually-hidden" id="terminal-text" aria-live="polite" tabindex="-1"></pre>
            """
        let content: HTML =
            container.running ? form + terminal : "<div class=\"empty\">\(page(.containerDoesNotRun))</div>"
        var response = page.show(
            Page(
                title: page(.terminal),
                section: .containers,
                crumbs: page.containerCrumbs(container.plainName),
                content: ContainerTabs.html(.terminal, page) + content,
                modules: container.running ? [.terminal] : []
            )
        )
        // The terminal's library makes style elements of its own.
        response.headers[.contentSecurityPolicy] = Console.contentSecurityPolicy(allowsInlineStyles: true)
        return response
    }
}

extension Text {
    static let terminalCommand = Text("Command", "命令")
    static let open = Text("Open", "打开")
    static let terminalConnects = Text("Connecting…", "正在连接…")
    static let terminalOpen = Text("Connected. What you do here changes this container alone.", "已连接。此处的操作只影响该容器。")
    static let terminalClosed = Text("The session has ended. Reload the page for another one.", "会话已结束。刷新页面可重新连接。")
    static let terminalNeedsScript = Text("The terminal needs JavaScript.", "终端需要启用 JavaScript。")
}
