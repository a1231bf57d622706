//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPTypes

/// The form that makes a template of an image.
struct ImageForm: Sendable {
    private let form: FormValues

    init(_ form: FormValues) { self.form = form }

    /// The application's name.
    var name: String { form["name"] }

    /// The template that it makes.
    var template: String {
        var template = ImageTemplate()
        template.service = form.text("service") ?? "web"
        template.image = form["image"]
        template.count = form.number("count") ?? 1
        template.isGlobal = form.isOn("global")
        template.ports = lines("ports")
        template.routedPort = form.number("routed-port")
        template.addresses = form["addresses"].split { $0 == "\n" || $0 == ";" || $0 == "," }
            .map { String($0).trimmed }.filter { !$0.isEmpty }
        template.environment = lines("environment")
        template.volumes = lines("volumes")
        template.command = form["command"]
        template.restart = form.text("restart") ?? "always"
        template.memory = form["memory"]
        template.cpus = form["cpus"]
        template.isPrivileged = form.isOn("privileged")
        return template.text
    }

    /// What is wrong with it that the template wouldn't tell.
    var problems: [Text] {
        var problems: [Text] = []
        if form["name"].isEmpty { problems.append(.nameMissing) }
        if form["image"].isEmpty { problems.append(.imageMissing) }
        let service = form.text("service") ?? "web"
        if !service.utf8.allSatisfy({ Self.isNamePart($0) }) { problems.append(.serviceNameWrong) }
        if form["addresses"].isEmpty == false, form.number("routed-port") == nil {
            problems.append(.routedPortMissing)
        }
        return problems
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private func lines(_ name: String) -> [String] {
        form.raw(name).split(separator: "\n").map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    /// The page with the form.
    func show(_ page: PageRequest, problems: [Text] = []) -> ConsoleResponse {
        let alerts: [HTML] = problems.map { Alert.failure(page($0), page.context) }
        let content: HTML = """
            \(alerts)<form method="post" action="\(Path.cluster(page.cluster, "new-application", "image"))">\
            \(page.context.formFields)<div class="row g-3">
            <div class="col-12 col-lg-6">\(Card.html(page(.basics), basics(page)))\(Card.html(page(.limits), limits(page)))</div>
            <div class="col-12 col-lg-6">\(Card.html(page(.network), network(page)))\(Card.html(page(.data), data(page)))</div>
            </div><div class="d-flex gap-2">
            <button class="btn btn-primary">\(page(.makeTemplate))</button>
            <a class="btn btn-outline-secondary" href="\(Path.cluster(page.cluster, "applications"))">\(page(.cancel))</a>
            </div></form>
            """
        return page.show(
            Page(
                title: page(.createFromImage),
                section: .applications,
                crumbs: [Page.Crumb(name: page(.applications), path: .cluster(page.cluster, "applications"))],
                content: content
            ),
            status: problems.isEmpty ? .ok : .badRequest
        )
    }

    private func basics(_ page: PageRequest) -> HTML {
        let restarts = [
            ("always", page(.restartAlways)), ("on-failure", page(.restartOnFailure)), ("no", page(.restartNo)),
        ]
        let fields: [HTML] = [
            Field.text(
                "name",
                page(.applicationName),
                value: form["name"],
                hint: page(.applicationNameHint),
                isNeeded: true
            ),
            Field.text("image", page(.image), value: form["image"], hint: page(.imageHint), isNeeded: true),
            Field.text("service", page(.serviceName), value: form.text("service") ?? "web"),
            Field.number("count", page(.containerCount), value: form.number("count") ?? 1, range: 0...10_000),
            Field.check("global", page(.oneOnEveryNode), isOn: form.isOn("global")),
            Field.text("command", page(.command), value: form["command"], hint: page(.commandHint)),
            Field.choice("restart", page(.restart), options: restarts, chosen: form["restart"]),
        ]
        return HTML(fields)
    }

    private func network(_ page: PageRequest) -> HTML {
        let port = form.number("routed-port")
        let fields: [HTML] = [
            Field.area("ports", page(.ports), value: form.raw("ports"), rows: 2, hint: page(.portsHint)),
            Field.text("addresses", page(.webAddresses), value: form["addresses"], hint: page(.webAddressesHint)),
            Field.number("routed-port", page(.routedPort), value: port, range: 1...65_535, hint: page(.routedPortHint)),
        ]
        return HTML(fields)
    }

    private func data(_ page: PageRequest) -> HTML {
        Field.area(
            "environment",
            page(.environment),
            value: form.raw("environment"),
            rows: 4,
            hint: page(.environmentHint)
        ) + Field.area("volumes", page(.volumes), value: form.raw("volumes"), rows: 3, hint: page(.volumesHint))
    }

    private func limits(_ page: PageRequest) -> HTML {
        Field.text("memory", page(.memoryLimit), value: form["memory"], hint: page(.memoryHint))
            + Field.text("cpus", page(.cpuLimit), value: form["cpus"], hint: page(.cpuHint))
            + Field.check("privileged", page(.privileged), isOn: form.isOn("privileged"))
    }
}
