//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import NIOHTTP1
import Testing

@testable import Server

/// Every call of the application API, as programs that know the reference product make it.
@Suite struct ApplicationAPITests {
    private struct Call: Sendable {
        var method: HTTPMethod
        var path: String
        var body: String?
        var status: Int
        /// What the answer has to contain.
        var text = ""

        init(_ method: HTTPMethod, _ path: String, _ body: String? = nil, _ status: Int, _ text: String = "") {
            (self.method, self.path, self.body, self.status, self.text) = (method, path, body, status, text)
        }
    }

    private static let template = #"web:\n  image: nginx\n  mem_limit: 67108864\n  environment: [A=1]\n"#
    private static let green = #"green:\n  image: nginx\n"#

    /// In the order in which they are made.
    private static let calls = [
        Call(.GET, "/projects", nil, 200, "[]"),
        Call(.GET, "/projects/", nil, 200, "[]"),
        Call(.GET, "/projects/web", nil, 404, "Not Found"),
        Call(.POST, "/projects/", #"{"name":"-web","template":"\#(template)"}"#, 400, "application name '-web'"),
        Call(.POST, "/projects/", #"{"name":"web"}"#, 400, "'template'"),
        Call(.POST, "/projects/", "", 400, "empty"),
        Call(.POST, "/projects/", "name=web", 400, "JSON"),
        Call(
            .POST,
            "/projects/",
            #"{"name":"web","template":"\#(template)","description":"d","environment":{"K":"v"},"latest_image":false,"#
                + #""default_update_method":"rolling","something":["else"]}"#,
            201
        ),
        Call(.POST, "/projects", #"{"name":"web","template":"\#(template)"}"#, 409, "is there already"),
        Call(.GET, "/projects/?q=WE&services=0&containers=0&instances=0&unknown=", nil, 200, #""name":"web""#),
        Call(.GET, "/projects/?services=true&containers=false", nil, 200, #""services":[{"#),
        Call(.GET, "/projects/?services=2", nil, 400, "'services'"),
        Call(.GET, "/projects/?q=none", nil, 200, "[]"),
        Call(.GET, "/projects/%77eb/", nil, 200, #""name":"web""#),
        Call(.GET, "/services/?q=web&containers=0", nil, 200, #""id":"web_web""#),
        Call(.GET, "/services/web_web/", nil, 200, #""containers":{}"#),
        Call(.GET, "/services/web_none", nil, 404, "Not Found"),
        Call(.POST, "/services/web_web/scale", #"{"type":"scale_to","value":3}"#, 200),
        Call(.POST, "/services/web_web/scale", #"{"type":"scale_by","value":3}"#, 400, "'type'"),
        Call(.POST, "/services/web_web/scale", #"{"type":"scale_to","value":-1}"#, 400, "scale -1"),
        Call(.POST, "/services/none/scale", #"{"type":"scale_to","value":3}"#, 404, "Not Found"),
        Call(.POST, "/services/web_web/stop?t=5", nil, 200),
        Call(.POST, "/services/web_web/stop?t=soon", nil, 400, "'t'"),
        Call(.POST, "/services/web_web/start", nil, 200),
        Call(.POST, "/services/web_web/restart", "{}", 200),
        Call(.POST, "/services/web_web/kill?signal=KILL", nil, 200),
        Call(.POST, "/projects/web/stop?t=5", nil, 200),
        Call(.POST, "/projects/web/start?t=10", nil, 200),
        Call(.POST, "/projects/web/kill?signal=KILL", nil, 200),
        Call(.POST, "/projects/web/redeploy", nil, 202),
        Call(.POST, "/projects/none/redeploy", nil, 404, "Not Found"),
        Call(.POST, "/projects/web/confirm-update", "{}", 409),
        Call(.POST, "/projects/web/update", #"{"template":"\#(template)","version":"1.0"}"#, 409, "another version"),
        Call(.POST, "/projects/web/update", #"{"template":"\#(template)","version":"1.1"}"#, 202),
        Call(.GET, "/projects/web", nil, 200, #""version":"1.1""#),
        Call(
            .POST,
            "/projects/web/update",
            #"{"template":"\#(green)","version":"2.0","update_method":"blue-green"}"#,
            202
        ),
        Call(.GET, "/projects/web", nil, 200, #""phase":"blue_green_in_progress""#),
        Call(
            .POST,
            "/projects/web/update",
            #"{"template":"\#(template)","version":"3.0"}"#,
            409,
            "Conflicts with unconfirmed updates for operation"
        ),
        Call(.POST, "/projects/web/rollback-update?force=false", "{}", 200),
        Call(.GET, "/projects/web", nil, 200, #""version":"1.1""#),
        Call(
            .POST,
            "/projects/web/update",
            #"{"template":"\#(green)","version":"2.0","update_method":"blue-green"}"#,
            202
        ),
        Call(.POST, "/projects/web/confirm-update?force=true", nil, 200),
        Call(.GET, "/projects/web", nil, 200, #""version":"2.0""#),
        Call(.GET, "/hosts/", nil, 200, "[]"),
        Call(.GET, "/hosts/none", nil, 404, "Not Found"),
        Call(.DELETE, "/projects/none?force=true&volume=1", nil, 404, "Not Found"),
        Call(.DELETE, "/projects/web?name=web&force=true&v=0", nil, 200),
    ]

    @Test func eachCallAnswersAsClientsExpect() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            let endpoint = try await TestEndpoint.make("one", in: gantry)
            let files = try await endpoint.certificates(admin)
            for call in Self.calls {
                // What curl says of a body unless it is told otherwise.
                let headers = call.body.map { _ in [("Content-Type", "application/x-www-form-urlencoded")] } ?? []
                let answer = try await endpoint.call(
                    call.method,
                    call.path,
                    body: call.body,
                    headers: headers,
                    as: files
                )
                let line = "\(call.method) \(call.path): \(answer.status) \(answer.body)"
                #expect(answer.status == call.status && answer.body.contains(call.text), "\(line)")
                guard answer.status >= 400 else { continue }
                #expect(try answer.decode([String: JSONValue].self)["message"] != nil, "\(line)")
            }
        }
    }

    @Test func objectsHaveWhatClientsRead() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            _ = try await TestEndpoint.make("one", in: gantry)
            let cluster = try await gantry.call(.GET, "/clusters/one", headers: admin).decode(ClusterObject.self)
            let body = #"{"name":"web","template":"\#(Self.template)","environment":{"K":"v"}}"#
            let path = "/clusters/one/projects/"
            let made = try await gantry.call(.POST, path, body: body, headers: admin)
            #expect(made.headers.first(name: "Location") == "/clusters/one/projects/web")
            let project = try await gantry.call(.GET, path + "web", headers: admin).decode(Project.self)
            #expect(project.version == "1.0" && project.desiredState == "running")
            #expect(project.template == "web:\n  image: nginx\n  mem_limit: 67108864\n  environment: [A=1]\n")
            #expect(
                project.environment == [
                    "K": "v", "COMPOSE_PROJECT_NAME": "web", "ACS_PROJECT_VERSION": "1.0",
                    "ACS_DEFAULT_DOMAIN": "\(cluster.clusterID).local.alicontainer.com",
                ]
            )
            let service = try #require(project.services?.first)
            #expect(service.id == "web_web" && service.name == "web" && service.project == "web")
            #expect(service.definition.memLimit == 67_108_864 && service.definition.environment == ["A=1"])
            #expect(service.extensions.scale == 1 && service.version == "1.0" && !service.hash.isEmpty)
            // Clients cut them at the point.
            for time in [project.created, project.updated, service.created, service.updated] {
                #expect(time.contains(".") && time.hasSuffix("Z"), "\(time)")
            }
        }
    }
}
