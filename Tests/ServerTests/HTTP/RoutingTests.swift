//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPText
import HTTPTypes
import HummingbirdCore
import Testing

@testable import Server

@Suite struct RoutingTests {
    private func route(_ method: HTTPRequest.Method, _ path: String) -> APIRoute {
        APIRoute(method, path, access: .everyone) { _ in Response(status: .ok) }
    }

    private func found(_ table: APIRouteTable, _ method: HTTPRequest.Method, _ path: String) throws -> String {
        switch table.match(method, try #require(RequestPath(path))) {
        case .route(let route, let parameters):
            ([route.path.description] + parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
                .joined(separator: " ")
        case .otherMethods(let methods): "not " + methods.map(\.rawValue).sorted().joined(separator: ",")
        case .unknown: "unknown"
        }
    }

    @Test func findsTheMostLiteralRouteOfTheMethod() throws {
        let table = APIRouteTable([
            route(.get, "/a/{x}"), route(.post, "/a/plan"), route(.post, "/a/{x}/go"), route(.delete, "/a/{x}"),
            route(.get, "/a/{x}/d/{rest*}"), route(.get, "/"),
        ])
        #expect(try found(table, .get, "/") == "/")
        #expect(try found(table, .get, "/a/plan") == "/a/{x} x=plan")
        #expect(try found(table, .post, "/a/plan") == "/a/plan")
        #expect(try found(table, .post, "/a/b/go") == "/a/{x}/go x=b")
        #expect(try found(table, .head, "/a/b") == "/a/{x} x=b")
        #expect(try found(table, .put, "/a/b") == "not DELETE,GET")
        #expect(try found(table, .get, "/a/b/c") == "unknown")
        #expect(try found(table, .get, "/a") == "unknown")
        #expect(try found(table, .get, "/a/b/d/e%2Ff/g") == "/a/{x}/d/{rest*} rest=e%2Ff/g x=b")
        #expect(try found(table, .get, "/a/b/d") == "/a/{x}/d/{rest*} rest= x=b")
    }

    @Test func ignoresTrailingSlashesAndDecodesSegments() throws {
        let table = APIRouteTable([route(.get, "/a/{x}")])
        #expect(try found(table, .get, "/a/b%20c%2Fd/") == "/a/{x} x=b c/d")
        #expect(RequestPath("/a/%zz") == nil)
        #expect(RequestPath("/a/%ff") == nil)
    }

    @Test func readsQueries() throws {
        let query = RequestQuery("q=a+b%26c&follow&no=0&yes=True&n=12&minus=-1&empty=&n=13")
        #expect(query.text("q") == "a b&c")
        #expect(query.text("empty") == nil)
        #expect(query.text("none") == nil)
        #expect(try query.flag("follow", default: false))
        #expect(try query.flag("no", default: true) == false)
        #expect(try query.flag("yes", default: false))
        #expect(try query.flag("none", default: true))
        #expect(try query.number("n", as: Int64.self) == 13)
        #expect(try query.count("none") == nil)
        #expect(throws: APIFailure.self) { try query.flag("q", default: false) }
        #expect(throws: APIFailure.self) { try query.number("q", as: Int.self) }
        #expect(throws: APIFailure.self) { try query.count("minus") }
    }

    @Test func encodesForURLs() {
        #expect(PercentEncoding.encode("a b/ü~") == "a%20b%2F%C3%BC~")
        #expect(PercentEncoding.decode(PercentEncoding.encode("a b/ü~\n")) == "a b/ü~\n")
    }

    @Test(arguments: [
        ("10.0.0.1:7800", "10.0.0.1:7800"), (":80", "0.0.0.0:80"), ("[::1]:9", "[::1]:9"), ("host:0", "host:0"),
    ])
    func readsAddresses(text: String, expected: String) {
        #expect(HostPort(text)?.description == expected)
    }

    @Test(arguments: ["", "host", "host:", "host:x", "host:70000", "::1:80"])
    func refusesAddresses(text: String) {
        #expect(HostPort(text) == nil)
    }
}
