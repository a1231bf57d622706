//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Routing
import Testing

@Suite struct RouterStatisticsTests {
    private static let head = "# pxname,svname,scur,stot,econ,eresp,wretr,status,weight,rate,hrsp_5xx,last_chk,"

    private func parse(_ rows: [String]) throws -> RouterStatistics {
        try RouterStatistics(
            information: "Name: HAProxy\nUptime: 0d 0h01m01s\nUptime_sec: 61\n",
            tables: [([Self.head] + rows).joined(separator: "\n")]
        )
    }

    @Test func rowsAreUnderstoodByTheirColumns() throws {
        let statistics = try parse([
            "web,c1,3,40,1,2,4,UP,256,5,6,\"Layer4, all well\",",
            "web,BACKEND,7,50,1,2,4,UP,256,9,8,,",
            "unrouted,BACKEND,0,1,0,0,0,UP,0,0,1,,",
        ])
        #expect(statistics.seconds == 61)
        #expect(statistics.backends.map(\.name) == ["web", "unrouted"])
        let web = statistics.backends[0]
        #expect(web.counts.sessions == 7 && web.counts.requests == 50 && web.counts.requestRate == 9)
        let server = try #require(web.servers.first)
        #expect(server.name == "c1" && server.health == .up && server.weight == 256)
        var counts = TrafficCounts()
        counts.sessions = 3
        counts.requests = 40
        counts.connectionErrors = 1
        counts.responseErrors = 2
        counts.retries = 4
        counts.requestRate = 5
        counts.serverErrors = 6
        #expect(server.counts == counts)
        #expect(statistics.backends[1].servers.isEmpty)
    }

    @Test(arguments: [
        ("UP", RouterStatistics.Health.up), ("UP 1/3", .up), ("no check", .up), ("DOWN", .down), ("DOWN 1/2", .down),
        ("MAINT", .disabled), ("DRAIN", .disabled),
    ])
    func aStatusSaysWhetherItGetsRequests(status: String, health: RouterStatistics.Health) throws {
        #expect(try parse(["web,c1,0,0,0,0,0,\(status),1,0,0,,"]).backends.first?.servers.first?.health == health)
    }

    @Test(arguments: ["No such proxy.", "", "# pxname,svname", "what,ever"])
    func anAnswerThatIsNoTableIsLeftOut(table: String) throws {
        #expect(try RouterStatistics(information: "", tables: [table]) == RouterStatistics(seconds: 0, backends: []))
        #expect(try parse(["web,c1,1"]).backends.isEmpty)
    }

    @Test func tooManyServersAreRefused() {
        let rows = (0...RouterStatistics.maximumServers).map { "web,c\($0),0,0,0,0,0,UP,1,0,0,," }
        #expect(throws: RoutingError.self) { try parse(rows) }
    }
}

@Suite struct RouteTrafficTests {
    private func statistics(
        _ requests: Int,
        errors: Int = 0,
        _ health: RouterStatistics.Health = .up
    ) -> RouterStatistics {
        var counts = TrafficCounts()
        counts.requests = requests
        counts.sessions = 1
        counts.serverErrors = errors
        let server = RouterStatistics.Server(name: "c1", health: health, weight: 3, counts: counts)
        return RouterStatistics(
            seconds: 1,
            backends: [.init(name: "web", counts: counts, servers: [server]), .init(name: "other", counts: counts)]
        )
    }

    @Test func nodesAreAddedUp() throws {
        var traffic = RouteTraffic(of: ["web"])
        traffic.add(statistics(5), of: "n1")
        traffic.add(statistics(7, errors: 2, .down), of: "n2")
        traffic.add(RouterStatistics(seconds: 1, backends: [.init(name: "web")]), of: "n3")
        #expect(traffic.backends.keys.sorted() == ["web"])
        let web = try #require(traffic.backends["web"])
        #expect(web.counts.requests == 12 && web.counts.sessions == 2 && web.counts.serverErrors == 2)
        let server = try #require(web.servers["c1"])
        #expect(server.counts.requests == 12 && server.weight == 3)
        #expect(server.health == .up && server.upCount == 1 && server.downOn == ["n2"])
        // Trouble first; a node that had nothing to do is not worth a line.
        #expect(web.parts.map(\.node) == ["n2", "n1"])
        #expect(web.parts[0].down == ["c1"])
    }

    @Test(arguments: [(RouterStatistics.Health.down, RouterStatistics.Health.down), (.disabled, .disabled)])
    func aServerThatNobodyReachesIsNotUp(said: RouterStatistics.Health, meant: RouterStatistics.Health) {
        var traffic = RouteTraffic(of: ["web"])
        traffic.add(statistics(5, said), of: "n1")
        #expect(traffic.backends["web"]?.servers["c1"]?.health == meant)
    }

    @Test func ofManyNodesThoseThatMatterAreNamed() {
        var traffic = RouteTraffic(of: ["web"])
        for index in 1...1_000 { traffic.add(statistics(index, errors: index == 1 ? 1 : 0), of: "n\(index)") }
        let parts = traffic.backends["web"]?.parts ?? []
        #expect(parts.count == RouteTraffic.maximumParts)
        #expect(parts.prefix(3).map(\.node) == ["n1", "n1000", "n999"])
        #expect(traffic.backends["web"]?.counts.sessions == 1_000)
    }
}
