//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import BenchmarkSupport
import CustomRouting
import FoundationEssentials
import Model
import Routing

/// Writes the configurations that HAProxy has in the routing image and in the image for proxies of the users' own;
/// `Benchmarks/image.py` calls it, starts HAProxy with them, and sends requests.
///
/// `image-bench DIRECTORY SERVICES SERVER-PORT ROUTING-PORT PROXY-PORT`: below the directory, `acsrouting` and `proxy`
/// get a file `haproxy.cfg` each, with what it names. Requests for `shop0.cluster.test` and so on lead to servers at the
/// server port and the two after it.
@main
struct ImageBenchmark {
    private static let domain = "cluster.test"
    private static let containers = 3

    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        let numbers = arguments.dropFirst().compactMap { Int($0) }
        guard let directory = arguments.first, numbers.count == 4 else {
            throw BenchmarkError("usage: image-bench DIRECTORY SERVICES SERVER-PORT ROUTING-PORT PROXY-PORT")
        }
        try writeRouting(directory + "/acsrouting", services: numbers[0], server: numbers[1], port: numbers[2])
        try writeProxy(directory + "/proxy", services: numbers[0], server: numbers[1], port: numbers[3])
    }

    private static func writeRouting(_ directory: String, services: Int, server: Int, port: Int) throws {
        let names = (0..<services).map { "shop\($0)" }
        let table = RouteTable(
            revision: 1,
            rules: names.map { RouteRule(host: "\($0).\(domain)", path: "/", backend: $0) },
            backends: names.sorted().map { name in
                RouteBackend(
                    name: name,
                    isSticky: false,
                    servers: (0..<containers).map { index in
                        RouteServer(name: "\(name)_web_\(index + 1)", address: "127.0.0.1", port: server + index)
                    }
                )
            }
        )
        var settings = HAProxySettings(
            statsSocket: directory + "/stats.sock",
            mapFile: directory + "/routes.map",
            certificateDirectory: directory + "/certificates",
            errorPageFile: directory + "/503.html"
        )
        settings.address = "127.0.0.1"
        (settings.httpPort, settings.statsPort) = (port, port + 1)
        settings.unprivilegedID = 65_534
        try write(HAProxyConfiguration.errorPage, to: settings.errorPageFile)
        try write(HAProxyMap.render(table), to: settings.mapFile)
        try write(try HAProxyConfiguration.render(table, settings), to: directory + "/haproxy.cfg")
    }

    private static func writeProxy(_ directory: String, services: Int, server: Int, port: Int) throws {
        // What the image itself sets.
        let environment = ["RELOAD_TIMEOUT": "60", "SSL_BIND_OPTIONS": "no-sslv3", "STATS_PORT": "\(port + 1)"]
        var paths = ProxyPaths()
        paths.statsSocket = directory + "/stats.sock"
        paths.pidFile = directory + "/haproxy.pid"
        paths.listenAddress = "127.0.0.1"
        let configuration = ProxyConfiguration.make(
            services: (0..<services).map { number in
                let name = "shop\(number)"
                return ProxiedService(
                    project: name,
                    service: "web",
                    alias: "\(name)_web",
                    settings: ["VIRTUAL_HOST": "\(name).\(domain):\(port)"],
                    servers: (0..<containers).map { index in
                        ProxiedServer(name: "\(name)_web_\(index + 1)", address: "127.0.0.1", ports: [server + index])
                    }
                )
            },
            settings: try ProxySettings(environment: environment),
            paths: paths
        )
        for (name, content) in configuration.files { try write(content, to: "\(directory)/\(name)") }
        try write(configuration.text(directory: directory, generation: 1).text, to: directory + "/haproxy.cfg")
    }

    private static func write(_ text: String, to path: String) throws {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
    }
}
