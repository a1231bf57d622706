//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import EngineStub
import FoundationEssentials
import Model
import NIOCore
import NIOSSL
import PKI
import Routing
import Testing
import Tunnel

@testable import Agent

/// The whole agent between a fake engine and a control plane's end of the tunnel.
@Suite struct AgentServiceTests {
    private func withAgent(
        _ engine: FakeEngine,
        _ body: @escaping @Sendable (TunnelConnection) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let socket = directory + "/docker.sock"
            try await StubServer.run(at: .unixSocket(socket), answer: { await engine.answer($0) }) { _ in
                try await AgentHarness.run(dockerSocket: socket, body)
            }
        }
    }

    private func text(_ response: TunnelResponse) async throws -> String {
        String(buffer: try await response.collect(upTo: 1 << 20))
    }

    @Test func passesDockerCallsOn() async throws {
        try await withAgent(FakeEngine()) { control in
            let get = try await control.send(TunnelRequest(method: "GET", path: "/docker/v1.41/images/json?all=1"))
            #expect(get.status == 200)
            #expect(get.header("x-stub") == "yes")
            #expect(try await text(get) == "GET /v1.41/images/json?all=1 - ")
            // The engine refuses to start a container with a chunked body, even if it is empty.
            let start = try await control.send(TunnelRequest(method: "POST", path: "/docker/containers/a/start"))
            #expect(try await text(start) == "POST /containers/a/start 0 ")
            let known = TunnelRequest(
                method: "POST",
                path: "/docker/x",
                headers: [("content-length", "3")],
                body: .bytes(ByteBuffer(string: "abc"))
            )
            #expect(try await text(control.send(known)) == "POST /x 3 abc")
            let unknown = TunnelRequest(method: "POST", path: "/docker/x", body: .bytes(ByteBuffer(string: "abc")))
            #expect(try await text(control.send(unknown)).hasSuffix(" abc"))
            let other = try await control.send(TunnelRequest(method: "GET", path: "/dockerx"))
            #expect(other.status == 404)
        }
    }

    @Test func listsAreToldAgainWhenSomethingChanged() async throws {
        let engine = FakeEngine()
        await engine.set("a", Fixtures.container(id: "a"))
        try await withAgent(engine) { control in
            func list(_ query: String = "?all=1", knowing tag: String? = nil) async throws -> TunnelResponse {
                let headers = tag.map { [("if-none-match", $0)] } ?? []
                let path = "/docker/v1.41/containers/json" + query
                return try await control.send(TunnelRequest(method: "GET", path: path, headers: headers))
            }
            /// The tag of a list, which there is as soon as the agent reads the engine's events.
            func tag(_ query: String = "?all=1") async throws -> String {
                while true {
                    if let tag = try await list(query).header("etag") { return tag }
                }
            }
            let known = try await tag()
            let same = try await list(knowing: known)
            #expect(same.status == 304 && same.header("etag") == known)
            #expect(try await text(same) == "")

            // A change that came about through the agent is known at once, whatever the engine tells of it.
            let start = TunnelRequest(method: "POST", path: "/docker/containers/a/start")
            #expect(try await text(control.send(start)).hasPrefix("POST"))
            let changed = try await list(knowing: known)
            #expect(changed.status == 200 && changed.header("etag") != known)

            // Sizes of files change without a word; other calls are none of this.
            #expect(try await list("?size=1").header("etag") == nil)
            let other = TunnelRequest(
                method: "GET",
                path: "/docker/containers/a/json",
                headers: [("if-none-match", try await tag(""))]
            )
            #expect(try await control.send(other).status == 200)
        }
    }

    @Test func theNextConnectionIsMadeWithTheRenewedCertificate() async throws {
        try await withTemporaryDirectory { directory in
            let socket = directory + "/docker.sock"
            let engine = FakeEngine()
            try await StubServer.run(at: .unixSocket(socket), answer: { await engine.answer($0) }) { _ in
                try await AgentHarness.run(dockerSocket: socket) { connections, authority in
                    var connections = connections.makeAsyncIterator()
                    let first = try #require(await connections.next())
                    let put = { (certificate: String) in
                        let body = try JSONEncoder().encode(Renewal(certificate: certificate))
                        let request = TunnelRequest(
                            method: "PUT",
                            path: AgentPaths.certificate,
                            body: .bytes(ByteBuffer(bytes: body))
                        )
                        return try await first.send(request).status
                    }
                    #expect(try await put("too early") == 409)
                    let asked = try await first.send(TunnelRequest(method: "POST", path: AgentPaths.certificate))
                    let answer = Data(try await asked.collect(upTo: 1 << 20).readableBytesView)
                    let request = try JSONDecoder().decode(RenewalRequest.self, from: answer)
                    let issued = try authority.issueNode(
                        csrPEM: request.certificateSigningRequest,
                        clusterID: "c1",
                        nodeID: "n1",
                        now: Date()
                    )
                    #expect(try await put(issued.certificatePEM) == 204)
                    await first.close()
                    let second = try #require(await connections.next())
                    let expected = try NIOSSLCertificate.fromPEMBytes(Array(issued.certificatePEM.utf8))[0].toDERBytes()
                    #expect(second.peer.der == expected && first.peer.der != expected)
                }
            }
        }
    }

    @Test func connectsPipesWithTheEngine() async throws {
        try await withAgent(FakeEngine()) { control in
            let pipe = try await control.openPipe(to: AgentPaths.dockerPipe)
            try await pipe.write(ByteBuffer(string: "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
            let answer = try await pipe.inbound.collect(upTo: 1 << 16)
            #expect(String(buffer: answer).hasSuffix("GET /a - "))
            let half = try await control.openPipe(to: AgentPaths.dockerPipe)
            try await half.write(ByteBuffer(string: "GET /b HTTP/1.1\r\nHost: x\r\n\r\n"))
            try await half.finish()
            #expect(try await String(buffer: half.inbound.collect(upTo: 1 << 16)).hasSuffix("GET /b - "))
            await #expect(throws: TunnelError.self) { _ = try await control.openPipe(to: "elsewhere") }
        }
    }

    @Test func streamsReports() async throws {
        let engine = FakeEngine()
        await engine.set("a", Fixtures.container(id: "a"))
        try await withAgent(engine) { control in
            var reports: [AgentReport] = []
            try await AgentHarness.readReports(control) { report in
                reports.append(report)
                if case .full(let node) = report {
                    #expect(node.containers.map(\.id) == ["a"])
                    #expect(node.status.engineID == "ENGINE:1")
                    await engine.set("a", nil, event: "destroy")
                }
                return report == .removed("a")
            }
            #expect(reports.filter { if case .full = $0 { true } else { false } }.count == 1)
        }
    }

    @Test func takesRouteTables() async throws {
        try await withAgent(FakeEngine()) { control in
            func put(_ body: String) async throws -> Int {
                let request = TunnelRequest(
                    method: "PUT",
                    path: AgentPaths.routes,
                    body: .bytes(ByteBuffer(string: body))
                )
                return try await control.send(request).status
            }
            let table = String(decoding: try JSONEncoder().encode(RouteTable(revision: 7)), as: UTF8.self)
            #expect(try await put(table) == 202)
            #expect(try await put(table) == 202)
            #expect(try await put(table.replacing("7", with: "6")) == 409)
            #expect(try await put("nonsense") == 400)
            let drain = TunnelRequest(
                method: "POST",
                path: AgentPaths.drain,
                body: .bytes(ByteBuffer(bytes: try JSONEncoder().encode(DrainRequest(servers: [], timeoutSeconds: 1))))
            )
            #expect(try await control.send(drain).status == 204)
        }
    }

    @Test func looksUpNames() async throws {
        try await withAgent(FakeEngine()) { control in
            func answer(_ names: [String]) async throws -> TunnelResponse {
                let body = try JSONEncoder().encode(NameResolutionRequest(names: names))
                return try await control.send(
                    TunnelRequest(
                        method: "POST",
                        path: AgentPaths.resolution,
                        body: .bytes(ByteBuffer(bytes: body))
                    )
                )
            }
            let found = try await answer(["127.0.0.1", "no host", "", String(repeating: "a", count: 300)])
            #expect(found.status == 200)
            #expect(try await text(found) == #"{"addresses":{"127.0.0.1":"127.0.0.1"}}"#)
            let many = try await answer((0...NameResolutionRequest.maximumNames).map { "n\($0)" })
            #expect(many.status == 400)
            #expect(try await text(many) == "agent: 257 names are too many; ask for 256 at most")
        }
    }

    @Test func refusesToRunWithoutAnIdentity() async throws {
        try await withTemporaryDirectory { directory in
            let agent = AgentService(
                options: AgentOptions(dataDirectory: directory, dockerSocket: "/none", runDirectory: directory),
                logger: AgentHarness.logger
            )
            let error = await #expect(throws: AgentError.self) { try await agent.run() }
            #expect(error?.description.contains("gantry-agent join") == true)
        }
    }
}
