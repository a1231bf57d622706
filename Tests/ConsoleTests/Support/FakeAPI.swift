//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import HTTPTypes
import Model
import Synchronization

@testable import Console

/// A management API that answers what a test says, and remembers what it was asked.
final class FakeAPI: ConsoleAPI {
    /// The token of the one session that it knows.
    static let token = "good"
    /// The time of its day: 2026-01-31T12:00:00Z.
    static let now = Timestamp(seconds: 1_769_860_800)

    private struct State {
        var answers: [String: ConsoleAnswer] = [:]
        var calls: [ConsoleCall] = []
        var streams: [String: [String]] = [:]
    }

    private let state = Mutex(State())

    init() {
        answer("GET /whoami", CallerObject(user: "admin", role: "administrator", isAdministrator: true))
        answer("GET /clusters", [ClusterObject]())
    }

    /// What was asked, besides who calls.
    var calls: [ConsoleCall] { state.withLock { $0.calls.filter { $0.path != "/whoami" } } }

    /// Answers a call such as `GET /clusters/c1/nodes`; the query doesn't count unless it is named.
    func answer(_ call: String, _ value: some Encodable, status: Int = 200) {
        let body = (try? JSONEncoder().encode(value)).map(Array.init) ?? []
        state.withLock { $0.answers[call] = ConsoleAnswer(status: status, body: body) }
    }

    /// What was sent with the last call of a kind, such as `POST /clusters`.
    func body<Value: Decodable>(of call: String, as type: Value.Type = Value.self) throws -> Value {
        let made = calls.last { "\($0.method) \($0.path)" == call }
        return try JSONDecoder().decode(type, from: Data(made?.body ?? []))
    }

    /// Refuses a call.
    func refuse(_ call: String, _ message: String, status: Int = 409) {
        answer(call, APIErrorBody(code: "conflict", message: message, requestID: "r"), status: status)
    }

    /// Answers a call whose answer is a stream with these lines.
    func stream(_ call: String, _ lines: [String]) { state.withLock { $0.streams[call] = lines } }

    func answer(_ call: ConsoleCall) async throws -> ConsoleAnswer {
        state.withLock { state in
            state.calls.append(call)
            let isKnown = call.token == Self.token || call.path == "/login"
            guard isKnown else { return ConsoleAnswer(status: 401, body: []) }
            let path = call.path.split(separator: "?").first.map(String.init) ?? ""
            return state.answers["\(call.method) \(call.path)"] ?? state.answers["\(call.method) \(path)"]
                ?? ConsoleAnswer(
                    status: 404,
                    body: Array(#"{"code":"notFound","message":"no answer for \#(path)","request_id":""}"#.utf8)
                )
        }
    }

    func stream(_ call: ConsoleCall, _ part: @escaping @Sendable ([UInt8]) async throws -> Void) async throws {
        let path = call.path.split(separator: "?").first.map(String.init) ?? ""
        let lines = state.withLock { state in
            state.calls.append(call)
            return state.streams["\(call.method) \(path)"] ?? []
        }
        for line in lines { try await part(Array((line + "\n").utf8)) }
    }
}

extension FakeAPI {
    /// What a logged-in browser is answered with.
    func get(_ path: String, language: Language = .english, headers: HTTPFields = [:]) async throws -> TestPage {
        try await request(.get, path, form: "", language: language, headers: headers)
    }

    /// What a logged-in browser is answered with when it sends a form of the console.
    func post(_ path: String, _ form: String = "", headers: HTTPFields = [:]) async throws -> TestPage {
        try await request(.post, path, form: form + "&form-token=of+good", language: .english, headers: headers)
    }

    /// What a request is answered with.
    func request(
        _ method: HTTPRequest.Method,
        _ address: String,
        form: String,
        language: Language = .english,
        cookie: String? = "__Host-gantry=\(FakeAPI.token)",
        headers: HTTPFields = [:]
    ) async throws -> TestPage {
        let console = Console(
            assets: AssetLibrary(libraries: [:], version: "1"),
            formToken: { "of " + $0 },
            clock: { Self.now }
        )
        let parts = address.split(separator: "?", maxSplits: 1)
        var headers = headers
        headers[.cookie] = cookie
        headers[.acceptLanguage] = language.tag
        let request = ConsoleRequest(
            method: method,
            path: String(parts[0]),
            query: FormValues(parts.count > 1 ? String(parts[1]) : ""),
            headers: headers,
            form: FormValues(form),
            authority: "gantry.test:7800"
        )
        return TestPage(try await console.answer(request, api: self))
    }
}

/// An answer of the console, as a test looks at it.
struct TestPage {
    let response: ConsoleResponse
    /// The page; what was sent, for a stream.
    private(set) var body = ""

    init(_ response: ConsoleResponse) {
        self.response = response
        if case .bytes(let bytes) = response.body { body = String(decoding: bytes, as: UTF8.self) }
    }

    var status: Int { Int(response.status.code) }
    var location: String? { response.headers[.location] }
    var cookies: [String] { response.headers[values: .setCookie] }
}
