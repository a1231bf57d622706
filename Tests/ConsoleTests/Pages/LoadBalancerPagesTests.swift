//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes
import Testing

@testable import Console

@Suite struct LoadBalancerPagesTests {
    private let api = FakeAPI()

    private func balancer() -> LoadBalancerObject {
        var balancer = LoadBalancerObject(name: "web")
        balancer.cluster = "prod"
        var listener = LoadBalancerObject.Listener(port: 443, scheme: "https", automatic: false)
        listener.services = ["shop_web"]
        balancer.listeners = [listener, .init(port: 53, scheme: "udp", automatic: false)]
        balancer.nodes = ["node1"]
        balancer.certificates = [
            .init(
                name: "shop",
                names: ["shop.test"],
                issuer: "CA",
                begins: "",
                expires: "2026-02-03T00:00:00.0Z",
                daysLeft: 3,
                fingerprint: ""
            )
        ]
        balancer.problems = ["port 80: <taken>"]
        return balancer
    }

    @Test func oneThatCannotBeBoundIsNotLeftBehind() async throws {
        api.answer("POST /load_balancers", balancer(), status: 201)
        api.refuse("POST /load_balancers/web/bind", "cluster prod: has one already")
        api.answer("DELETE /load_balancers/web", "")
        let page = try await api.post("/console/load-balancers/new", "name=web&cluster=prod&default=1&connections=10")
        #expect(page.status == 409)
        #expect(page.body.contains("has one already"))
        #expect(api.calls.contains { $0.method == .delete && $0.path == "/load_balancers/web" })
        let sent: LoadBalancerRequest = try api.body(of: "POST /load_balancers")
        #expect(sent.connectionLimit == 10 && sent.nodes == nil && sent.onServer == nil)
    }

    @Test func nodesThatStayAreNotSentAgain() async throws {
        api.answer("GET /load_balancers/web", balancer())
        api.answer("PUT /load_balancers/web", balancer())
        let page = try await api.post(
            "/console/load-balancers/web/edit",
            "nodes=node1&address=&connections=&bandwidth=5"
        )
        #expect(page.location == "/console/load-balancers/web")
        let sent: LoadBalancerChange = try api.body(of: "PUT /load_balancers/web")
        #expect(sent.nodes == nil && sent.onServer == nil)
        #expect(sent.connectionLimit == 0 && sent.bandwidthLimit == 5)
    }

    @Test func theListAndTheDetailSayWhatIsWrong() async throws {
        api.answer("GET /load_balancers", [balancer()])
        let list = try await api.get("/console/load-balancers")
        #expect(list.body.contains("1 problem") && list.body.contains("3 days left"))
        api.answer("GET /load_balancers/web", balancer())
        let detail = try await api.get("/console/load-balancers/web")
        #expect(detail.body.contains("port 80: &lt;taken&gt;"))
        #expect(detail.body.contains("/console/load-balancers/web/listeners/53%2Fudp/delete"))
    }

    @Test func aListenerOfUDPIsRemovedByItsWholeName() async throws {
        api.answer("DELETE /load_balancers/web/listeners/53%2Fudp", balancer())
        let page = try await api.post("/console/load-balancers/web/listeners/53%2Fudp/delete")
        #expect(page.location == "/console/load-balancers/web")
    }

    @Test func keysAreNeverShownAgain() async throws {
        api.refuse("POST /load_balancers/web/certificates", "key: doesn't fit", status: 400)
        let page = try await api.post("/console/load-balancers/web/certificates", "certificate=CERT&key=SECRET")
        #expect(page.status == 400)
        #expect(page.body.contains("CERT") && !page.body.contains("SECRET"))
    }
}
