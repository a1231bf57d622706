//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import Model

/// The editor of an application's template, with all that a deploy asks for beside it.
struct DeployForm: Sendable {
    /// What the form was sent for.
    enum Request: String { case plan, deploy }

    var draft: TemplateDraft
    /// Where it is sent.
    var action: Path
    /// Where it goes without doing anything.
    var back: Path
    /// Whether the application is there already.
    var isUpdate: Bool
    /// The variables that the template asks for.
    var variables: [TemplateVariableObject] = []
    /// The files beside it that it names.
    var files: [TemplateFileObject] = []
    /// The configuration items that can be chosen.
    var items: [ConfigurationObject] = []
    var refusal: APIRefusal?
    /// What is doubtful in the template.
    var warnings: [Problem] = []
    /// What was planned, and what comes below it.
    var result: HTML = .empty

    func html(_ page: PageRequest) -> HTML {
        let problems = refusal?.body.problems ?? []
        let alert = refusal.map { Alert.failure($0.message, problems: problems, page.context) }
        return """
            \(alert)<form method="post" action="\(action)">\(page.context.formFields)
            <div class="row g-3"><div class="col-12 col-xl-8">
            \(head(page))\(editor(problems + warnings, page))
            </div><div class="col-12 col-xl-4">\(settings(page))</div></div>
            <div class="d-flex flex-wrap gap-2 mb-3">
            <button class="btn btn-primary" name="do" value="\(Request.plan.rawValue)">\(page(.plan))</button>
            <button class="btn btn-success" name="do" value="\(Request.deploy.rawValue)">\(page(.deploy))</button>
            <a class="btn btn-outline-secondary" href="\(back)">\(page(.cancel))</a></div></form>
            \(result)
            """
    }

    private func head(_ page: PageRequest) -> HTML {
        guard !isUpdate else { return .empty }
        return Field.text("name", page(.name), value: draft.name, hint: page(.applicationNameHint), isNeeded: true)
    }

    private func editor(_ problems: [Problem], _ page: PageRequest) -> HTML {
        let notes = problems.map { problem in
            EditorNote(
                line: problem.line,
                severity: problem.severity.rawValue,
                message: page.context.said(problem.message)
            )
        }
        let json = (try? JSONEncoder().encode(notes)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
        return Field.area(
            "template",
            page(.template),
            value: draft.template,
            rows: 22,
            hint: page(.deployHint),
            attributes: " data-editor=\"yaml\" data-problems=\"\(json)\""
        ) + """
            <div class="mb-3" data-needs-script hidden><label class="form-label" for="template-file">\(page(.openFile))</label>
            <input class="form-control form-control-sm" type="file" id="template-file" data-reads-into="template"\
             accept=".yml,.yaml,text/*"></div>
            """
    }

    private func settings(_ page: PageRequest) -> HTML {
        var parts: [HTML] = []
        if !variables.isEmpty { parts.append(Card.html(page(.variables), variableFields(page))) }
        if !files.isEmpty { parts.append(Card.html(page(.templateFiles), HTML(files.map { fileField($0, page) }))) }
        if !items.isEmpty {
            let boxes = items.map { item in
                Field.check(
                    "configuration",
                    item.description.isEmpty ? item.name : "\(item.name) – \(item.description)",
                    isOn: draft.configurations.contains(item.name),
                    value: item.name
                )
            }
            parts.append(
                Card.html(page(.configurations), "<p class=\"form-text\">\(page(.itemsHint))</p>" + HTML(boxes))
            )
        }
        parts.append(Card.html(page(.settings), options(page)))
        return HTML(parts)
    }

    private func variableFields(_ page: PageRequest) -> HTML {
        HTML(
            variables.map { variable in
                Field.text(
                    TemplateDraft.variablePrefix + variable.name,
                    variable.name,
                    value: draft.variables[variable.name] ?? "",
                    hint: variable.defaultValue.map { page(.defaultValue($0)) }
                        ?? page(variable.isRequired ? .neededValue(variable.line) : .optionalValue)
                )
            }
        )
    }

    private func fileField(_ file: TemplateFileObject, _ page: PageRequest) -> HTML {
        let name = TemplateDraft.filePrefix + file.path
        let hint: Text = file.isRequired ? .neededFile(file.line) : .optionalValue
        let chooser: HTML = """
            <input class="form-control form-control-sm mt-1" type="file" data-needs-script hidden data-reads-into="\(name)"\
             aria-label="\(page(.openFile)): \(file.path)">
            """
        return Field.area(
            name,
            file.path,
            value: draft.files[file.path] ?? "",
            rows: 3,
            hint: page(file.isStored ? .storedFile(file.line) : hint),
            below: chooser
        )
    }

    private func options(_ page: PageRequest) -> HTML {
        let version = Field.text(
            "version",
            page(.version),
            value: draft.version,
            hint: page(isUpdate ? .newVersionHint : .versionHint)
        )
        let description = Field.text("description", page(.descriptionOf), value: draft.description)
        let latest = Field.check("latest", page(.latestImages), isOn: draft.latestImage)
        guard isUpdate else { return version + description + latest }
        let method = Field.choice(
            "method",
            page(.updateMethod),
            options: [
                ("", page(.asTheTemplateSays)), ("rolling", page(.rolling)), ("blue-green", page(.blueGreen)),
            ],
            chosen: draft.updateMethod
        )
        let failure = Field.choice(
            "failure",
            page(.onFailure),
            options: [
                ("", page(.asTheTemplateSays)), ("pause", page(.failurePause)), ("continue", page(.failureContinue)),
                ("rollback", page(.failureRollBack)),
            ],
            chosen: draft.failureAction
        )
        return version + method + failure + description + latest
    }
}

/// What the editor shows at a line.
private struct EditorNote: Encodable {
    var line: Int
    var severity: String
    var message: String
}

extension Text {
    static let plan = Text("Plan", "预览变更")
    static let deploy = Text("Deploy", "部署")
    static let openFile = Text("Read from a file", "从文件读取")
    static let applicationNameHint = Text(
        "1 to 64 letters, digits, hyphens and underscores; it can't be changed later.",
        "1 到 64 个字母、数字、连字符或下划线；创建后不能修改。"
    )
    static let deployHint = Text(
        "A Compose template. “Plan” checks it, asks for its variables and shows where containers would go.",
        "Compose 编排模板。“预览变更”会检查模板、列出变量，并显示容器将被调度到哪里。"
    )
    static let itemsHint = Text("Values for the template's variables.", "为模板中的变量提供取值。")
    static let templateFiles = Text("Files of the template", "模板引用的文件")
    static let optionalValue = Text("May be left empty.", "可以留空。")
    static let versionHint = Text("Left empty: 1.0.", "留空则为 1.0。")
    static let newVersionHint = Text(
        "Another one than runs; left empty: the next one.",
        "必须不同于当前版本；留空则自动使用下一个版本号。"
    )
    static let updateMethod = Text("Update method", "发布策略")
    static let asTheTemplateSays = Text("as the template says", "按模板设置")
    static let rolling = Text("rolling: one container after another", "滚动更新：逐个替换容器")
    static let blueGreen = Text("blue-green: the new version beside the old one", "蓝绿发布：新旧版本并行运行")
    static let onFailure = Text("When a new container fails", "新容器失败时")
    static let failurePause = Text("stop the update", "中止更新")
    static let failureContinue = Text("go on", "继续更新")
    static let failureRollBack = Text("go back to the version before", "回滚到之前的版本")

    static func defaultValue(_ value: String) -> Text {
        Text("Left empty: “\(value)”.", "留空则为“\(value)”。")
    }
    static func storedFile(_ line: Int) -> Text {
        Text("Left empty: as in the running version (line \(line)).", "留空则沿用当前运行版本中的内容（第 \(line) 行）。")
    }
    static func neededFile(_ line: Int) -> Text {
        Text("Needed: its text (line \(line)).", "必填：文件内容（第 \(line) 行）。")
    }
    static func neededValue(_ line: Int) -> Text {
        Text(
            "Needed, here or in a configuration item (line \(line)).",
            "必填，可在此处或通过配置项提供（第 \(line) 行）。"
        )
    }
}
