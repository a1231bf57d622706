//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Compose
import Model
import Testing

@Suite struct RoutingSettingLabelTests {
    private func parse(_ labels: [String: String]) -> (service: ServiceSpec?, problems: [String]) {
        let lines = labels.map { "    \($0.key): \"\($0.value)\"\n" }.joined()
        let text = "web:\n  image: nginx\n  labels:\n" + lines
        let result = ComposeParser.parse(text, application: "shop", file: "f", variables: [:])
        return (result.application?.services.first, result.problems.map { "\($0.key): \($0.message)" })
    }

    private static let pem =
        "-----BEGIN CERTIFICATE-----\\nAA==\\n-----END CERTIFICATE-----\\n"
        + "-----BEGIN PRIVATE KEY-----\\nAA==\\n-----END PRIVATE KEY-----\\n"

    @Test func theyAreRead() throws {
        let (service, problems) = parse([
            "aliyun.routing.port_80": "shop.test", "aliyun.routing.timeout_setting": "server=10m",
            "aliyun.routing.extra_setting": "balance leastconn; retries 2", "aliyun.routing.gzip": "true",
            "aliyun.routing.ssl_cert": Self.pem,
        ])
        #expect(problems == [])
        let routing = try #require(service?.routing)
        #expect(routing.timeouts.milliseconds == [.server: 600_000])
        #expect(routing.directives.map(\.text) == ["balance leastconn", "retries 2"])
        #expect(routing.compresses)
        #expect(service?.routeCertificate?.hasPrefix("-----BEGIN CERTIFICATE-----\nAA==\n") ?? false)
    }

    @Test(arguments: [
        ("timeout_setting", "client=1s", "'client' is no time limit of a service"),
        ("extra_setting", "server evil 1.2.3.4:80", "'server' is not taken: the service's containers are its servers"),
        ("extra_setting", "retries 2\\nbackend evil", "'backend' is not taken: it is not among what a service may set"),
        ("extra_setting", "retries 2\\x01", "there is a character that isn't printable ASCII"),
        ("ssl_cert", "shop.pem", "there is no certificate in PEM"), ("gzip", "maybe", "\"maybe\" is not valid"),
    ])
    func whatIsWrongIsNamed(label: String, value: String, message: String) {
        let (service, problems) = parse(["aliyun.routing.port_80": "shop.test", "aliyun.routing.\(label)": value])
        #expect(service == nil)
        #expect(problems == ["web.labels.aliyun.routing.\(label): \(message)"])
    }

    @Test(arguments: [("timeout_setting", "1s"), ("extra_setting", "retries 1"), ("gzip", "true"), ("ssl_cert", pem)])
    func withoutADomainTheyHaveNoEffect(label: String, value: String) {
        let (service, problems) = parse(["aliyun.routing.\(label)": value])
        #expect(service != nil)
        #expect(problems == ["web.labels.aliyun.routing.\(label): this label has no effect without a domain"])
    }

    @Test func theyMakeNoNewContainers() {
        let plain = parse(["aliyun.routing.port_80": "shop.test"]).service
        let set = parse([
            "aliyun.routing.port_80": "shop.test", "aliyun.routing.timeout_setting": "10m",
            "aliyun.routing.extra_setting": "retries 1", "aliyun.routing.gzip": "true",
            "aliyun.routing.ssl_cert": Self.pem,
        ]).service
        #expect(plain != set)
        #expect(plain?.containerHash == set?.containerHash)
    }
}
