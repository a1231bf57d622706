//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import NIOHTTP1
import Testing

@testable import Server

@Suite struct LoadBalancerRoutesTests {
    @Test func theCallsOfLoadBalancers() async throws {
        try await GantryFixture.with(change: { $0.routingImage = "gantry/routing" }) { gantry in
            let headers = try await gantry.logIn()
            func call(_ method: HTTPMethod, _ path: String, _ body: String? = nil) async throws -> TestAnswer {
                try await gantry.call(method, "/load_balancers" + path, body: body, headers: headers)
            }
            _ = try await gantry.call(.POST, "/clusters", body: #"{"name":"test"}"#, headers: headers)
            #expect(try await gantry.call(.GET, "/load_balancers").status == 401)
            #expect(try await call(.GET, "").body == "[]")
            #expect(try await call(.GET, "/web").status == 404)
            let item = #"{"name":"a/web","listeners":[{"port":8080,"scheme":"http"}],"connection_limit":9}"#
            let made = try await call(.POST, "", item)
            #expect(made.status == 201)
            #expect(try made.decode(LoadBalancerObject.self).connectionLimit == 9)
            #expect(try await call(.POST, "", item).status == 409)
            #expect(try await call(.POST, "", #"{"name":"a b"}"#).status == 400)
            #expect(try await call(.GET, "?q=WEB").decode([LoadBalancerObject].self).map(\.name) == ["a/web"])
            let listener = #"{"port":6379,"scheme":"tcp"}"#
            #expect(try await call(.POST, "/a%2Fweb/listeners", listener).status == 201)
            #expect(try await call(.POST, "/a%2Fweb/listeners", listener).status == 400)
            #expect(try await call(.POST, "/a%2Fweb/listeners", #"{"port":1,"scheme":"sctp"}"#).status == 400)
            #expect(try await call(.POST, "/a%2Fweb/listeners", #"{"port":6379,"scheme":"udp"}"#).status == 201)
            #expect(try await call(.DELETE, "/a%2Fweb/listeners/6379%2Fsctp").status == 400)
            #expect(try await call(.DELETE, "/a%2Fweb/listeners/6379%2Fudp").status == 200)
            #expect(try await call(.DELETE, "/a%2Fweb/listeners/x").status == 400)
            #expect(try await call(.DELETE, "/a%2Fweb/listeners/1").status == 404)
            #expect(try await call(.DELETE, "/a%2Fweb/listeners/6379").status == 200)
            #expect(try await call(.PUT, "/a%2Fweb", #"{"connection_limit":0,"check":{"path":"/x"}}"#).status == 200)
            let limit = try await call(.PUT, "/a%2Fweb", #"{"bandwidth_limit":5}"#)
            #expect(try limit.decode(LoadBalancerObject.self).bandwidthLimit == 5)
            #expect(try await call(.PUT, "/a%2Fweb", #"{"bandwidth_limit":-1}"#).status == 400)
            let unlimited = try await call(.PUT, "/a%2Fweb", #"{"bandwidth_limit":0}"#)
            #expect(try unlimited.decode(LoadBalancerObject.self).bandwidthLimit == nil)
            #expect(try await call(.PUT, "/a%2Fweb", #"{"address":"10.0.0.9"}"#).status == 400)
            #expect(try await call(.PUT, "/a%2Fweb", #"{"address":"10.0.0.9/24"}"#).status == 200)
            #expect(try await call(.GET, "/a%2Fweb").decode(LoadBalancerObject.self).address == "10.0.0.9/24")
            #expect(try await call(.PUT, "/a%2Fweb", #"{"address":""}"#).status == 200)
            let shown = try await call(.GET, "/a%2Fweb").decode(LoadBalancerObject.self)
            #expect(shown.address == nil && shown.connectionLimit == nil && shown.check.path == "/x")
            #expect(shown.listeners.map(\.port) == [8080] && shown.cluster == "")
            #expect(try await call(.POST, "/a%2Fweb/unbind", #"{"cluster":"test"}"#).status == 409)
            #expect(try await call(.POST, "/a%2Fweb/bind", #"{"cluster":"none"}"#).status == 404)
            let bound = try await call(.POST, "/a%2Fweb/bind", #"{"cluster":"test","default":true}"#)
            #expect(try bound.decode(LoadBalancerObject.self).isDefault)
            #expect(try await call(.POST, "/a%2Fweb/unbind", #"{"cluster":"test"}"#).status == 200)
            let certificates = "/a%2Fweb/certificates"
            let secure = #"{"port":443,"scheme":"https"}"#
            let lacking = try await call(.POST, "/a%2Fweb/listeners", secure)
            #expect(lacking.status == 400 && lacking.body.contains("gantry lb certificate add a/web"))
            let issue = #"{"domains":["Shop.test","*.shop.test","10.0.0.1"],"days":9}"#
            let issued = try await call(.POST, certificates + "/issue", issue)
            #expect(issued.status == 201 && !issued.body.contains("PRIVATE"))
            let certificate = try #require(try issued.decode(LoadBalancerObject.self).certificates.first)
            #expect(certificate.name == "shop.test" && certificate.names == ["shop.test", "*.shop.test", "10.0.0.1"])
            #expect(
                [8, 9].contains(certificate.daysLeft) && !certificate.issuer.isEmpty
                    && certificate.fingerprint.count == 64
            )
            #expect(try await call(.POST, certificates + "/issue", #"{"domains":["a b"]}"#).status == 400)
            #expect(try await call(.POST, certificates + "/issue", #"{"domains":["a"],"days":0}"#).status == 400)
            let wrong = #"{"certificate":"-----BEGIN CERTIFICATE-----\n?\n","certificate_file":"/x/a.pem"}"#
            let refused = try await call(.POST, certificates, wrong)
            #expect(refused.status == 400)
            #expect(refused.body.contains("load balancer a/web: /x/a.pem: line 2: it is no part of CERTIFICATE"))
            #expect(try await call(.POST, "/a%2Fweb/listeners", secure).status == 201)
            #expect(try await call(.PUT, "/a%2Fweb/listeners/8080", #"{"redirect_https":444}"#).status == 400)
            let led = try await call(.PUT, "/a%2Fweb/listeners/8080", #"{"redirect_https":443}"#)
            #expect(try led.decode(LoadBalancerObject.self).listeners.map(\.redirectHTTPS) == [nil, 443])
            let target = try await call(.DELETE, "/a%2Fweb/listeners/443")
            #expect(target.status == 400 && target.body.contains("gantry lb listener set a/web 8080 --no-redirect"))
            #expect(try await call(.PUT, "/a%2Fweb/listeners/8080", #"{"redirect_https":0}"#).status == 200)
            #expect(try await call(.PUT, "/a%2Fweb/listeners/81", "{}").status == 404)
            #expect(try await call(.DELETE, certificates + "/shop.test").status == 400)
            #expect(try await call(.DELETE, certificates + "/none").status == 404)
            #expect(try await call(.DELETE, "/a%2Fweb/listeners/443").status == 200)
            #expect(try await call(.DELETE, certificates + "/shop.test").status == 200)
            #expect(try await call(.DELETE, "/a%2Fweb").status == 200)
            #expect(try await call(.DELETE, "/a%2Fweb").status == 404)
        }
    }
}
