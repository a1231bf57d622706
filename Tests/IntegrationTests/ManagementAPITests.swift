//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Model
import Testing

/// The management API as a client without our code sees it.
@Suite(.needsCluster, .sharesCluster)
struct ManagementAPITests {
    struct Answer: Sendable, CustomStringConvertible {
        var status: Int
        /// By name in lower case.
        var headers: [String: String]
        var body: String

        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try JSONDecoder().decode(type, from: Data(body.utf8))
        }

        var description: String { "\(status) \(headers) \(body)" }
    }

    @Test func errorsAreJSON() async throws {
        let token = try await token()
        let cases: [(method: String, path: String, body: String?, token: String?, status: Int, code: String)] = [
            ("GET", "/clusters", nil, nil, 401, "unauthorized"),
            ("GET", "/clusters", nil, "wrong", 401, "unauthorized"),
            ("GET", "/clusters/none", nil, token, 404, "notFound"),
            ("GET", "/clusters/local/projects/none", nil, token, 404, "notFound"),
            ("GET", "/no/such/path", nil, token, 404, "notFound"),
            ("POST", "/clusters/local/projects", "{", token, 400, "invalid"),
            ("POST", "/clusters", "{\"name\":\"local\"}", token, 409, "conflict"),
            ("POST", "/login", "{\"user\":\"admin\",\"password\":\"wrong\"}", nil, 401, "unauthorized"),
        ]
        for (method, path, body, token, status, code) in cases {
            let answer = try await call(method, path, body: body, token: token)
            #expect(answer.status == status, "\(method) \(path): \(answer)")
            #expect(answer.headers["content-type"]?.hasPrefix("application/json") == true, "\(answer)")
            let error = try answer.decode(APIErrorBody.self)
            #expect(error.code == code, "\(method) \(path): \(answer)")
            #expect(!error.message.isEmpty && !error.requestID.isEmpty, "\(answer)")
        }
        let missing = try await call("GET", "/clusters/local/projects/none", token: token)
        #expect(missing.body.contains("Not Found"))
        // A form's type is what `curl -d` sends.
        #expect(try await call("DELETE", "/clusters", token: token).status == 405)
    }

    @Test func projectCalls() async throws {
        let token = try await token()
        let all = "/clusters/local/projects"
        try await TestApplication.with("apicalls") { application in
            let body = try json(["name": "apicalls", "template": Templates.idle(), "version": "1.0"])
            let created = try await call("POST", all + "/", body: body, token: token)
            #expect(created.status == 201, "\(created)")
            #expect(created.headers["location"]?.hasSuffix("/projects/apicalls") == true, "\(created)")
            try await application.runs(with: 1)
            #expect(try await call("POST", all, body: body, token: token).status == 409)

            let listed = try await call("GET", all + "/?q=apicalls&services=0", token: token).decode([Project].self)
            #expect(listed.map(\.name) == ["apicalls"] && listed.first?.services == nil)
            let same = try await call("POST", all + "/apicalls/update", body: body, token: token)
            #expect(same.status == 409 && same.body.contains("version"), "\(same)")
            let update = try json(["template": Templates.idle(environment: ["A=b"]), "version": "1.1"])
            #expect(try await call("POST", all + "/apicalls/update", body: update, token: token).status == 202)
            try await eventually("the update is there") {
                try await application.project()
            } until: {
                $0.version == "1.1" && $0.currentState == "running"
            }
            #expect(try await call("POST", all + "/apicalls/redeploy", token: token).status == 202)
            let scale = "{\"type\":\"scale_to\",\"value\":2}"
            let path = "/clusters/local/services/apicalls_idle/scale"
            #expect(try await call("POST", path, body: scale, token: token).status == 200)
            try await application.runs(with: 2)

            let refused = try json(["name": "apirefused", "template": "web:\n  imgae: x\n", "file": "my.yml"])
            let problem = try await call("POST", all, body: refused, token: token)
            #expect(problem.status == 400, "\(problem)")
            let problems = try problem.decode(APIErrorBody.self).problems ?? []
            let known = problems.contains { $0.file == "my.yml" && $0.line == 2 && $0.key == "web.imgae" }
            #expect(known && !problems.contains { $0.remedy.isEmpty }, "\(problem)")

            #expect(try await call("DELETE", all + "/apicalls?force=true", token: token).status == 200)
            try await eventually("it is gone") {
                try await call("GET", all + "/apicalls", token: token).status
            } until: {
                $0 == 404
            }
        }
    }

    @Test func tokensEnd() async throws {
        let token = try await logIn()
        #expect(try await call("GET", "/whoami", token: token).status == 200)
        let out = try await call("POST", "/logout", token: token)
        #expect((200...299).contains(out.status), "\(out)")
        #expect(try await call("GET", "/whoami", token: token).status == 401)
    }

    private func json(_ fields: [String: String]) throws -> String {
        String(decoding: try JSONEncoder().encode(fields), as: UTF8.self)
    }

    /// A token that all tests share: checking a password is meant to be slow, and is very slow in a debug build.
    private func token() async throws -> String {
        try await Self.shared.value
    }

    private static let shared = Task { try await ManagementAPITests().logIn() }

    private func logIn() async throws -> String {
        let folder = TestEnvironment.stateDirectory + "/server"
        let file = try String(contentsOfFile: folder + "/admin-password", encoding: .utf8)
        let password = String(file.prefix { $0 != "\n" })
        let answer = try await call("POST", "/login", body: json(["user": "admin", "password": password]))
        #expect(answer.status == 200, "\(answer)")
        return try answer.decode(LoginResponse.self).token
    }

    private func call(
        _ method: String,
        _ path: String,
        body: String? = nil,
        token: String? = nil
    ) async throws -> Answer {
        var words = [
            "curl", "--silent", "--show-error", "--include", "--http1.1", "--max-time", "60", "--request", method,
            "--cacert", TestEnvironment.stateDirectory + "/server/ca.pem",
        ]
        if let token { words += ["--header", "Authorization: Bearer \(token)"] }
        if body != nil { words += ["--data-binary", "@-"] }
        let text = try await Command.succeed(words + [TestEnvironment.server + path], input: body ?? "")
        let end = try #require(text.range(of: "\r\n\r\n"), "\(text)")
        let head = text[..<end.lowerBound].components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in head.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces
            )
        }
        let status = head.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return Answer(status: try #require(status, "\(text)"), headers: headers, body: String(text[end.upperBound...]))
    }
}
