//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import Testing

@testable import Access

@Suite struct PolicyTests {
    private static func policy(_ statements: String...) throws -> Policy {
        try JSONDecoder().decode(
            Policy.self,
            from: Data("{\"Version\": \"1\", \"Statement\": [\(statements.joined(separator: ","))]}".utf8)
        )
    }

    private static func allow(_ action: String, _ resource: String) -> String {
        "{\"Effect\": \"Allow\", \"Action\": \"\(action)\", \"Resource\": \"\(resource)\"}"
    }

    private static func deny(_ action: String, _ resource: String) -> String {
        "{\"Effect\": \"Deny\", \"Action\": \"\(action)\", \"Resource\": \"\(resource)\"}"
    }

    @Test(arguments: [
        ("cs:GetClusters", "acs:cs:*:*:cluster/c1", true),
        ("cs:getclusters", "*", true),
        ("cs:Get*", "acs:cs:*:*:cluster/*", true),
        ("cs:*Clusters", "acs:*:*:*:cluster/c1", true),
        ("*", "*", true),
        ("*:*", "acs:cs:*:*:*", true),
        ("cs:Get*s", "acs:cs:*:*:cluster/c*", true),
        ("cs:GetClusterById", "*", false),
        ("cs:DeleteCluster", "*", false),
        ("cs:GetClusters", "acs:cs:*:*:cluster/c2", false),
        ("cs:GetClusters", "acs:cs:*:*:cluster/c", false),
        ("cs:GetClusters", "acs:cs:*:*:user/*", false),
        ("ecs:*", "*", false),
        ("cs:*", "acs:ecs:cn-beijing:123:instance/*", false),
    ])
    func aStatementConcernsWhatItsPatternsMatch(action: String, resource: String, isAllowed: Bool) throws {
        let grants = Grants([try Self.policy(Self.allow(action, resource))])
        #expect(grants.allow(.getClusters, on: Resource(.cluster, "c1")) == isAllowed)
    }

    @Test func whatNothingAllowsIsDenied() throws {
        #expect(!Grants([]).allow(.getClusters, on: Resource(.cluster, "c1")))
        let grants = Grants([try Self.policy(Self.deny("cs:Exec*", "*"))])
        #expect(!grants.allow(.getClusters, on: Resource(.cluster, "c1")))
    }

    @Test func aDenialWinsWhereverItStands() throws {
        let denial = try Self.policy(Self.deny("cs:Exec*", "acs:cs:*:*:cluster/c1"))
        for policies in [[denial, Role.administrator.policy], [Role.administrator.policy, denial]] {
            let grants = Grants(policies)
            #expect(!grants.allow(.execContainer, on: Resource(.cluster, "c1")))
            #expect(grants.allow(.execContainer, on: Resource(.cluster, "c2")))
            #expect(grants.allow(.getContainers, on: Resource(.cluster, "c1")))
        }
        let both = try Self.policy(Self.allow("cs:Get*", "*"), Self.deny("cs:GetEvents", "*"))
        #expect(Grants([both]).allow(.getNodes, on: Resource(.cluster, "c1")))
        #expect(!Grants([both]).allow(.getEvents, on: Resource(.cluster, "c1")))
    }

    @Test func allOfAKindNeedAPatternForAllOfThem() throws {
        let one = Grants([try Self.policy(Self.allow("cs:*", "acs:cs:*:*:cluster/c1"))])
        #expect(!one.allow(.createCluster, on: Resource(.cluster)))
        let all = Grants([try Self.policy(Self.allow("cs:*", "acs:cs:*:*:cluster/*"))])
        #expect(all.allow(.createCluster, on: Resource(.cluster)))
        #expect(Resource(.cluster).description == "acs:cs:*:*:cluster/*")
        #expect(Resource(.loadBalancer, "web/lb").description == "acs:cs:*:*:loadbalancer/web/lb")
    }

    @Test(arguments: [
        ("[]", "policy: is no object"),
        (#"{"Statement": []}"#, "policy: Version: only 1 is known"),
        (#"{"Version": "2012-10-17", "Statement": []}"#, "policy: Version: only 1 is known"),
        (#"{"Version": "1"}"#, "policy: Statement: is missing"),
        (#"{"Version": "1", "Statement": []}"#, "policy: Statement: is missing"),
        (#"{"Version": "1", "Statement": {}}"#, "policy: Statement: is missing or no list"),
        (#"{"Version": "1", "Id": "x", "Statement": [{}]}"#, "policy: 'Id' is unknown"),
        (#"{"Version": "1", "Statement": ["x"]}"#, "policy: statement 1: is no object"),
        (statement(#""Effect": "allow", "Action": "*", "Resource": "*""#), "policy: statement 1: Effect: "),
        (statement(#""Action": "*", "Resource": "*""#), "policy: statement 1: Effect: "),
        (statement(#""Effect": "Allow", "Resource": "*""#), "policy: statement 1: Action: is missing"),
        (statement(#""Effect": "Allow", "Action": [], "Resource": "*""#), "policy: statement 1: Action: is missing"),
        (statement(#""Effect": "Allow", "Action": [1], "Resource": "*""#), "policy: statement 1: Action: an entry"),
        (statement(#""Effect": "Allow", "Action": "", "Resource": "*""#), "policy: statement 1: Action: an entry"),
        (statement(#""Effect": "Allow", "Action": "*""#), "policy: statement 1: Resource: is missing"),
        (
            statement(#""Effect": "Allow", "NotAction": "*", "Action": "*", "Resource": "*""#),
            "policy: statement 1: 'NotAction' is unknown"
        ),
        (
            statement(#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {}"#),
            "policy: statement 1: Condition: isn't supported"
        ),
        (
            statement(#""Effect": "Deny", "Action": "cs:GetCluter", "Resource": "*""#),
            "policy: statement 1: Action 'cs:GetCluter': there is no such action"
        ),
        (
            statement(#""Effect": "Deny", "Action": "cs:Show*", "Resource": "*""#),
            "policy: statement 1: Action 'cs:Show*': there is no such action"
        ),
        (
            statement(#""Effect": "Deny", "Action": "GetClusters", "Resource": "*""#),
            "policy: statement 1: Action 'GetClusters': is no action"
        ),
        (
            statement(#""Effect": "Deny", "Action": "*", "Resource": "cluster/c1""#),
            "policy: statement 1: Resource 'cluster/c1': is no resource"
        ),
        (
            statement(#""Effect": "Deny", "Action": "*", "Resource": "acs:cs:*:*:clusters/c1""#),
            "policy: statement 1: Resource 'acs:cs:*:*:clusters/c1': 'clusters' is no kind"
        ),
        (
            statement(#""Effect": "Allow", "Action": "*", "Resource": "acs:cs:cn-beijing:*:cluster/c1""#),
            "policy: statement 1: Resource 'acs:cs:cn-beijing:*:cluster/c1': names a region"
        ),
        (
            statement(#""Effect": "Allow", "Action": "*", "Resource": "acs:cs:*:1234:cluster/c1""#),
            "policy: statement 1: Resource 'acs:cs:*:1234:cluster/c1': names a region"
        ),
    ])
    func whatIsNoPolicyIsRefused(text: String, message: String) throws {
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        let error = #expect(throws: PolicyError.self) { () throws in _ = try Policy(value) }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains(";") == true)
    }

    private static func statement(_ members: String) -> String {
        "{\"Version\": \"1\", \"Statement\": [{\(members)}]}"
    }

    @Test func sizesAreBounded() throws {
        func value(statements: Int = 1, actions: Int = 1, length: Int = 1) -> JSONValue {
            let action = JSONValue.string(String(repeating: "*", count: length))
            let statement: JSONValue = [
                "Effect": "Allow", "Resource": "*", "Action": .array(Array(repeating: action, count: actions)),
            ]
            return ["Version": "1", "Statement": .array(Array(repeating: statement, count: statements))]
        }
        _ = try Policy(value(statements: Policy.maximumStatements, actions: Policy.maximumPatterns))
        #expect(throws: PolicyError.self) { try Policy(value(statements: Policy.maximumStatements + 1)) }
        #expect(throws: PolicyError.self) { try Policy(value(actions: Policy.maximumPatterns + 1)) }
        #expect(throws: PolicyError.self) { try Policy(value(length: Policy.maximumPatternBytes + 1)) }
    }

    @Test func aPolicyIsKeptAsItWasWritten() throws {
        let policy = try Self.policy(Self.allow("cs:get*", "*"), Self.deny("cs:Exec*", "acs:cs:*:*:cluster/c1"))
        let again = try JSONDecoder().decode(Policy.self, from: JSONEncoder().encode(policy))
        #expect(again == policy)
        #expect(policy.json["Statement"] != nil && policy.statements.count == 2)
    }

    @Test(arguments: [
        ("*", "", true), ("", "", true), ("", "a", false), ("a", "", false), ("a*b*c", "aXbYc", true),
        ("a*b*c", "abc", true), ("a*b*c", "abcb", false), ("*abc", "ababc", true), ("**", "x", true),
        ("a*", "ba", false), ("é*", "éa", true),
    ])
    func starsStandForAnything(pattern: String, text: String, matches: Bool) {
        #expect(WildcardPattern(pattern).matches(text) == matches)
    }

    @Test func manyStarsDontTakeForever() {
        let pattern = WildcardPattern(String(repeating: "*a", count: 64))
        #expect(!pattern.matches(String(repeating: "a", count: 2_000) + "b"))
    }
}
