//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes
import Synchronization
import Testing

@testable import Console

@Suite struct LogPagesTests {
    private let api = FakeAPI()

    private func sent(_ page: TestPage) async throws -> String {
        guard case .stream(let send) = page.response.body else { return "" }
        let text = Mutex("")
        try await send { part in text.withLock { $0 += String(decoding: part, as: UTF8.self) } }
        return text.withLock { $0 }
    }

    @Test func linesAreSentAsTheyCome() async throws {
        let line =
            #"{"container":"web_1","service":"web","stream":"stdout","time":"2026-01-01T00:00:00Z","text":"a b"}"#
        api.stream("GET /clusters/c1/projects/shop/logs", [line])
        let page = try await api.get("/console/clusters/c1/applications/shop/logs/live?tail=50&service=web")
        #expect(page.response.headers[.contentType] == "text/event-stream")
        #expect(try await sent(page) == ": listening\n\nid: 2026-01-01T00:00:00Z\ndata: \(line)\n\n")
        #expect(api.calls.last?.path == "/clusters/c1/projects/shop/logs?follow=1&service=web&tail=50")
    }

    @Test func aLogIsAFileAsWell() async throws {
        api.stream(
            "GET /clusters/c1/containers/id1/logs",
            [#"{"container":"web_1","service":"","stream":"stdout","time":"T","text":"a"}"#]
        )
        api.answer("GET /clusters/c1/containers/id1", ContainerObject(id: "id1", name: "/shop_web_1"))
        let page = try await api.get("/console/clusters/c1/containers/id1/logs/file")
        #expect(page.response.headers[.contentDisposition] == "attachment; filename=\"shop_web_1.log\"")
        #expect(try await sent(page) == "T web_1 a\n")
    }
}
