//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What a list shows of all that there is: a form that asks for the page again.
enum SearchForm {
    /// - Parameters:
    ///   - path: The page's.
    ///   - text: What is looked for; it is sent as `q`.
    ///   - filters: Further fields, made with `filter` or `text`.
    ///   - context: The page's.
    /// - Returns: The form.
    static func html(_ path: Path, text: String, filters: HTML = .empty, _ context: PageContext) -> HTML {
        """
        <form method="get" action="\(path)" role="search" class="d-flex flex-wrap gap-2 mb-3 align-items-end">
        <div class="search-field"><label class="form-label small mb-1" for="s-q">\(context(.search))</label>
        <input class="form-control form-control-sm" type="search" id="s-q" name="q" value="\(text)"></div>
        \(filters)<button class="btn btn-sm btn-outline-secondary">\(context(.show))</button></form>
        """
    }

    /// One of several values.
    static func filter(
        _ name: String,
        _ label: String,
        options: [(value: String, text: String)],
        chosen: String
    ) -> HTML {
        let list: [HTML] = options.map { option in
            "<option value=\"\(option.value)\"\(option.value == chosen ? " selected" : "")>\(option.text)</option>"
        }
        return """
            <div><label class="form-label small mb-1" for="s-\(name)">\(label)</label>
            <select class="form-select form-select-sm" id="s-\(name)" name="\(name)" data-submit>\(list)</select></div>
            """
    }

    /// A further text.
    static func text(_ name: String, _ label: String, value: String, hint: String = "") -> HTML {
        """
        <div><label class="form-label small mb-1" for="s-\(name)">\(label)</label>
        <input class="form-control form-control-sm" id="s-\(name)" name="\(name)" value="\(value)" placeholder="\(hint)"></div>
        """
    }
}

extension String {
    /// Whether what somebody looks for is in it, in whatever case; nothing is in everything.
    func isFound(_ text: String) -> Bool { text.isEmpty || lowercased().contains(text.lowercased()) }
}

extension Text {
    static let search = Text("Search", "搜索")
    static let show = Text("Show", "显示")
    static let all = Text("All", "全部")
}
