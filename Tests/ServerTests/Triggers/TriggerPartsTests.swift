//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Model
import Testing

@testable import Server

@Suite struct TriggerPartsTests {
    private static let scaling = TriggerAddress(
        cluster: "c1",
        project: "shop",
        action: .scaling,
        id: "abcdefghij234",
        service: "shop_web"
    )

    @Test func addressesAreOfTheContainerServicesForm() throws {
        let plain = String(decoding: try #require(Data(base64Encoded: Self.scaling.text)), as: UTF8.self)
        #expect(plain == #"c1|shop|scaling|abcdefghij234|{"service_id":"shop_web"}"#)
        var redeploy = Self.scaling
        (redeploy.action, redeploy.service) = (.redeploy, nil)
        #expect(Data(base64Encoded: redeploy.text) == Data("c1|shop|redeploy|abcdefghij234|".utf8))
        for address in [Self.scaling, redeploy] { #expect(TriggerAddress(address.text) == address) }
    }

    @Test func addressesAreReadHoweverTheyWereSent() {
        // A name that has the base64 alphabet's last two letters in it.
        var address = Self.scaling
        address.project = "??>>~~"
        let text = address.text
        #expect(text.contains("+") || text.contains("/"))
        let urlSafe = String(text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
        for sent in [
            text, urlSafe, String(text.map { $0 == "+" ? " " : $0 }), String(text.prefix { $0 != "=" }),
        ] {
            #expect(TriggerAddress(sent) == address)
        }
    }

    @Test(arguments: [
        "", "x", "c1|shop|redeploy|id|", "YQ==", "eHx5fHJlZGVwbG95fHo=", "eHx5fG90aGVyfHp8",
        "eHx5fHNjYWxpbmd8enx7fQ==", String(repeating: "A", count: 2_052),
    ])
    func othersAreNone(text: String) { #expect(TriggerAddress(text) == nil) }

    @Test(
        arguments: [
            (#"{"push_data":{"tag":"v1"},"repository":{"namespace":"team","name":"web"}}"#, "team/web", "v1"),
            (#"{"push_data":{},"repository":{"repo_full_name":"team/web","name":"web"}}"#, "team/web", nil),
            (#"{"repository":{"repo_name":"team/web"}}"#, "team/web", nil),
            (#"{"events":[{"action":"push","target":{"repository":"web","tag":"v1"}}]}"#, "web", "v1"),
        ] as [(String, String, String?)]
    )
    func pushesOfRegistriesAreRead(body: String, repository: String, tag: String?) {
        #expect(RegistryPush(Array(body.utf8))?.images == [RegistryPush.Image(repository: repository, tag: tag)])
    }

    @Test(arguments: ["", "a=b", "{}", "[]", #"{"repository":{}}"#, #"{"repository":"web"}"#])
    func otherBodiesTellOfNone(body: String) { #expect(RegistryPush(Array(body.utf8)) == nil) }

    @Test(arguments: [
        ("team/web", true), ("team/web:v1", true), ("team/web:v2", false), ("registry.test:5000/team/web", true),
        ("registry.test:5000/team/web:v1", true), ("eam/web", false), ("web", false), ("other/team/web", true),
    ])
    func anImageIsConcerned(reference: String, isConcerned: Bool) throws {
        let body = #"{"push_data":{"tag":"v1"},"repository":{"namespace":"team","name":"web"}}"#
        #expect(try #require(RegistryPush(Array(body.utf8))).concerns(reference) == isConcerned)
    }

    @Test func aMinuteHasSoManyCallsAndMemoryIsBounded() {
        var throttle = CallThrottle(limit: 2)
        let start = Timestamp(seconds: 600)
        for _ in 0..<2 {
            #expect(throttle.allows("a", now: start))
            throttle.count("a", now: start)
        }
        #expect(!throttle.allows("a", now: start) && throttle.allows("b", now: start))
        throttle.forgive("a")
        #expect(throttle.allows("a", now: start))
        throttle.count("a", now: start)
        #expect(throttle.allows("a", now: Timestamp(seconds: 660)))
        #expect(CallThrottle.wait(now: Timestamp(seconds: 601)) == 59)
        for number in 0..<CallThrottle.capacity { throttle.count("\(number)", now: start) }
        #expect(throttle.size <= CallThrottle.capacity)
    }
}
