//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes
import Testing

@testable import Console

@Suite struct ClusterPagesTests {
    private let api = FakeAPI()

    private func cluster() -> ClusterObject {
        var cluster = ClusterObject(clusterID: "c1", name: "prod")
        cluster.rootDomain = "apps.test"
        cluster.strategy = "spread"
        cluster.masterURL = "https://10.0.0.1:20000"
        return cluster
    }

    @Test func aClusterIsMadeAsTheFormSays() async throws {
        api.answer("POST /clusters", ClusterCreated(clusterID: "c1", requestID: "r", taskID: "t"), status: 202)
        let form = "name=prod&domain=apps.test&region=&subnet=172.18.0.0%2F16&strategy=binpack&balancer=1"
        let page = try await api.post("/console/clusters/new", form)
        #expect(page.location == "/console/clusters/prod")
        let sent: ClusterRequest = try api.body(of: "POST /clusters")
        var expected = ClusterRequest(name: "prod")
        expected.rootDomain = "apps.test"
        expected.subnetCIDR = "172.18.0.0/16"
        expected.strategy = "binpack"
        expected.needsLoadBalancer = true
        #expect(sent == expected)
    }

    @Test func aRefusedFormShowsWhyAndWhatWasTyped() async throws {
        api.refuse("POST /clusters", "name 'a b': takes letters; choose another", status: 400)
        let page = try await api.post("/console/clusters/new", "name=a+%3Cb%3E&domain=d.test")
        #expect(page.status == 400)
        #expect(page.body.contains("takes letters; choose another"))
        #expect(page.body.contains("value=\"a &lt;b&gt;\""))
        #expect(page.body.contains("value=\"d.test\""))
    }

    @Test func aClusterWithNodesIsNotDeletedButSaysWhatToDo() async throws {
        api.answer("GET /clusters/prod/hosts", [Host(name: "node1", ip: "10.0.0.2")])
        let page = try await api.get("/console/clusters/prod/delete")
        #expect(page.body.contains("/console/clusters/prod/nodes/node1/delete"))
        #expect(!page.body.contains("action=\"/console/clusters/prod/delete\""))
    }

    @Test func deletingAsksFirstAndForgetsTheCluster() async throws {
        api.answer("GET /clusters/prod/hosts", [Host]())
        let question = try await api.get("/console/clusters/prod/delete")
        #expect(question.body.contains("action=\"/console/clusters/prod/delete\""))
        #expect(!api.calls.contains { $0.method == .delete })
        api.answer("DELETE /clusters/prod", "", status: 202)
        let page = try await api.post("/console/clusters/prod/delete")
        #expect(page.location == "/console/clusters")
        #expect(page.cookies.contains { $0.hasPrefix("gantry-cluster=;") })
    }

    @Test func aRefusedSettingIsShownInItsOwnForm() async throws {
        api.answer("GET /clusters/prod", cluster())
        api.answer("GET /clusters/prod/registry", ["registry.test (ann)"])
        let page = try await api.post("/console/clusters/prod/settings", "form=images&images=no+equals+sign")
        #expect(page.status == 400)
        #expect(page.body.contains("Line 1 has no"))
        #expect(page.body.contains("no equals sign"))
        #expect(page.body.contains("value=\"apps.test\""))
        #expect(page.body.contains("/console/clusters/prod/registries/registry.test/delete"))
    }

    @Test func certificatesAreDownloadedAsTheAPIHasThem() async throws {
        api.answer("GET /clusters/prod/certs.zip", "zip")
        let page = try await api.get("/console/clusters/prod/certificates/download")
        #expect(page.response.headers[.contentType] == "application/zip")
        #expect(page.response.headers[.contentDisposition]?.contains("certFiles.zip") == true)
        #expect(page.body == "\"zip\"")
    }

    @Test func cleaningUpDoesWhatIsTickedAlone() async throws {
        api.answer("POST /clusters/prod/docker/images/prune", ["SpaceReclaimed": 2048])
        let page = try await api.post("/console/clusters/prod/clean-up", "images=1")
        #expect(page.location == "/console/clusters/prod")
        #expect(api.calls.map(\.path).contains { $0.hasPrefix("/clusters/prod/docker/images/prune?filters=") })
        #expect(!api.calls.contains { $0.path.contains("volumes") })
    }
}
