//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// Logs of applications, services and containers: a page that follows them, its stream, and the log as a file.
enum LogPages {
    static let routes: [PageRoute] = [
        routes("/clusters/{cluster}/applications/{application}") { page in
            LogSubject(
                path: page.projectPath / "logs",
                address: page.applicationPath / "logs",
                name: page.application,
                section: .applications,
                crumbs: page.applicationCrumbs,
                head: ApplicationTabs.html(.logs, page)
            )
        },
        routes("/clusters/{cluster}/services/{service}") { page in
            LogSubject(
                path: page.servicePath / "logs",
                address: page.serviceAddress / "logs",
                name: page.parameter("service"),
                section: .services,
                crumbs: page.serviceCrumbs
            )
        },
        routes("/clusters/{cluster}/containers/{container}") { page in
            let container: ContainerObject = try await page.api.get(page.containerPath)
            return LogSubject(
                path: page.containerPath / "logs",
                address: page.containerAddress / "logs",
                name: container.plainName,
                section: .containers,
                crumbs: page.containerCrumbs(container.plainName),
                head: ContainerTabs.html(.logs, page)
            )
        },
    ].flatMap(\.self)

    private static func routes(
        _ one: String,
        _ subject: @escaping @Sendable (PageRequest) async throws -> LogSubject
    ) -> [PageRoute] {
        [
            .get(one + "/logs") { page in try await LogView.show(subject(page), page) },
            .get(one + "/logs/live") { page in live(try await subject(page), page) },
            .get(one + "/logs/file") { page in file(try await subject(page), page) },
        ]
    }

    /// The log's lines as they come, each as the API's JSON.
    private static func live(_ subject: LogSubject, _ page: PageRequest) -> ConsoleResponse {
        let last = page.request.header("Last-Event-ID")
        let path = subject.path.with("follow", "1").with("service", page.query.text("service"))
            // Goes on where it broke off; the browser leaves out what it has already.
            .with("since", last).with("tail", last == nil ? page.query.text("tail") ?? LogView.tails[1] : "all")
        return .events { write in
            try await write(Array(": listening\n\n".utf8))
            try await page.api.lines(of: LogLine.self, path) { line, json in
                let id = line.time.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? line.time : ""
                try await write(Array("id: \(id)\ndata: ".utf8) + json + Array("\n\n".utf8))
            }
        }
    }

    /// The log as text, for keeping.
    private static func file(_ subject: LogSubject, _ page: PageRequest) -> ConsoleResponse {
        let path = subject.path.with("tail", page.query.text("tail") ?? "all")
            .with("service", page.query.text("service"))
        var response = ConsoleResponse.download([], name: subject.name + ".log", type: "text/plain; charset=utf-8")
        response.body = .stream { write in
            try await page.api.lines(of: LogLine.self, path) { line, _ in
                try await write(Array("\(line.time) \(line.container) \(line.text)\n".utf8))
            }
        }
        return response
    }
}

/// What a log is of.
struct LogSubject: Sendable {
    /// The log in the API.
    var path: Path
    /// The log's page.
    var address: Path
    var name: String
    var section: Page.Section
    var crumbs: [Page.Crumb]
    var head = HTML.empty
}
