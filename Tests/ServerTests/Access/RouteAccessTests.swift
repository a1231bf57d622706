//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import HTTPText
import HTTPTypes
import NIOHTTP1
import Testing

@testable import Server

/// Who may make which call: every call with every role.
@Suite struct RouteAccessTests {
    /// Each route, and who may: A administrators, O operators, R readers, N users without a role; `open` everyone,
    /// `token` whoever has a join token, `secret` whoever has
    /// a trigger's secret, `docker` as `dockerCalls` says.
    private static let table = """
        GET /audit                                                       A
        GET /ca.pem                                                      open
        GET /clusters                                                    AORN
        POST /clusters                                                   AO
        DELETE /clusters/{cluster}                                       AO
        GET /clusters/{cluster}                                          AOR
        GET /clusters/{cluster}/certificates                             AOR
        DELETE /clusters/{cluster}/certificates/{user}                   AO
        GET /clusters/{cluster}/certs                                    AOR
        GET /clusters/{cluster}/certs.zip                                AOR
        GET /clusters/{cluster}/changes                                  AOR
        GET /clusters/{cluster}/configurations                           AOR
        POST /clusters/{cluster}/configurations                          AO
        DELETE /clusters/{cluster}/configurations/{configuration}        AO
        GET /clusters/{cluster}/configurations/{configuration}           AO
        PUT /clusters/{cluster}/configurations/{configuration}           AO
        GET /clusters/{cluster}/configurations/{configuration}/versions  AOR
        GET /clusters/{cluster}/container_page                           AOR
        GET /clusters/{cluster}/containers                               AOR
        GET /clusters/{cluster}/containers/{container}                   AOR
        GET /clusters/{cluster}/containers/{container}/logs              AOR
        DELETE /clusters/{cluster}/docker/{call*}                        docker
        GET /clusters/{cluster}/docker/{call*}                           docker
        HEAD /clusters/{cluster}/docker/{call*}                          docker
        POST /clusters/{cluster}/docker/{call*}                          docker
        PUT /clusters/{cluster}/docker/{call*}                           docker
        PUT /clusters/{cluster}/domain                                   AO
        GET /clusters/{cluster}/events                                   AOR
        GET /clusters/{cluster}/hosts                                    AOR
        DELETE /clusters/{cluster}/hosts/{host}                          AO
        GET /clusters/{cluster}/hosts/{host}                             AOR
        POST /clusters/{cluster}/hosts/{host}/activate                   AO
        GET /clusters/{cluster}/hosts/{host}/drain                       AOR
        POST /clusters/{cluster}/hosts/{host}/drain                      AO
        PUT /clusters/{cluster}/hosts/{host}/labels                      AO
        PUT /clusters/{cluster}/image-map                                AO
        DELETE /clusters/{cluster}/ip/{host}                             AO
        GET /clusters/{cluster}/join-command                             AO
        POST /clusters/{cluster}/name/{name}                             AO
        GET /clusters/{cluster}/projects                                 AOR
        POST /clusters/{cluster}/projects                                AO
        POST /clusters/{cluster}/projects/plan                           AO
        POST /clusters/{cluster}/projects/variables                      AO
        POST /clusters/{cluster}/projects/files                          AO
        DELETE /clusters/{cluster}/projects/{project}                    AO
        GET /clusters/{cluster}/projects/{project}                       AOR
        POST /clusters/{cluster}/projects/{project}/confirm-update       AO
        GET /clusters/{cluster}/projects/{project}/events                AOR
        POST /clusters/{cluster}/projects/{project}/kill                 AO
        GET /clusters/{cluster}/projects/{project}/logs                  AOR
        POST /clusters/{cluster}/projects/{project}/plan                 AO
        POST /clusters/{cluster}/projects/{project}/redeploy             AO
        POST /clusters/{cluster}/projects/{project}/resume               AO
        POST /clusters/{cluster}/projects/{project}/rollback-update      AO
        GET /clusters/{cluster}/projects/{project}/runs                  AOR
        POST /clusters/{cluster}/projects/{project}/runs                 AO
        GET /clusters/{cluster}/projects/{project}/runs/{run}            AOR
        POST /clusters/{cluster}/projects/{project}/start                AO
        POST /clusters/{cluster}/projects/{project}/stop                 AO
        POST /clusters/{cluster}/projects/{project}/suspend              AO
        POST /clusters/{cluster}/projects/{project}/update               AO
        GET /clusters/{cluster}/projects/{project}/versions              AOR
        GET /clusters/{cluster}/projects/{project}/versions/{version}    AOR
        POST /clusters/{cluster}/projects/{project}/weights              AO
        GET /clusters/{cluster}/rebalance                                AOR
        POST /clusters/{cluster}/rebalance                               AO
        GET /clusters/{cluster}/registry                                 AOR
        POST /clusters/{cluster}/registry                                AO
        DELETE /clusters/{cluster}/registry/{domain}                     AO
        GET /clusters/{cluster}/routes                                   AOR
        GET /clusters/{cluster}/routes/statistics                        AOR
        GET /clusters/{cluster}/routes/trace                             AOR
        GET /clusters/{cluster}/services                                 AOR
        GET /clusters/{cluster}/services/{service}                       AOR
        POST /clusters/{cluster}/services/{service}/kill                 AO
        GET /clusters/{cluster}/services/{service}/logs                  AOR
        POST /clusters/{cluster}/services/{service}/reschedule           AO
        POST /clusters/{cluster}/services/{service}/restart              AO
        POST /clusters/{cluster}/services/{service}/scale                AO
        POST /clusters/{cluster}/services/{service}/start                AO
        POST /clusters/{cluster}/services/{service}/stop                 AO
        PUT /clusters/{cluster}/strategy                                 AO
        POST /clusters/{cluster}/token                                   AO
        GET /clusters/{cluster}/tokens                                   AO
        GET /clusters/{cluster}/tokens/{token}                           AO
        GET /clusters/{cluster}/triggers                                 AOR
        POST /clusters/{cluster}/triggers                                AO
        DELETE /clusters/{cluster}/triggers/{trigger}                    AO
        GET /healthz                                                     open
        GET /hook/trigger                                                secret
        POST /hook/trigger                                               secret
        GET /hook/trigger/{cluster}/{project}                            AOR
        GET /join/{token}                                                token
        GET /join/{token}/agent                                          token
        GET /load_balancers                                              AORN
        POST /load_balancers                                             AO
        DELETE /load_balancers/{balancer}                                AO
        GET /load_balancers/{balancer}                                   AOR
        PUT /load_balancers/{balancer}                                   AO
        POST /load_balancers/{balancer}/bind                             AO
        POST /load_balancers/{balancer}/certificates                     AO
        POST /load_balancers/{balancer}/certificates/issue               AO
        DELETE /load_balancers/{balancer}/certificates/{certificate}     AO
        POST /load_balancers/{balancer}/listeners                        AO
        DELETE /load_balancers/{balancer}/listeners/{port}               AO
        PUT /load_balancers/{balancer}/listeners/{port}                  AO
        POST /load_balancers/{balancer}/unbind                           AO
        POST /login                                                      open
        POST /logout                                                     AORN
        POST /token/{token}/nodes                                        token
        PUT /clusters/{cluster}                                          AO
        POST /clusters/{cluster}/attach                                  AO
        POST /clusters/{cluster}/components/{component}/upgrade          AO
        GET /clusters/{cluster}/endpoints                                AOR
        POST /clusters/{cluster}/instances/{instance}/reset              AO
        GET /clusters/{cluster}/logs                                     AOR
        GET /clusters/{cluster}/nodes                                    AOR
        POST /clusters/{cluster}/scalein                                 AO
        GET /clusters/{cluster}/scaled_nodes                             AOR
        GET /clusters/{cluster}/services/{service}/containers            AOR
        GET /openapi.json                                                open
        GET /region/{region}/containers                                  AORN
        GET /tasks/{task}                                                AORN
        GET /templates                                                   AORN
        POST /templates                                                  AO
        PUT /templates                                                   AO
        DELETE /templates/{template}                                     AO
        GET /templates/{template}                                        AOR
        PUT /templates/{template}                                        AO
        GET /token/{token}/nodes/{node}                                  token
        DELETE /token/{token}/revoke                                     AO
        GET /users                                                       A
        DELETE /users/{user}/keys/{key}                                  A
        GET /users/{user}/keys                                           A
        POST /users/{user}/keys                                          A
        PUT /users/{user}/keys/{key}                                     A
        POST /users                                                      A
        DELETE /users/{user}                                             A
        GET /users/{user}                                                A
        PUT /users/{user}                                                A
        PUT /users/{user}/password                                       A
        GET /version                                                     open
        GET /whoami                                                      AORN
        """

    /// Calls of the Docker Engine API, and who may.
    private static let dockerCalls = """
        GET containers/x/json                   AOR
        GET v1.41/containers/x/json             AOR
        GET containers/x/logs                   AOR
        GET containers/x/stats                  AOR
        GET containers/x/top                    AOR
        GET containers/x/changes                AOR
        GET exec/x/json                         AOR
        GET containers/x/archive                AO
        HEAD containers/x/archive               AO
        GET containers/x/export                 AO
        GET containers/x/attach/ws              AO
        GET containers/x/unknown                AO
        GET containers/x/%65xec                 AO
        GET containers/x                        AO
        POST containers/x/json                  AO
        POST containers/x/exec                  AO
        POST exec/x/start                       AO
        POST exec/x/resize                      AO
        GET exec/x/start                        AO
        POST containers/x/attach                AO
        POST containers/x/resize                AO
        POST containers/x/start                 AO
        POST containers/x/stop                  AO
        POST containers/x/kill                  AO
        POST containers/x/wait                  AO
        POST containers/x/rename                AO
        POST containers/x/update                AO
        PUT containers/x/archive                AO
        DELETE containers/x                     AO
        GET _ping                               AOR
        HEAD _ping                              AOR
        GET v1.41/info                          AOR
        GET version                             AOR
        GET events                              AOR
        GET system/df                           AOR
        GET plugins                             AOR
        GET containers/json                     AOR
        POST containers/create                  AO
        POST containers/prune                   AO
        GET images/json                         AOR
        GET images/x/y/json                     AOR
        GET images/x/history                    AOR
        GET images/search                       AOR
        GET images/x/get                        AO
        GET images/get                          AO
        POST images/create                      AO
        POST images/load                        AO
        POST images/x/push                      AO
        POST images/x/tag                       AO
        DELETE images/x                         AO
        POST images/prune                       AO
        POST build                              AO
        POST build/prune                        AO
        POST commit                             AO
        POST auth                               AO
        GET distribution/x/json                 AOR
        GET networks                            AOR
        GET networks/x                          AOR
        POST networks/create                    AO
        POST networks/x/connect                 AO
        POST networks/x/disconnect              AO
        POST networks/prune                     AO
        DELETE networks/x                       AO
        GET volumes                             AOR
        GET volumes/x                           AOR
        POST volumes/create                     AO
        POST volumes/prune                      AO
        DELETE volumes/x                        AO
        """

    private static func rows(_ text: String) -> [(call: String, who: String)] {
        text.split(separator: "\n").map { line in
            let words = line.split(separator: " ").map(String.init)
            return (words[0] + " " + words[1], words[2])
        }
    }

    /// The path of a route whose parameters are all `x`.
    private static func path(_ route: APIRoute) -> String {
        "/" + route.path.segments.map { if case .literal(let text) = $0 { text } else { "x" } }.joined(separator: "/")
    }

    @Test func everyRouteIsInTheTableOnce() async throws {
        try await GantryFixture.with { gantry in
            let routes = gantry.server.routes.map { "\($0.method) \($0.path)" }
            let table = Self.rows(Self.table).map(\.call)
            #expect(Set(routes).subtracting(table).sorted() == [], "routes without an entry")
            #expect(Set(table).subtracting(routes).sorted() == [], "entries without a route")
            #expect(routes.count == Set(routes).count && table.count == Set(table).count)
        }
    }

    @Test func everyRouteButTheOpenOnesNeedsALogin() async throws {
        try await GantryFixture.with { gantry in
            let who = Dictionary(uniqueKeysWithValues: Self.rows(Self.table).map { ($0.call, $0.who) })
            for route in gantry.server.routes {
                let kind = who["\(route.method) \(route.path)"]
                #expect((route.access == .everyone) == (kind == "open"), "\(route.method) \(route.path)")
                #expect((route.access == .joinToken) == (kind == "token"), "\(route.method) \(route.path)")
                #expect((route.access == .triggerSecret) == (kind == "secret"), "\(route.method) \(route.path)")
                guard route.access.needsCaller else { continue }
                for headers in [[], [("Authorization", "Bearer x")]] {
                    let answer = try await gantry.call(
                        HTTPMethod(rawValue: route.method.rawValue),
                        Self.path(route),
                        headers: headers
                    )
                    #expect(answer.status == 401, "\(route.method) \(route.path)")
                }
            }
        }
    }

    @Test(arguments: [
        (Role.administrator, Character("A")), (.operator, "O"), (.readOnly, "R"), (.none, "N"),
    ])
    func everyRoleMayMakeTheCallsOfTheTable(role: Role, letter: Character) async throws {
        try await GantryFixture.with { gantry in
            let user = try await gantry.user("kim", role: role)
            let docker = Self.rows(Self.dockerCalls).map { row in
                let words = row.call.split(separator: " ")
                return (call: "\(words[0]) /clusters/x/docker/\(words[1])", who: row.who)
            }
            // The session ends with this one.
            let rows = Self.rows(Self.table).filter { $0.call != "POST /logout" } + docker + [("POST /logout", "AORN")]
            for (call, who) in rows where !["open", "token", "secret", "docker"].contains(who) {
                let words = call.split(separator: " ")
                let path = words[1].split(separator: "/").map { $0.hasPrefix("{") ? "x" : String($0) }
                let answer = try await gantry.call(
                    HTTPMethod(rawValue: String(words[0])),
                    "/" + path.joined(separator: "/"),
                    headers: user
                )
                #expect((answer.status != 403) == who.contains(letter), "\(call): \(answer.status)")
                #expect(answer.status != 401 && answer.status < 500, "\(call): \(answer.status)")
            }
        }
    }

    @Test func aRefusalNamesActionAndResource() async throws {
        try await GantryFixture.with { gantry in
            let user = try await gantry.user("kim", role: .readOnly)
            let answer = try await gantry.call(.DELETE, "/clusters/x", headers: user)
            let body = try answer.decode(APIErrorBody.self)
            #expect(answer.status == 403 && body.code == "forbidden")
            #expect(
                body.message == "cs:DeleteCluster on acs:cs:*:*:cluster/x: user 'kim' isn't allowed it; "
                    + "ask an administrator for a role or a policy that allows it"
            )
        }
    }

    @Test func aPolicyMayBeForOneCluster() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            var ids: [String: String] = [:]
            for name in ["one", "two"] {
                let body = #"{"name":"\#(name)","subnet_cidr":"172.2\#(ids.count).1.0/24"}"#
                let answer = try await gantry.call(.POST, "/clusters", body: body, headers: admin)
                ids[name] = try answer.decode(ClusterCreated.self).clusterID
            }
            let one = try #require(ids["one"])
            let user = try await gantry.user(
                "kim",
                role: .none,
                policies: #"""
                    [{"Version": "1", "Statement": [
                        {"Effect": "Allow", "Action": "cs:*", "Resource": "acs:cs:*:*:cluster/\#(one)"},
                        {"Effect": "Deny", "Action": "cs:DeleteCluster", "Resource": "*"}
                    ]}]
                    """#
            )
            let list = try await gantry.call(.GET, "/clusters", headers: user)
            #expect(try list.decode([ClusterObject].self).map(\.clusterID) == [one])
            #expect(try await gantry.call(.GET, "/clusters", headers: admin).decode([ClusterObject].self).count == 2)
            for (path, status) in [
                ("/clusters/one", 200), ("/clusters/\(one)/hosts", 200), ("/clusters/two", 403), ("/clusters/no", 403),
                ("/clusters/\(ids["two"] ?? "")/hosts", 403), ("/load_balancers", 200),
            ] {
                #expect(try await gantry.call(.GET, path, headers: user).status == status, "\(path)")
            }
            #expect(try await gantry.call(.DELETE, "/clusters/one", headers: user).status == 403)
            #expect(try await gantry.call(.POST, "/clusters", body: #"{"name":"three"}"#, headers: user).status == 403)

            let token = try await gantry.call(.POST, "/clusters/two/token", body: "{}", headers: admin)
            let text = try token.decode(TokenObject.self).token
            #expect(try await gantry.call(.DELETE, "/token/\(text)/revoke", headers: user).status == 403)
            #expect(try await gantry.call(.DELETE, "/token/\(text)/revoke", headers: admin).status == 200)
        }
    }

    @Test func bindingNeedsTheClusterAsWell() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            _ = try await gantry.call(.POST, "/load_balancers", body: #"{"name":"web"}"#, headers: admin)
            let user = try await gantry.user(
                "kim",
                role: .none,
                policies: #"""
                    [{"Version": "1", "Statement": [
                        {"Effect": "Allow", "Action": "cs:*", "Resource": "acs:cs:*:*:loadbalancer/web"}
                    ]}]
                    """#
            )
            for call in ["bind", "unbind"] {
                let path = "/load_balancers/web/\(call)"
                let answer = try await gantry.call(.POST, path, body: #"{"cluster":"x"}"#, headers: user)
                #expect(answer.status == 403 && answer.body.contains("acs:cs:*:*:cluster/x"))
                let other = try await gantry.call(.POST, path, body: #"{"cluster":"x"}"#, headers: admin)
                #expect(other.status == 404)
            }
            #expect(try await gantry.call(.GET, "/load_balancers", headers: user).body.contains("\"web\""))
            #expect(try await gantry.call(.GET, "/load_balancers/other", headers: user).status == 403)
        }
    }

    @Test func joinTokensAreChecked() async throws {
        try await GantryFixture.with { gantry in
            for (method, path) in [
                (HTTPMethod.GET, "/join/x"), (.GET, "/join/x/agent"), (.GET, "/token/x/nodes/y"),
                (.GET, "/join/%27%3Brm%20-rf%20%2F"),
            ] {
                let answer = try await gantry.call(method, path)
                #expect(answer.status == 401, "\(path)")
            }
        }
    }
}
