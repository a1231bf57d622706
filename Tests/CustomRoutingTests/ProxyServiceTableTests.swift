//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Routing
import Testing

@testable import CustomRouting

@Suite struct ProxyServiceTableTests {
    private static func service(
        _ application: String = "shop",
        labels: [String: String],
        _ change: (inout ServiceSpec) -> Void = { _ in },
        containers: [RoutedContainer] = []
    ) -> RoutedService {
        var spec = ServiceSpec(name: "web", image: "nginx")
        spec.labels = labels
        change(&spec)
        return RoutedService(application: ApplicationName(application), spec: spec, containers: containers)
    }

    private static func container(
        _ number: Int,
        isDraining: Bool = false,
        isReachable: Bool = true,
        _ change: (inout ContainerStatus) -> Void = { _ in }
    ) -> RoutedContainer {
        var status = ContainerStatus(
            id: ContainerID("id\(number)"),
            name: "shop_web_\(number)",
            image: "nginx",
            state: .running,
            created: Timestamp(seconds: 0)
        )
        status.address = "10.0.0.\(number)"
        change(&status)
        return RoutedContainer(status: status, isDraining: isDraining, isReachable: isReachable)
    }

    @Test(arguments: [
        (["aliyun.proxy.required": "true"], true), (["aliyun.proxy.required": "True"], false),
        (["aliyun.proxy.REQUIRED": "true"], true), (["aliyun.proxy.VIRTUAL_HOST": "a"], true),
        (["aliyun.proxy.virtual_host": "a"], true),
        (["aliyun.proxy.VIRTUAL_HOST": ""], false), (["aliyun.proxy.TCP_PORTS": "1"], false), ([:], false),
    ])
    func labelsSayWhoJoins(labels: [String: String], joins: Bool) {
        let table = ProxyServiceTable.make(revision: 4, services: [Self.service(labels: labels)])
        #expect(table.services.isEmpty == !joins)
        #expect(table.revision == 4)
    }

    @Test func settingsAreTheLabelsThatMeanSomething() {
        let spec = Self.service(labels: [
            "aliyun.proxy.virtual_host": "a", "aliyun.proxy.COOKIE": "C", "aliyun.proxy.required": "true",
            "aliyun.proxy.OTHER": "x", "aliyun.proxy.BALANCE": "", "other": "y",
        ]).spec
        #expect(spec.proxySettings == ["VIRTUAL_HOST": "a", "COOKIE": "C"])
    }

    @Test func containersThatServeAreServers() {
        let containers = [
            Self.container(1), Self.container(2) { $0.health.state = .unhealthy },
            Self.container(3) { $0.state = .exited },
            Self.container(4) { $0.address = nil }, Self.container(5) { $0.health.state = .starting },
            Self.container(6, isDraining: true), Self.container(7, isReachable: false),
        ]
        let labels = ["aliyun.proxy.required": "true"]
        let table = ProxyServiceTable.make(
            revision: 1,
            services: [
                Self.service(labels: labels, { $0.expose = [ContainerPort(80)] }, containers: containers),
                Self.service("other", labels: labels, containers: [Self.container(7, isReachable: false)]),
            ]
        )
        #expect(table.services.map(\.alias) == ["other_web", "shop_web"])
        #expect(table.services[0].servers.map(\.name) == ["shop_web_7"])
        #expect(table.services[1].servers.map(\.name) == ["shop_web_1", "shop_web_6"])
        #expect(table.services[1].servers.map(\.isDraining) == [false, true])
        #expect(table.services[1].servers.map(\.id) == ["id1", "id6"])
    }

    @Test func portsAreTheTemplatesOrElseTheImages() {
        func ports(_ change: (inout ServiceSpec) -> Void) -> [Int] {
            let container = Self.container(1) { $0.exposedPorts = [ContainerPort(8_080), ContainerPort(53, .udp)] }
            let service = Self.service(labels: ["aliyun.proxy.required": "true"], change, containers: [container])
            return ProxyServiceTable.make(revision: 1, services: [service]).services[0].servers[0].ports
        }
        #expect(ports { _ in } == [8_080])
        #expect(
            ports {
                $0.expose = [ContainerPort(443), ContainerPort(80)]
                $0.ports = [
                    PortMapping(container: ContainerPort(80), hostPort: 8_000),
                    PortMapping(container: ContainerPort(53, .udp)),
                ]
            } == [80, 443]
        )
    }

    @Test(arguments: [
        ("*", ["a_web", "b_db", "c_web"]), ("", ["a_web"]), ("b:db", ["a_web", "b_db"]),
        ("b:db, c:web,b", ["a_web", "b_db", "c_web"]), ("b:other,c:x:y", ["a_web"]),
    ])
    func theScopeIsWhatAdditionalServicesSays(text: String, expected: [String]) {
        let services = [("a", "web"), ("b", "db"), ("c", "web")].map { project, service in
            ProxiedService(
                project: project,
                service: service,
                alias: "\(project)_\(service)",
                settings: [:],
                servers: []
            )
        }
        let scope = ProxyScope(additionalServices: text, project: "a")
        #expect(ProxyServiceTable(revision: 1, services: services).limited(to: scope).services.map(\.alias) == expected)
    }

    @Test(arguments: [
        (["aliyun.custom_addon": "proxy"], true), (["aliyun.addon": "proxy"], true),
        (["aliyun.addon": "serverless"], false),
        ([:], false),
    ])
    func labelsSayWhoIsAProxy(labels: [String: String], isProxy: Bool) {
        #expect(Self.service(labels: labels).spec.isProxy == isProxy)
    }
}
