//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPTypes
import Model
import Testing

@testable import Server

@Suite struct DockerCallTests {
    @Test(arguments: [
        ("v1.41/containers/web/json", "/v1.41/containers/ID/json?a=b"),
        ("containers/web/archive", "/containers/ID/archive?a=b"),
        ("containers/web", "/containers/ID?a=b"),
        ("v1.24/containers/my%20web/attach/ws", "/v1.24/containers/ID/attach/ws?a=b"),
        ("exec/abc/start", "/exec/abc/start?a=b"),
    ])
    func goesToOneContainerOrSession(path: String, expected: String) throws {
        #expect(try DockerCall(path: path).path(container: "ID", query: "a=b") == expected)
    }

    @Test(arguments: [
        "", "v1.41", "_ping", "info", "containers", "containers/json", "v1.41/containers/create", "containers/prune",
        "images/x/json", "networks/x", "containers/a/../../images/json", "containers/a/%2e%2e/b/json", "exec",
    ])
    func refusesTheRest(path: String) {
        #expect(throws: APIFailure.self) { try DockerCall(path: path) }
    }

    @Test func tellsTheSubject() throws {
        #expect(try DockerCall(path: "containers/a%2Fb/json").subject == .container("a/b"))
        #expect(try DockerCall(path: "v1.41/exec/e/json").subject == .exec("e"))
        #expect(try DockerCall(path: "containers/a/exec").createsExec)
        #expect(try DockerCall(path: "exec/a/exec").createsExec == false)
    }

    @Test func readsAnswersHeads() throws {
        let head = try #require(
            EngineAnswerHead("HTTP/1.1 101 UPGRADED\r\nContent-Type: a/b\r\nUpgrade:tcp\r\n\r\n".utf8)
        )
        #expect(head.status == 101)
        #expect(head.headers[.contentType] == "a/b")
        #expect(head.headers[.upgrade] == "tcp")
        for text in ["", "HTTP/2 200\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nbad\r\n\r\n"] {
            #expect(EngineAnswerHead(text.utf8) == nil)
        }
    }

    @Test func remembersSessionsOfEachCluster() {
        let execs = ExecDirectory()
        execs.add("e", cluster: "c1", node: "n1")
        execs.add("e", cluster: "c2", node: "n2")
        #expect(execs.node(of: "e", cluster: "c1") == "n1")
        #expect(execs.node(of: "e", cluster: "c2") == "n2")
        for number in 0..<ExecDirectory.capacity { execs.add("e\(number)", cluster: "c1", node: "n3") }
        #expect(execs.node(of: "e", cluster: "c1") == nil)
        #expect(execs.node(of: "e\(ExecDirectory.capacity - 1)", cluster: "c1") == "n3")
    }
}
