//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

/// Templates that are refused: where the problem is, what to do, and nothing is created.
@Suite(.needsCluster, .sharesCluster)
struct TemplateRefusalTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        var title: String
        var template: String
        /// What the message has to say of it: line, key, and some of its words.
        var expected: [String]

        var testDescription: String { title }
    }

    static let refusals = [
        Refusal(
            title: "unknown label",
            template: "web:\n  image: nginx\n  labels:\n    aliyun.scael: '3'\n",
            expected: [":4: web.labels.aliyun.scael:", "not known; did you mean aliyun.scale?"]
        ),
        Refusal(
            title: "unknown key",
            template: "web:\n  imgae: nginx\n",
            expected: [":2: web.imgae:", "did you mean image?"]
        ),
        Refusal(
            title: "wrong port",
            template: "web:\n  image: nginx\n  ports:\n    - '70000:80'\n",
            expected: [":4: web.ports", "70000:80", "; write "]
        ),
        Refusal(
            title: "wrong port of a route",
            template: "web:\n  image: nginx\n  labels:\n    aliyun.routing.port_http: web\n",
            expected: [":4: web.labels.aliyun.routing.port_http:", "no port;"]
        ),
        Refusal(
            title: "probe of another host",
            template: "web:\n  image: nginx\n  labels:\n    aliyun.probe.url: http://example.com/\n",
            expected: [":4: web.labels.aliyun.probe.url:", "example.com", "; write the word container"]
        ),
        Refusal(
            title: "duplicate service",
            template: "web:\n  image: nginx\ndb:\n  image: redis\nweb:\n  image: busybox\n",
            expected: [":5: ", "\"web\"", "the first is on line 1; "]
        ),
        Refusal(
            title: "missing variable",
            template: "web:\n  image: nginx:${VERSION_OF_NGINX}\n",
            expected: [":2: web.image:", "VERSION_OF_NGINX", ";"]
        ),
        Refusal(
            title: "link to nobody",
            template: "web:\n  image: nginx\n  links:\n    - database\ndb:\n  image: redis\n",
            expected: [":4: web.links", "database", "; "]
        ),
        Refusal(
            title: "no YAML",
            template: "web:\n  image: [nginx\n",
            expected: ["template.yml:"]
        ),
    ]

    @Test(arguments: refusals)
    func isRefusedWithItsPlace(refusal: Refusal) async throws {
        try await TestApplication.with("refused") { application in
            let result = try await application.tryDeploy(refusal.template)
            #expect(result.status == 1, "\(result)")
            let problems = result.error.split(separator: "\n").filter { $0.hasPrefix("error: ") }
            let found = problems.contains { line in
                line.contains("/template.yml") && refusal.expected.allSatisfy { line.contains($0) }
            }
            #expect(found, "\(result)")
            try await isNotThere(application)
        }
    }

    @Test func everyProblemIsTold() async throws {
        let template =
            "web:\n  image: nginx\n  labels:\n    aliyun.scale: many\n    aliyun.unheard: '1'\n  ports: ['0']\n"
        try await TestApplication.with("refused") { application in
            let result = try await application.tryDeploy(template)
            #expect(result.status == 1)
            for line in [4, 5, 6] { #expect(result.error.contains("template.yml:\(line): "), "\(result)") }
            try await isNotThere(application)
        }
    }

    @Test func yamlBombIsRefusedAtOnce() async throws {
        var levels = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        for level in 1...8 {
            let alias = "*a\(level - 1)"
            levels += "a\(level): &a\(level) [" + Array(repeating: alias, count: 9).joined(separator: ",") + "]\n"
        }
        let filler = String(repeating: "# nothing but room, up to a megabyte\n", count: 28_000)
        let bombs = [
            "aliases": levels + filler,
            "depth": String(repeating: "[", count: 500_000) + String(repeating: "]", count: 500_000),
            "size": filler + filler,
        ]
        for (name, bomb) in bombs {
            try await TestApplication.with("bomb") { application in
                // The limit is far above what a refusal takes, and far below what the bomb would.
                let result = try await TemplateFile.with(bomb) { path in
                    try await Command.run(
                        [Gantry.program, "app", "deploy", "bomb", "-f", path],
                        timeLimit: .seconds(20)
                    )
                }
                #expect(result.status == 1, "\(name): \(result)")
                #expect(result.error.contains("template.yml"), "\(name): \(result)")
                try await isNotThere(application)
            }
        }
        #expect(try await Gantry.run("whoami").status == 0, "the server lives")
    }

    @Test func routeOfAnotherApplication() async throws {
        try await TestApplication.deployed("owner", Templates.web(host: "taken")) { _ in
            try await TestApplication.with("thief") { application in
                let result = try await application.tryDeploy(Templates.web(host: "taken"))
                #expect(result.status == 1, "\(result)")
                #expect(result.error.contains("taken.localhost"), "\(result)")
                #expect(result.error.contains("owner_web"), "\(result)")
                #expect(result.error.contains("; "), "\(result)")
                try await isNotThere(application)
            }
        }
    }

    @Test(arguments: ["-wrong", "a_b", "with space", "", String(repeating: "x", count: 65)])
    func invalidName(name: String) async throws {
        let result = try await TemplateFile.with(Templates.idle()) { path in
            try await Command.run([Gantry.program, "app", "deploy", "-f", path, "--", name])
        }
        #expect(result.status == 1, "\(result)")
        #expect(result.error.contains("name"), "\(result)")
        #expect(try await Gantry.succeed("app", "ls", "-q").split(separator: "\n").allSatisfy { $0 != name })
    }

    private func isNotThere(_ application: TestApplication) async throws {
        let found = try await Gantry.run("app", "inspect", application.name)
        #expect(found.status == 1 && found.error.contains("Not Found"), "\(found)")
        #expect(try await application.onEngines().values.allSatisfy(\.isEmpty))
    }
}
