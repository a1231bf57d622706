//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Addons
import Console
import ControlPlane
import FoundationEssentials
package import Logging
import Model
import NIOPosix
import PKI
import ServiceLifecycle
package import Store
import UnixSignals

/// The control plane as a program: its keys, its state, its two listeners, and their start and end.
package struct GantryServer: Sendable {
    /// Where the server listens, once it does.
    package struct Ports: Sendable, Hashable {
        package var api: Int
        package var agents: Int
    }

    /// The calls of the management API.
    let routes: [APIRoute]

    private let services: [any Service]
    private let logger: Logger

    /// Prepares everything: at the first start it makes keys and the administrator.
    ///
    /// - Parameters:
    ///   - options: What it is told.
    ///   - makeStore: Opens the state at a path in the data directory.
    ///   - logger: Where it logs.
    ///   - hashing: How passwords are hashed.
    ///   - tell: Shows a text to the person who starts the server, such as the first password.
    ///   - onRunning: Told the ports once both listen.
    /// - Throws: `ServerError`, which says what to do.
    package init(
        options: ServerOptions,
        makeStore: (_ path: String) async throws -> any Store,
        logger: Logger,
        hashing: PasswordHashing = .scrypt,
        tell: (String) -> Void = StandardOutput.write,
        onRunning: @escaping @Sendable (Ports) -> Void = { _ in }
    ) async throws {
        self.logger = logger
        FileLimit.raise()
        let now = Date()
        let directory = try DataDirectory(options.dataDirectory)
        let store = try await makeStore(options.statePath)
        let isFirstStart = try await Accounts.areNone(in: store)
        let authority = try directory.authority(isFirstStart: isFirstStart, now: now)
        let secrets = SealedSecrets(box: try directory.secrets(isFirstStart: isFirstStart))
        let accounts = Accounts(store: store, secrets: secrets, hashing: hashing)
        let certificate = try directory.serverCertificate(
            authority: authority,
            names: options.certificateNames,
            now: now
        )
        let tls = try ServerTLS(certificate)
        let addons = AddonServer(
            runDirectory: options.dataDirectory,
            role: .balancer,
            hub: AddonHub(),
            group: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
        var settings = ControlPlaneSettings(
            routingImage: options.routingImage,
            agentEndpoint: options.agentEndpoint,
            apiURL: options.apiURL,
            endpointHost: options.primaryHost,
            endpointPort: { [range = options.endpointPorts] in range.free(besides: $0) },
            lossAfter: .seconds(options.lossAfterSeconds),
            rescheduleAfter: .seconds(options.rescheduleAfterSeconds)
        )
        settings.hostBalancing = HostBalancer(hub: addons.hub, socketPath: addons.socketPath)
        let plane = try await ControlPlane(
            store: store,
            certificates: Certificates(authority: authority),
            secrets: secrets,
            settings: settings,
            logger: logger
        )
        if isFirstStart {
            // Last, so that whatever goes wrong before leaves a first start for the next time.
            try await FirstAdministrator(options: options).make(in: accounts, tell: tell)
        }
        let audit = AuditLog(store: store, limit: options.auditLimit, logger: logger)
        try await audit.trim()
        let connections = AgentConnections()
        let certificates = EndpointCertificates(store: store, authority: authority, secrets: secrets)
        let progress = EndpointProgress()
        let api = ManagementAPI(
            plane: plane,
            accounts: accounts,
            audit: audit,
            store: store,
            connections: connections,
            certificates: certificates,
            endpoints: progress,
            join: JoinRoutes(
                plane: plane,
                agent: AgentBinary(path: options.agentBinary),
                apiURL: options.apiURL,
                fingerprint: authority.fingerprint,
                publicKeyPin: tls.publicKeyPin
            ),
            authorityPEM: authority.certificatePEM,
            logger: logger
        )
        routes = try api.routes
        let responder = api.responder(routes)
        let site = Site(
            api: responder,
            console: Console(
                assets: AssetLibrary(folder: options.consoleAssets, logger: logger),
                formToken: FormToken.make,
                clock: { .now }
            )
        )
        let anchor = try TrustAnchor(certificatePEM: authority.certificatePEM)
        let open = EndpointConnections()
        let announcement = PortAnnouncement(onRunning)
        // The last one stops first.
        services = [
            AddonService(server: addons),
            ControlPlaneService(plane: plane),
            try AgentService(
                address: options.agentAddress,
                certificate: certificate,
                authorityPEM: authority.certificatePEM,
                plane: plane,
                connections: connections,
                logger: logger,
                onRunning: { announcement.setAgents($0) }
            ),
            EndpointService(
                plane: plane,
                host: options.apiAddress.host,
                tls: tls.mutual,
                endpoint: { cluster in
                    ClusterEndpoint(
                        cluster: cluster,
                        api: responder,
                        anchor: anchor,
                        accounts: accounts,
                        certificates: certificates,
                        connections: open
                    )
                },
                certificates: certificates,
                connections: open,
                progress: progress,
                logger: logger
            ),
            try HTTPService.make(
                address: options.apiAddress,
                tls: tls.context,
                logger: logger,
                onRunning: { announcement.setAPI($0) },
                respond: { try await site.respond(to: $0, remote: $1) }
            ),
        ]
    }

    /// Serves until the process is told to end (SIGTERM, SIGINT), or the task is cancelled.
    ///
    /// With `stopsOnSignals` off, signals do what they do without the server.
    package func run(stopsOnSignals: Bool = true) async throws {
        var configuration = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: stopsOnSignals ? [.sigterm, .sigint] : [],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(15)
        try await ServiceGroup(configuration: configuration).run()
    }
}

/// Runs the control plane's work until the server stops.
private struct ControlPlaneService: Service {
    let plane: ControlPlane

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await plane.run() }
    }
}
