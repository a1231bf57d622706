//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes
import HummingbirdCore
import NIOHTTP1
import Testing

@testable import Server

@Suite struct OpenAPIDocumentTests {
    @Test func theServerServesItsDocument() async throws {
        try await GantryFixture.with { gantry in
            let answer = try await gantry.call(.GET, "/openapi.json")
            #expect(answer.headers.first(name: "Content-Type") == "application/json")
            let document = try answer.decode([String: JSONValue].self)
            #expect(document["openapi"] == "3.1.0")
            let paths = try #require(document["paths"]?["/clusters/{cluster}"])
            #expect(
                paths["get"]?["responses"]?["200"]?["content"]?["application/json"]?["schema"]?["$ref"]
                    == "#/components/schemas/ClusterObject"
            )
            #expect(paths["get"]?["x-action"] == "cs:GetClusterById")
            let schemas = try #require(document["components"]?["schemas"])
            #expect(schemas["ProjectRequest"]?["required"] == .array(["template"]))
            #expect(schemas["ContainerObject"]?["properties"]?["ports"] != nil)
            // What everyone may call needs no login.
            #expect(document["paths"]?["/login"]?["post"]?["security"] == .array([]))
        }
    }

    @Test func answersFitTheirSchemas() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            _ = try await TestEndpoint.make("one", in: gantry)
            let document = try await gantry.call(.GET, "/openapi.json").decode([String: JSONValue].self)
            for (name, path) in [
                ("ClusterObject", "/clusters/one"), ("CallerObject", "/whoami"), ("UserObject", "/users/admin"),
                ("NodePage", "/clusters/one/nodes"), ("ClusterEndpoints", "/clusters/one/endpoints"),
                ("AuditPage", "/audit"), ("RebalanceObject", "/clusters/one/rebalance"),
            ] {
                let answer = try await gantry.call(.GET, path, headers: admin).decode([String: JSONValue].self)
                let schema = document["components"]?["schemas"]?[name]
                let properties = try #require(schema?["properties"]?.object)
                #expect(Set(answer.keys).subtracting(properties.keys).isEmpty, "\(name)")
                guard case .array(let required)? = schema?["required"] else { continue }
                for field in required {
                    guard case .string(let field) = field else { continue }
                    #expect(answer[field] != nil, "\(name): \(field)")
                }
            }
        }
    }

    @Test func aRouteWithoutADescriptionFailsAndSoDoesADescriptionWithoutARoute() {
        let route = APIRoute(.get, "/nothing", access: .everyone) { _ in .empty() }
        let error = #expect(throws: ServerError.self) { try OpenAPIDocument([route]) }
        #expect(error?.message.contains("nothing describes GET /nothing") == true)
        let missing = #expect(throws: ServerError.self) { try OpenAPIDocument([]) }
        #expect(missing?.message.contains("there is no route for") == true)
    }
}

extension JSONValue {
    fileprivate var object: [String: JSONValue]? {
        guard case .object(let values) = self else { return nil }
        return values
    }
}
