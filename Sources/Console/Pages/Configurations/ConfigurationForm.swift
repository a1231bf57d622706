//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The forms that make and change a configuration item: its variables as rows, or as a text.
enum ConfigurationForm {
    /// Rows for variables that aren't there yet.
    private static let spareRows = 5

    static func show(_ page: PageRequest, failure: APIRefusal? = nil) -> ConsoleResponse {
        let name = Field.text(
            "name",
            page(.name),
            value: page.typed("name"),
            hint: page(.configurationNameHint),
            isNeeded: true
        )
        return form(page, title: page(.createConfiguration), head: name, description: "", values: [:], failure: failure)
    }

    static func create(_ page: PageRequest) async throws -> ConsoleResponse {
        let name = page.form["name"]
        return try await page.submit(.configurationCreated, at: .cluster(page.cluster, "configurations", name)) {
            var request = ConfigurationRequest(name: name)
            request.description = page.form["description"]
            request.variables = try values(page)
            try await page.api.post("/clusters/\(page.cluster)/configurations", json: request)
        } refused: {
            show(page, failure: $0)
        }
    }

    static func edit(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        let item: ConfigurationObject = try await page.api.get(ConfigurationPages.address(page))
        let users = item.users.map { "\($0.project) (\($0.cluster))" }
        let warning: HTML = users.isEmpty ? .empty : Alert.warning("\(page(.editWarning(users)))")
        // The version that was changed, so that nobody's change is lost.
        let version = page.typed("version", String(item.version))
        return form(
            page,
            title: page(.editNamed(item.name)),
            head: warning + "<input type=\"hidden\" name=\"version\" value=\"\(version)\">",
            description: item.description,
            values: item.variables ?? [:],
            failure: failure,
            item: item.name
        )
    }

    static func change(_ page: PageRequest) async throws -> ConsoleResponse {
        let here = Path.cluster(page.cluster, "configurations", page.parameter("item"))
        return try await page.submit(.configurationChanged, at: here) {
            var change = ConfigurationChange(version: page.form.number("version") ?? 0)
            change.description = page.form["description"]
            change.variables = try values(page)
            try await page.api.put(ConfigurationPages.address(page), json: change)
        } refused: {
            try await edit(page, failure: $0)
        }
    }

    /// What was typed, in whichever of the two forms.
    private static func values(_ page: PageRequest) throws -> [String: String] {
        if page.form.names.contains("text") { return try VariableLines.values(in: page.form.raw("text"), page) }
        var values: [String: String] = [:]
        for index in 0..<rowCount(page) {
            let name = page.form["name-\(index)"]
            guard !name.isEmpty else { continue }
            guard values[name] == nil else { throw APIRefusal(invalid: page(.variableTwice(name, index + 1))) }
            values[name] = page.form.raw("value-\(index)")
        }
        return values
    }

    private static func rowCount(_ page: PageRequest) -> Int { min(page.form.number("rows") ?? 0, 2_000) }

    private static func form(
        _ page: PageRequest,
        title: String,
        head: HTML,
        description: String,
        values: [String: String],
        failure: APIRefusal?,
        item: String? = nil
    ) -> ConsoleResponse {
        let all = Path.cluster(page.cluster, "configurations")
        let here = item.map { all / $0 / "edit" } ?? all / "new"
        let isText = page.form.isEmpty ? page.query["as"] == "text" : page.form.names.contains("text")
        let other = isText ? here : here.with("as", "text")
        let fields: HTML = """
            \(head)\(Field.text("description", page(.explanation), value: page.typed("description", description)))
            \(isText ? text(page, values) : rows(page, values))
            """
        let crumbs = Page.crumbs(of: page.cluster, page, .init(name: page(.configurations), path: all))
        return page.show(
            Page(
                title: title,
                section: .configurations,
                crumbs: crumbs,
                content: Form.html(
                    here,
                    fields,
                    button: page(.save),
                    failure: failure,
                    back: item.map { all / $0 } ?? all,
                    page.context
                ),
                actions: Button.link(page(isText ? .editAsRows : .editAsText), other)
            ),
            refusal: failure
        )
    }

    private static func text(_ page: PageRequest, _ values: [String: String]) -> HTML {
        Field.area(
            "text",
            page(.variables),
            value: page.typed("text", VariableLines.text(of: values)),
            rows: max(10, values.count + 3),
            hint: page(.variableLinesHint)
        )
    }

    private static func rows(_ page: PageRequest, _ values: [String: String]) -> HTML {
        var rows = values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        if !page.form.isEmpty {
            rows = (0..<rowCount(page)).map { (page.form["name-\($0)"], page.form.raw("value-\($0)")) }
            rows.removeAll { $0.name.isEmpty && $0.value.isEmpty }
        }
        rows += Array(repeating: ("", ""), count: spareRows)
        let cells: [HTML] = rows.enumerated().map { index, row in
            """
            <div class="row g-2 mb-4 mb-md-2"><div class="col-12 col-md-4"><input class="form-control font-monospace" \
            name="name-\(index)" value="\(row.name)" aria-label="\(page(.variableName(index + 1)))" autocomplete="off"></div>
            <div class="col-12 col-md-8"><textarea class="form-control font-monospace" rows="\(lines(of: row.value))" \
            name="value-\(index)" aria-label="\(page(.variableValue(index + 1)))" spellcheck="false">
            \(row.value)</textarea></div></div>

            """
        }
        return """
            <fieldset class="mb-3"><legend class="h6">\(page(.variables))</legend>
            <p class="form-text">\(page(.rowsHint))</p>
            <input type="hidden" name="rows" value="\(rows.count)">\(cells)</fieldset>
            """
    }

    private static func lines(of value: String) -> Int {
        min(8, value.split(separator: "\n").count + (value.isEmpty ? 1 : 0))
    }
}

extension Text {
    static let configurationNameHint = Text(
        "1 to 32 letters, digits and hyphens.",
        "1～32 个字符，可包含字母、数字和连字符。"
    )
    static let configurationCreated = Text("The configuration item is there.", "配置项已创建。")
    static let configurationChanged = Text(
        "A new version is there. Applications take it when they are deployed again.",
        "已生成新版本。应用重新部署后使用新值。"
    )
    static func editNamed(_ name: String) -> Text { Text("Edit \(name)", "编辑 \(name)") }
    static func editWarning(_ users: [String]) -> Text {
        Text(
            "These use it, and take the new values when they are deployed again: \(list(users, and: "more")).",
            "以下应用正在使用，重新部署后将采用新值：\(list(users, and: "个"))。"
        )
    }
    static let editAsText = Text("Edit as text", "以文本编辑")
    static let editAsRows = Text("Edit as rows", "逐项编辑")
    static let variableLinesHint = Text(
        "A line each: name=value. A value of several lines is a JSON string such as \"a\\nb\". Lines with # at the beginning don't count.",
        "每行一个：名称=值。多行的值写成 JSON 字符串，例如 \"a\\nb\"。以 # 开头的行会被忽略。"
    )
    static let rowsHint = Text(
        "A name and a value each; a row without a name is left out. Saving adds more rows.",
        "每行一个名称和值；没有名称的行会被忽略。保存后会出现更多空行。"
    )
    static func variableName(_ row: Int) -> Text { Text("Name of variable \(row)", "第 \(row) 个变量的名称") }
    static func variableValue(_ row: Int) -> Text { Text("Value of variable \(row)", "第 \(row) 个变量的值") }
}
