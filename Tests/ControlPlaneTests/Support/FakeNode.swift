//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AgentProtocol
import Balancing
import ControlPlane
import CustomRouting
import FoundationEssentials
import Model
import Routing

/// A machine with its engine and its agent, all in memory: it outlives its connections and the servers.
actor FakeNode {
    /// What goes wrong with a call.
    enum Fault {
        /// The engine refuses it.
        case refuse(Int, String)
        /// It is carried out, but the answer is lost.
        case loseAnswer
        /// It is carried out, but the answer comes when `release()` is called.
        case hold
    }

    struct ConnectionLost: Error, CustomStringConvertible {
        var description: String { "the connection is lost" }
    }

    nonisolated let name: String
    nonisolated let address: String
    private let journal: CallJournal
    private var identity: (cluster: ClusterID, node: NodeID)?
    private var serving: Task<Void, any Error>?
    private var reports: AsyncThrowingStream<[UInt8], any Error>.Continuation?
    private var faults: [(call: String, fault: Fault, isLasting: Bool)] = []
    private var held: [AsyncStream<Void>.Continuation] = []
    private var networks: Set<String> = []

    var status: NodeStatus
    var containers: [ContainerID: ContainerStatus] = [:]
    /// Images that are there without a pull.
    var images: Set<String> = []
    /// The paths for which images want volumes.
    private var imageVolumes: [String: [String]] = [:]
    /// What the registry has behind the tags, as the digests' last characters; `0` where nothing is said.
    var registry: [String: Character] = [:]
    /// The digests that images with a tag have here.
    private(set) var digests: [String: String] = [:]
    /// The `X-Registry-Auth` of each pull, by the image.
    private(set) var logins: [String: String?] = [:]
    /// The bodies of the calls that made containers, by name.
    private(set) var configurations: [String: JSONValue] = [:]
    /// The bodies of the calls that made volumes, by name; those that were there already have none.
    private(set) var volumes: [String: JSONValue] = [:]
    /// The archives that were put into containers, by the container's name and the path.
    private(set) var archives: [String: [UInt8]] = [:]
    /// What its agent asks a certificate with.
    var signingRequest = "request"
    /// The certificate that took the place of the one that it joined with.
    private(set) var renewedCertificate: String?
    /// The addresses of machines elsewhere, by their names.
    var addresses: [String: String] = [:]
    /// The last table of routes.
    private(set) var routes = ""
    /// What its router counts; nil when none is there.
    var statistics: RouterStatistics?
    /// The backends that the router was asked about last.
    private(set) var countedBackends: [String] = []
    /// The last table of services for proxies.
    private(set) var proxyServices: ProxyServiceTable?
    /// The last table of load balancers.
    private(set) var balancers: BalancerTable?
    /// The swarm's settings, as its managers have them.
    private(set) var swarmSpec: JSONValue = ["Name": "default", "Dispatcher": ["HeartbeatPeriod": 5_000_000_000]]
    /// The swarm's list of its nodes, as a manager gives it.
    var members = "[]"
    /// Whether changes of containers are kept from the control plane, as if the reports were late.
    var isSilent = false

    init(name: String, address: String, journal: CallJournal) {
        self.name = name
        self.address = address
        self.journal = journal
        status = NodeStatus(hostname: name)
        status.engineID = "engine-\(name)"
        status.engineVersion = "20.10.24"
        status.agentVersion = "1.0.0"
        status.cpus = 4
        status.memoryBytes = 8 << 30
        status.isEngineReachable = true
    }

    var id: NodeID { identity?.node ?? "" }
    var isHolding: Bool { !held.isEmpty }
    var names: [String] { containers.values.map(\.name).sorted() }

    func change(_ body: @Sendable (isolated FakeNode) -> Void) { body(self) }

    /// Has the next call that begins so go wrong, or all of them until `mend()`.
    func fail(_ call: String, _ fault: Fault, isLasting: Bool = false) { faults.append((call, fault, isLasting)) }

    func mend() { faults = [] }

    func release() {
        for continuation in held { continuation.yield() }
        held = []
    }

    // MARK: Connection

    func join(_ plane: ControlPlane, token: String) async throws {
        let answer = try await plane.join(
            token: token,
            JoinRequest(
                name: name,
                address: address,
                zone: "",
                labels: [:],
                engineID: status.engineID,
                certificateSigningRequest: signingRequest
            )
        )
        identity = (ClusterID(answer.clusterID), NodeID(answer.nodeID))
    }

    /// Connects its agent, which will not have been heard for `silence` when the connection ends.
    func connect(to plane: ControlPlane, silence: Duration = .zero) {
        guard let identity else { return }
        let connection = FakeConnection(
            cluster: identity.cluster,
            node: identity.node,
            silence: silence,
            machine: self
        )
        serving = Task { try await plane.serve(connection) }
    }

    /// Cuts the connection and waits until the control plane has noticed.
    func disconnect() async {
        endReports()
        _ = await serving?.result
        serving = nil
    }

    func endReports() {
        reports?.finish()
        reports = nil
        for continuation in held { continuation.finish() }
        held = []
    }

    func report(_ report: AgentReport) throws {
        reports?.yield([UInt8](try JSONEncoder().encode(report)) + [10])
    }

    /// Says everything there is, as at the beginning of a connection.
    func reportAll() throws {
        try report(.full(NodeReport(status: status, containers: Array(containers.values))))
    }

    /// Changes a container behind the control plane's back, and reports it.
    func update(_ name: String, _ body: @Sendable (inout ContainerStatus) -> Void) throws {
        guard var container = containers.values.first(where: { $0.name == name }) else { return }
        body(&container)
        containers[container.id] = container
        try report(.container(container))
    }

    // MARK: Calls

    func answer(_ request: NodeRequest) async throws -> NodeResponse {
        let url = CallURL(request.path)
        let call = "\(request.method) \(describe(url.path))"
        let query = url.query["name"] ?? url.query["fromImage"]
        journal.append("\(name) \(call)" + (query.map { " \($0)" } ?? "") + drainedNames(request))
        guard let index = faults.firstIndex(where: { call.hasPrefix($0.call) }) else {
            return try perform(request, url)
        }
        let fault = faults[index]
        if !fault.isLasting { faults.remove(at: index) }
        switch fault.fault {
        case .refuse(let status, let message):
            return try .json(status, ["message": .string(message)])
        case .loseAnswer:
            _ = try perform(request, url)
            throw ConnectionLost()
        case .hold:
            let response = try perform(request, url)
            let (signals, signal) = AsyncStream.makeStream(of: Void.self)
            held.append(signal)
            for await _ in signals { return response }
            throw ConnectionLost()
        }
    }

    private func describe(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false)
            .map { journal.name(of: ContainerID(String($0))) }
            .joined(separator: "/")
    }

    private func drainedNames(_ request: NodeRequest) -> String {
        guard request.path == AgentPaths.drain, let body = request.body,
            let drain = try? JSONDecoder().decode(DrainRequest.self, from: Data(body))
        else { return "" }
        return " " + drain.servers.map { journal.name(of: ContainerID($0)) }.joined(separator: ",")
    }

    private func perform(_ request: NodeRequest, _ url: CallURL) throws -> NodeResponse {
        let parts = url.path.split(separator: "/").map(String.init)
        switch (request.method, parts.first, parts.count) {
        case ("GET", "agent", _): return try openReports()
        case ("PUT", "agent", _) where request.path == AgentPaths.proxyServices:
            proxyServices = try JSONDecoder().decode(ProxyServiceTable.self, from: Data(request.body ?? []))
            return .empty(204)
        case ("PUT", "agent", _) where request.path == AgentPaths.balancers:
            balancers = try JSONDecoder().decode(BalancerTable.self, from: Data(request.body ?? []))
            return .empty(204)
        case ("POST", "agent", _) where request.path == AgentPaths.certificate:
            let answer = RenewalRequest(certificateSigningRequest: "request")
            return .text(200, String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
        case ("PUT", "agent", _) where request.path == AgentPaths.certificate:
            renewedCertificate = try JSONDecoder().decode(Renewal.self, from: Data(request.body ?? [])).certificate
            return .empty(204)
        case ("PUT", "agent", _):
            routes = String(decoding: request.body ?? [], as: UTF8.self)
            return .empty(204)
        case ("POST", "agent", _) where request.path == AgentPaths.resolution:
            let answer = NameResolutionAnswer(addresses: addresses)
            return .text(200, String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
        case ("POST", "agent", _) where request.path == AgentPaths.routeStatistics:
            countedBackends =
                try JSONDecoder().decode(RouteStatisticsRequest.self, from: Data(request.body ?? [])).backends
            guard let statistics else { return .text(503, "no router is connected") }
            return .text(200, String(decoding: try JSONEncoder().encode([statistics]), as: UTF8.self))
        case ("POST", "agent", _): return .empty(204)
        case (_, "containers", _): return try container(request, parts, url)
        case (_, "volumes", _): return try volume(request, parts, url)
        case ("GET", "distribution", _):
            return try .json(
                200,
                ["Descriptor": ["digest": .string(digest(of: parts.dropFirst().dropLast().joined(separator: "/")))]]
            )
        case ("POST", "images", _) where parts.last == "tag":
            let exact = parts.dropFirst().dropLast().joined(separator: "/")
            let image = "\(url.query["repo"] ?? ""):\(url.query["tag"] ?? "")"
            guard images.contains(exact) else { return try .json(404, ["message": "No such image"]) }
            images.insert(image)
            digests[image] = String(exact.drop { $0 != "@" }.dropFirst())
            return .empty(201)
        case ("POST", "images", _): return pull(request, url)
        case ("GET", "images", _):
            let image = parts.dropFirst().dropLast().joined(separator: "/")
            guard images.contains(image) else { return try .json(404, ["message": "No such image"]) }
            return try .json(
                200,
                [
                    "RepoDigests": [.string("\(image)@\(digests[image] ?? "")")],
                    "Config": ["Volumes": .object((imageVolumes[image] ?? []).reduce(into: [:]) { $0[$1] = [:] })],
                ]
            )
        default: return try swarm(request, parts)
        }
    }

    private func volume(_ request: NodeRequest, _ parts: [String], _ url: CallURL) throws -> NodeResponse {
        if request.method == "GET", parts.count == 1 { return try listVolumes(url) }
        if request.method == "DELETE" {
            return volumes.removeValue(forKey: parts.last ?? "") == nil
                ? try .json(404, ["message": "no such volume"]) : .empty(204)
        }
        guard request.method == "POST" else {
            return volumes[parts.last ?? ""] == nil
                ? try .json(404, ["message": "no such volume"]) : try .json(200, [:])
        }
        let body = try JSONDecoder().decode(JSONValue.self, from: Data(request.body ?? []))
        if case .string(let name)? = body["Name"] { volumes[name] = body }
        return try .json(201, body)
    }

    private func listVolumes(_ url: CallURL) throws -> NodeResponse {
        struct Filters: Decodable { var label: [String]? }
        let filters = try JSONDecoder().decode(Filters.self, from: Data((url.query["filters"] ?? "{}").utf8))
        let found = volumes.filter { _, volume in
            (filters.label ?? []).allSatisfy { label in
                let pair = label.split(separator: "=", maxSplits: 1).map(String.init)
                return pair.count == 2 && volume["Labels"]?[pair[0]] == .string(pair[1])
            }
        }
        return try .json(200, ["Volumes": .array(found.keys.sorted().map { ["Name": .string($0)] })])
    }

    func declareVolumes(_ paths: [String], of image: String) { imageVolumes[image] = paths }

    func addVolume(_ name: String) { volumes[name] = [:] }

    private func openReports() throws -> NodeResponse {
        reports?.finish()
        let (body, continuation) = AsyncThrowingStream.makeStream(of: [UInt8].self)
        reports = continuation
        try reportAll()
        return NodeResponse(status: 200, headers: [], body: body)
    }

    private func pull(_ request: NodeRequest, _ url: CallURL) -> NodeResponse {
        let name = url.query["fromImage"] ?? ""
        let tag = url.query["tag"] ?? ""
        if tag.hasPrefix("sha256:") {
            images.insert("\(name)@\(tag)")
        } else {
            images.insert("\(name):\(tag)")
            digests["\(name):\(tag)"] = digest(of: "\(name):\(tag)")
            if tag == "latest" { images.insert(name) }
        }
        logins[name] = .some(request.headers.first { $0.0 == "x-registry-auth" }?.1)
        return .text(200, "{\"status\":\"Pulling\"}\r\n{\"status\":\"Done\"}\r\n")
    }

    private func digest(of image: String) -> String {
        "sha256:" + String(repeating: "0", count: 63) + String(registry[image] ?? "0")
    }

    private func container(_ request: NodeRequest, _ parts: [String], _ url: CallURL) throws -> NodeResponse {
        if parts == ["containers", "create"] { return try create(request, name: url.query["name"] ?? "") }
        guard parts.count > 1,
            var status = containers[ContainerID(parts[1])] ?? containers.values.first(where: { $0.name == parts[1] })
        else { return try .json(404, ["message": "No such container"]) }
        switch (request.method, parts.last) {
        case ("GET", "json"):
            return try .json(
                200,
                [
                    "Id": .string(status.id.rawValue), "Name": .string("/" + status.name),
                    "Config": ["Labels": .strings(status.labels)],
                    "State": ["Status": .string(status.state.rawValue), "ExitCode": .int(Int64(status.exitCode))],
                ]
            )
        case ("PUT", "archive"):
            guard status.state == .created else { return try .json(409, ["message": "it runs already"]) }
            archives["\(status.name) \(url.query["path"] ?? "")"] = request.body
            return .empty(200)
        case ("POST", "start"):
            guard status.state != .running else { return .empty(304) }
            status.state = .running
            status.started = .now
            status.address = "172.28.0.\(containers.count)"
        case ("POST", "stop"), ("POST", "kill"):
            status.state = .exited
            status.exitCode = 137
            status.finished = .now
            status.address = nil
        case ("GET", "logs"):
            return .text(200, "")
        case ("POST", "restart"):
            status.started = .now
        case ("DELETE", _):
            containers[status.id] = nil
            if !isSilent { try report(.removed(status.id)) }
            return .empty(204)
        default:
            return try .json(404, ["message": "page not found"])
        }
        try put(status)
        return .empty(204)
    }

    private func create(_ request: NodeRequest, name: String) throws -> NodeResponse {
        struct Body: Decodable {
            var Image: String
            var Labels: [String: String]
        }
        let data = Data(request.body ?? [])
        let body = try JSONDecoder().decode(Body.self, from: data)
        guard images.contains(body.Image) else {
            return try .json(404, ["message": .string("No such image: \(body.Image)")])
        }
        guard !containers.values.contains(where: { $0.name == name }) else {
            return try .json(409, ["message": "Conflict. The container name is already in use"])
        }
        let configuration = try JSONDecoder().decode(JSONValue.self, from: data)
        configurations[name] = configuration
        var status = ContainerStatus(
            id: journal.makeID(name: name),
            name: name,
            image: body.Image,
            state: .created,
            created: .now
        )
        status.labels = body.Labels
        status.boundPorts = Self.boundPorts(configuration)
        if case .array(let mounts)? = configuration["HostConfig"]?["Mounts"] {
            for mount in mounts {
                guard case .string(let volume)? = mount["Source"] else { continue }
                volumes[volume] = volumes[volume] ?? ["Labels": mount["VolumeOptions"]?["Labels"] ?? [:]]
                if SlotVolume.isName(volume, container: name) { status.hasSlotVolumes = true }
            }
        }
        // The engine's ID of an image is another digest; here the name does, by which it is asked for again.
        status.imageID = body.Image
        try put(status)
        return try .json(201, ["Id": .string(status.id.rawValue)])
    }

    private static func boundPorts(_ configuration: JSONValue) -> [PublishedPort]? {
        guard case .object(let bindings)? = configuration["HostConfig"]?["PortBindings"] else { return nil }
        return bindings.compactMap { port, binding -> PublishedPort? in
            guard case .array(let list) = binding, case .string(let text)? = list.first?["HostPort"],
                let number = port.split(separator: "/").first.flatMap({ Int($0) }), let hostPort = Int(text)
            else { return nil }
            return PublishedPort(container: ContainerPort(number), hostIP: "", hostPort: hostPort)
        }
    }

    private func put(_ status: ContainerStatus) throws {
        containers[status.id] = status
        if !isSilent { try report(.container(status)) }
    }

    private func swarm(_ request: NodeRequest, _ parts: [String]) throws -> NodeResponse {
        switch (request.method, parts.joined(separator: "/")) {
        case ("POST", "swarm/init"):
            status.swarmState = "active"
            status.isSwarmManager = true
        case ("POST", "swarm/join"):
            status.swarmState = "active"
        case ("POST", "swarm/leave"):
            status.swarmState = "inactive"
            status.isSwarmManager = false
        case ("GET", "swarm"):
            return try .json(
                200,
                ["JoinTokens": ["Worker": "worker-token"], "Version": ["Index": 7], "Spec": swarmSpec]
            )
        case ("POST", "swarm/update"):
            swarmSpec = try JSONDecoder().decode(JSONValue.self, from: Data(request.body ?? []))
        case ("GET", "nodes"):
            return .text(200, members)
        case ("GET", _) where parts.first == "networks":
            return networks.contains(parts.last ?? "")
                ? try .json(200, [:]) : try .json(404, ["message": "no such network"])
        case ("POST", _) where parts.first == "networks" && ["connect", "disconnect"].contains(parts.last):
            return .empty(200)
        case ("POST", "networks/create"):
            networks.insert("multi-host-network")
            return try .json(201, ["Id": "network"])
        default:
            return try .json(404, ["message": "page not found"])
        }
        return .empty(200)
    }
}

/// One connection of a machine's agent.
struct FakeConnection: NodeConnection {
    let cluster: ClusterID
    let node: NodeID
    var silence = Duration.zero
    let machine: FakeNode

    func send(_ request: NodeRequest) async throws -> NodeResponse {
        try Task.checkCancellation()
        let response = try await machine.answer(request)
        try Task.checkCancellation()
        return response
    }

    func close() async { await machine.endReports() }
}
