//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AgentProtocol
import CustomRouting
import FoundationEssentials
import Model
import Scheduling

/// Turns a service of an application into the body of the engine's call that creates a container.
///
/// Source: Docker Engine API 1.41, `POST /containers/create`.
struct ContainerConfiguration {
    /// The cluster's overlay network, which all containers share.
    static let networkName = "multi-host-network"

    var cluster: ClusterID
    var applicationID: ApplicationID
    var application: ApplicationSpec
    var spec: ServiceSpec
    var slot: ContainerSlot
    /// What the container is known as up to date by.
    var hash: String
    var imageMap: [String: String]
    /// The containers on the node whose volumes are mounted, by their services.
    var volumeHolders: [ServiceName: String] = [:]
    /// The GPUs of the node that the container gets.
    var gpus: GPUAssignment?
    /// The addresses of `outsideHosts` that are known.
    var outsideAddresses: [String: String] = [:]
    /// What a container is called that isn't the only one of its place; inside, it has the place's name.
    var temporaryName: String?
    /// The paths for which the image wants volumes, in ascending order.
    var imageVolumes: [String] = []
    /// Of a job: which try at its task the container is.
    var attempt: TaskAttempt?

    var name: String { slot.containerName(application: application.name, spec: spec) }
    var image: String { ImageMap.resolve(spec.image, map: imageMap) }

    func body() throws -> JSONValue {
        var body: [String: JSONValue] = [
            "Image": .string(image),
            "Env": .strings(
                LinkEnvironment.variables(for: spec, in: application, containerName: name) + proxyVariables
                    + spec.environment
            ),
            "Labels": .strings(try labels()),
            "Tty": .bool(spec.tty),
            "OpenStdin": .bool(spec.stdinOpen),
            "ExposedPorts": .object(
                Dictionary(
                    (spec.expose + spec.ports.map(\.container)).map { ($0.description, [:]) },
                    uniquingKeysWith: { first, _ in first }
                )
            ),
            "HostConfig": .object(hostConfiguration()),
        ]
        if let command = spec.command { body["Cmd"] = .strings(command) }
        if let entrypoint = spec.entrypoint { body["Entrypoint"] = .strings(entrypoint) }
        if spec.network != .host { body["Hostname"] = .string(spec.hostname ?? name) }
        if let domain = spec.domainName { body["Domainname"] = .string(domain) }
        if let user = spec.user { body["User"] = .string(user) }
        if let directory = spec.workingDirectory { body["WorkingDir"] = .string(directory) }
        if let signal = spec.stopSignal { body["StopSignal"] = .string(signal) }
        if let check = spec.healthcheck { body["Healthcheck"] = check.configuration }
        if let seconds = spec.stopGraceSeconds { body["StopTimeout"] = .int(Int64(seconds)) }
        if !anonymousPaths.isEmpty {
            body["Volumes"] = .object(
                Dictionary(anonymousPaths.map { ($0, [:]) }, uniquingKeysWith: { first, _ in first })
            )
        }
        if spec.network == .cluster {
            body["NetworkingConfig"] = ["EndpointsConfig": .object([Self.networkName: endpoint()])]
        }
        return .object(body)
    }

    /// By these a proxy knows which services are its own application's.
    private var proxyVariables: [String] {
        spec.isProxy ? ["COMPOSE_PROJECT_NAME=\(application.name)"] : []
    }

    /// The service's name among all applications of the network: links resolve through it.
    static func networkAlias(application: ApplicationName, service: ServiceName) -> String {
        "\(application)_\(service)"
    }

    private func endpoint() -> JSONValue {
        var aliases = [Self.networkAlias(application: application.name, service: spec.name)]
        if let hostname = spec.hostname { aliases.append(hostname) }
        var links = spec.links.filter { application.service($0.service)?.external == nil }.map { link in
            "\(Self.networkAlias(application: application.name, service: link.service)):\(link.alias)"
        }
        // Services of one application know each other by name, as with Compose; a link of the user's own goes first.
        let taken = Set(spec.links.map(\.alias) + spec.externalLinks.map(\.alias))
        for other in application.services where other.external == nil && other.name != spec.name {
            let target = Self.networkAlias(application: application.name, service: other.name)
            for name in [other.name.rawValue] + other.aliases where !taken.contains(name) {
                links.append("\(target):\(name)")
            }
        }
        links += spec.externalLinks.map { "\(Self.linkTarget($0.target)):\($0.alias)" }
        return ["Aliases": .strings(aliases), "Links": .strings(links)]
    }

    /// A `.local` name is a route's, known inside the cluster alone: it leads to the routing containers, which know
    /// by the request's `Host` what it is of.
    private static func linkTarget(_ target: String) -> String {
        target.lowercased().hasSuffix(".local") ? SystemApplications.routingAlias : target
    }

    /// The names of machines elsewhere that services of the application stand for.
    ///
    /// The engine's name server knows no names for names, so that the container needs their addresses.
    var outsideHosts: [String] {
        Set(application.services.compactMap { $0.external.flatMap { $0.isAddress ? nil : $0.host } }).sorted()
    }

    /// Lines of the hosts file for services that are elsewhere, where their address is known.
    var externalHosts: [String] {
        application.services.flatMap { other -> [String] in
            guard let external = other.external,
                let address = external.isAddress ? external.host : outsideAddresses[external.host]
            else { return [] }
            let aliases = spec.links.filter { $0.service == other.name }.map(\.alias)
            return (aliases.contains(other.name.rawValue) ? aliases : [other.name.rawValue] + aliases).map {
                "\($0):\(address)"
            }
        }
    }

    func labels() throws -> [String: String] {
        var labels = spec.labels
        // Everybody who may look at containers would see the key in it.
        labels["aliyun.routing.ssl_cert"] = nil
        labels[ContainerLabels.project] = application.name.rawValue
        labels[ContainerLabels.service] = spec.name.rawValue
        labels[ContainerLabels.number] = String(slot.number)
        labels[ContainerLabels.configHash] = hash
        labels[ContainerLabels.cluster] = cluster.rawValue
        labels[ContainerLabels.application] = applicationID.rawValue
        // Without a reservation of its own the limit counts, which the engine knows.
        if let bytes = spec.resources.reservedMemoryBytes { labels[ContainerLabels.reservedMemory] = String(bytes) }
        if let millis = spec.resources.reservedCPUMillis { labels[ContainerLabels.reservedCPU] = String(millis) }
        if let probe = spec.probe {
            labels[ContainerLabels.probe] = String(decoding: try JSONEncoder().encode(probe), as: UTF8.self)
        }
        if let attempt {
            labels[ContainerLabels.run] = String(attempt.run)
            labels[ContainerLabels.attempt] = String(attempt.number)
        }
        // Without GPUs there is no such label, whatever was written.
        labels[ContainerLabels.gpus] = gpus.map { GPUDevices.label($0.devices) }
        labels.merge(try hintLabels()) { $1 }
        return labels
    }

    /// What was asked of the scheduler, as classic Swarm kept it on its containers.
    private func hintLabels() throws -> [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let lists = [
            ContainerLabels.constraints: spec.placement.constraints.map(\.description),
            ContainerLabels.affinities: spec.placement.affinities.map(\.description),
            ContainerLabels.whitelists: spec.placement.whitelists.map(\.description),
            ContainerLabels.reschedulePolicies: spec.reschedule == .off ? [] : [spec.reschedule.rawValue],
        ]
        return try lists.filter { !$0.value.isEmpty }.mapValues { list in
            String(decoding: try encoder.encode(list), as: UTF8.self)
        }
    }
}
