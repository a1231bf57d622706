//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import Testing

@testable import Server

@Suite struct SchemaBuilderTests {
    struct Sample: Codable {
        enum Colour: String, Codable, CaseIterable, Sendable { case red, green }

        struct Part: Codable {
            var number: Int64
        }

        var name: String
        var colour: Colour
        var count: Int?
        var parts: [Part]
        var labels: [String: String]
        var ports: [String: [Part]?]
        var policy: JSONValue?
        var share: Double?

        enum CodingKeys: String, CodingKey {
            case name, colour, count, parts, labels, ports, policy
            case share = "a_share"
        }
    }

    @Test func aSchemaIsWhatTheTypeReads() throws {
        let builder = SchemaBuilder()
        let list = ##"{"items":{"$ref":"#/components/schemas/SchemaBuilderTests.Sample"},"type":"array"}"##
        #expect(try builder.schema(of: [Sample].self).text == list)
        let sample = try #require(builder.components["SchemaBuilderTests.Sample"])
        let part = ##"{"items":{"$ref":"#/components/schemas/SchemaBuilderTests.Sample.Part"},"type":"array"}"##
        #expect(
            sample.text
                == #"{"properties":{"a_share":{"type":"number"},"colour":{"enum":["red","green"],"type":"string"},"#
                + #""count":{"type":"integer"},"labels":{"additionalProperties":{"type":"string"},"type":"object"},"#
                + ##""name":{"type":"string"},"parts":\##(part),"policy":{},"##
                + ##""ports":{"additionalProperties":{"anyOf":[\##(part),{"type":"null"}]},"type":"object"}},"##
                + #""required":["colour","labels","name","parts","ports"],"type":"object"}"#
        )
        #expect(
            builder.components["SchemaBuilderTests.Sample.Part"]?.text
                == #"{"properties":{"number":{"format":"int64","type":"integer"}},"required":["number"],"type":"object"}"#
        )
    }

    @Test func whatCantBeFollowedIsRefused() {
        struct Odd: Decodable {
            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                _ = try container.superDecoder()
            }
        }
        #expect(throws: DecodingError.self) { try SchemaBuilder().schema(of: Odd.self) }
    }
}

extension JSONValue {
    fileprivate var text: String {
        (try? JSONEncoder.api.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
