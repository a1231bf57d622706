//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The addresses of scripts and style sheets; each has a version in it, so that browsers may keep them.
struct AssetNames: Sendable {
    let version: String

    var style: String { name("console.css") }
    var script: String { name("console.js") }
    var theme: String { name("theme.js") }
    var bootstrapStyle: String { name("bootstrap.min.css") }
    var bootstrapScripts: [String] { ["popper.min.js", "bootstrap.min.js"].map(name) }

    func styles(of module: PageModule) -> [String] {
        switch module {
        case .editor: [name("codemirror.css")]
        case .terminal: [name("xterm.css")]
        case .logs, .statistics: []
        }
    }

    func scripts(of module: PageModule) -> [String] {
        switch module {
        case .editor: ["codemirror.js", "codemirror-yaml.js", "editor.js"].map(name)
        case .terminal: ["xterm.js", "xterm-fit.js", "terminal.js"].map(name)
        case .logs: ["logs.js"].map(name)
        case .statistics: ["statistics.js"].map(name)
        }
    }

    private func name(_ file: String) -> String { "\(Console.root)/assets/\(version)/\(file)" }
}
