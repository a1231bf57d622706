//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerAPI
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
        ("exec/abc/start", "/exec/ID/start?a=b"),
        ("v1.41/networks/node1/net", "/v1.41/networks/ID?a=b"),
        ("volumes/v", "/volumes/ID?a=b"),
        ("v1.41/images/reg:5000/a/b:tag/json", "/v1.41/images/ID/json?a=b"),
        ("containers/json", "/containers/json?a=b"),
    ])
    func namesItsSubjectAsTheEngineDoes(path: String, expected: String) throws {
        #expect(try DockerCall(.get, path: path).path("ID", query: "a=b") == expected)
    }

    @Test(arguments: [
        (
            HTTPRequest.Method.get, "images/reg:5000/a%2Fb:tag/history", DockerCall.Subject.image("reg:5000/a/b:tag"),
            "history"
        ),
        (.delete, "images/a/json", .image("a/json"), ""),
        (.post, "images/a/tag", .image("a"), "tag"),
        (.get, "distribution/a/b/json", .distribution("a/b"), "json"),
        (.post, "networks/node1/net/connect", .network("node1/net"), "connect"),
        (.get, "volumes/node1/v", .volume("node1/v"), ""),
        (.get, "images/json", .cluster, "images/json"),
        (.get, "services/x", .cluster, "services/x"),
    ])
    func tellsSubjectAndAction(
        method: HTTPRequest.Method,
        path: String,
        subject: DockerCall.Subject,
        action: String
    ) throws {
        let call = try DockerCall(method, path: path)
        #expect(call.subject == subject && call.action == action)
    }

    @Test(arguments: [
        "", "v1.41", "containers", "something", "images/x/other", "containers/a/../../images/json",
        "containers/a/%2e%2e/b/json", "exec", "images/a/../json", "images",
    ])
    func refusesTheRest(path: String) {
        #expect(throws: DockerRefusal.unknownCall) { try DockerCall(.get, path: path) }
    }

    @Test func tellsTheSubject() throws {
        #expect(try DockerCall(.get, path: "containers/a%2Fb/json").subject == .container("a/b"))
        #expect(try DockerCall(.get, path: "v1.41/exec/e/json").subject == .exec("e"))
        #expect(try DockerCall(.get, path: "v1.41/info").version == "v1.41")
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
