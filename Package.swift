// swift-tools-version: 6.2
//
// One section for each layer, lowest first; targets alphabetical inside a layer. A target may depend on targets of
// lower layers only (`scripts/check-layering` enforces it, down to each `import`).

import PackageDescription

// MARK: Third-party products

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncAlgorithms = Target.Dependency.product(name: "AsyncAlgorithms", package: "swift-async-algorithms")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHPACK = Target.Dependency.product(name: "NIOHPACK", package: "swift-nio-http2")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTP2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioHTTPTypesHTTP2 = Target.Dependency.product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let swiftASN1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "gantry",
    products: [
        .executable(name: "gantry", targets: ["gantry"]),
        .executable(name: "gantry-agent", targets: ["gantry-agent"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    ],
    targets: [
        // MARK: Pure core
        .target(name: "Model"),
        .target(name: "Access", dependencies: ["APITypes", "Model", crypto]),
        .target(name: "APITypes", dependencies: ["Model"]),
        .target(name: "Balancing", dependencies: ["Model", "Routing"]),
        .target(name: "Compose", dependencies: ["Model", yams]),
        .target(name: "CustomRouting", dependencies: ["Model", "Routing"]),
        .target(name: "DockerAPI", dependencies: ["Model", "Scheduling"]),
        .target(name: "HTTPText"),
        .target(name: "Orchestration", dependencies: ["Model", "Scheduling"]),
        .target(name: "Routing", dependencies: ["Model"]),
        .target(name: "Scheduling", dependencies: ["Model"]),

        // MARK: Shells
        .target(
            name: "Addons",
            dependencies: ["AgentProtocol", "Balancing", "CustomRouting", "Routing", logging, nioCore, nioPosix]
        ),
        .target(
            name: "AgentProtocol",
            dependencies: ["Balancing", "CustomRouting", "Model", "Routing", nioCore]
        ),
        .target(
            name: "APIClient",
            dependencies: ["APITypes", asyncHTTPClient, nioCore, nioHTTP1, nioPosix, nioSSL]
        ),
        .target(
            name: "DockerEngine",
            dependencies: [asyncHTTPClient, logging, nioCore, nioHTTP1, nioPosix]
        ),
        .target(name: "PKI", dependencies: [crypto, cryptoExtras, swiftASN1, x509]),
        .target(name: "Store", dependencies: []),
        .target(name: "StoreSQLite", dependencies: ["Store", grdb]),
        .target(
            name: "Tunnel",
            dependencies: [logging, nioCore, nioHPACK, nioHTTP2, nioPosix, nioSSL, nioTLS]
        ),

        // MARK: Control plane
        .target(
            name: "ControlPlane",
            dependencies: [
                "AgentProtocol", "APITypes", "Balancing", "Compose", "CustomRouting", "DockerAPI", "Model",
                "Orchestration", "Routing", "Scheduling", "Store", asyncAlgorithms, logging,
            ]
        ),

        // MARK: Programs
        .target(name: "CNamespaces"),
        .target(
            name: "Agent",
            dependencies: [
                "Addons", "AgentProtocol", "Balancing", "CNamespaces", "CustomRouting", "DockerEngine", "Model", "PKI",
                "Routing", "Tunnel", asyncHTTPClient, logging, nioCore, nioHTTP1, nioPosix, nioSSL, serviceLifecycle,
            ]
        ),
        .target(
            name: "CLI",
            dependencies: [
                "APIClient", "APITypes", "Compose", "HTTPText", "LocalCluster", "Model", argumentParser, nioCore,
            ]
        ),
        .target(
            name: "Console",
            dependencies: ["APITypes", "HTTPText", "Model", httpTypes],
            resources: [
                "console.css", "console.js", "editor.js", "logs.js", "statistics.js", "terminal.js",
                "theme.js",
            ]
            .map { .embedInCode("Assets/\($0)") }
        ),
        .target(name: "LocalCluster", dependencies: [subprocess]),
        .target(
            name: "Router",
            dependencies: [
                "AgentProtocol", "Balancing", "CustomRouting", "Model", "Routing", logging, nioCore, nioPosix,
                serviceLifecycle, subprocess,
            ]
        ),
        .target(
            name: "Server",
            dependencies: [
                "Access", "Addons", "AgentProtocol", "APITypes", "Balancing", "Compose", "Console", "ControlPlane",
                "DockerAPI",
                "HTTPText", "Model", "PKI", "Routing", "Store", "Tunnel", crypto, cryptoExtras, httpTypes, hummingbird,
                hummingbirdCore, logging,
                nioCore, nioHTTP1,
                nioHTTPTypes, nioHTTPTypesHTTP1, nioPosix, nioSSL, nioWebSocket, serviceLifecycle, unixSignals,
            ],
            resources: ["hello", "redis", "wordpress"].map { .embedInCode("Samples/\($0).yml") }
        ),

        // MARK: Executables
        .executableTarget(
            name: "gantry",
            dependencies: ["CLI", "Model", "Server", "StoreSQLite", argumentParser, logging]
        ),
        .executableTarget(
            name: "gantry-agent",
            dependencies: ["Agent", "Model", "Router", argumentParser, logging, nioCore, serviceLifecycle, unixSignals]
        ),

        // MARK: Tests
        .testTarget(name: "AccessTests", dependencies: ["Access", "APITypes", "Model"]),
        .testTarget(
            name: "AddonsTests",
            dependencies: [
                "Addons", "AgentProtocol", "Balancing", "CustomRouting", "EngineStub", "Model", "Routing", logging,
                nioCore, nioPosix,
            ]
        ),
        .testTarget(name: "AgentProtocolTests", dependencies: ["AgentProtocol", nioCore]),
        .testTarget(name: "APIClientTests", dependencies: ["APIClient", "APITypes", nioCore]),
        .testTarget(name: "APITypesTests", dependencies: ["APITypes", "Model"]),
        .testTarget(name: "BalancingTests", dependencies: ["Balancing", "Model", "Routing"]),
        .testTarget(name: "CLITests", dependencies: ["APIClient", "APITypes", "CLI", argumentParser, nioCore]),
        .testTarget(name: "ComposeTests", dependencies: ["Compose", "Console", "Model"], exclude: ["Fixtures"]),
        .testTarget(
            name: "ControlPlaneTests",
            dependencies: [
                "AgentProtocol", "APITypes", "Balancing", "Console", "ControlPlane", "CustomRouting", "DockerAPI",
                "Model", "Routing", "Scheduling", "Store", logging,
            ]
        ),
        .testTarget(name: "ConsoleTests", dependencies: ["APITypes", "Console", "HTTPText", "Model", httpTypes]),
        .testTarget(name: "CustomRoutingTests", dependencies: ["CustomRouting", "Model", "Routing"]),
        .testTarget(name: "DockerAPITests", dependencies: ["DockerAPI", "Model"]),
        .testTarget(name: "HTTPTextTests", dependencies: ["HTTPText"]),
        .testTarget(
            name: "IntegrationTests",
            dependencies: ["APITypes", "Model", asyncHTTPClient, nioCore, nioHTTP1, nioPosix, nioSSL, subprocess]
        ),
        .testTarget(name: "ModelTests", dependencies: ["Model"]),
        .testTarget(
            name: "RouterTests",
            dependencies: [
                "AgentProtocol", "Balancing", "CustomRouting", "Model", "Router", "Routing", logging, nioCore, nioHTTP1,
                nioPosix, subprocess,
            ]
        ),
        .target(
            name: "ClusterSimulation",
            dependencies: ["Model", "Orchestration", "Scheduling"],
            path: "Tests/ClusterSimulation"
        ),
        .testTarget(
            name: "OrchestrationTests",
            dependencies: ["ClusterSimulation", "Model", "Orchestration", "Scheduling"]
        ),
        .testTarget(name: "RoutingTests", dependencies: ["Model", "Routing"], exclude: ["Golden"]),
        .testTarget(name: "SchedulingTests", dependencies: ["Model", "Scheduling"]),
        .target(
            name: "EngineStub",
            dependencies: [nioCore, nioHTTP1, nioPosix, nioSSL],
            path: "Tests/EngineStub"
        ),
        .testTarget(
            name: "AgentTests",
            dependencies: [
                "Addons", "Agent", "AgentProtocol", "Balancing", "CustomRouting", "DockerEngine", "EngineStub", "Model",
                "PKI", "Routing", "Tunnel", logging, nioCore, nioPosix, nioSSL,
            ]
        ),
        .testTarget(
            name: "DockerEngineTests",
            dependencies: ["DockerEngine", "EngineStub", asyncHTTPClient, nioCore, nioPosix]
        ),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Access", "Addons", "APITypes", "AgentProtocol", "Balancing", "Console", "ControlPlane", "DockerAPI",
                "HTTPText", "Model", "PKI", "Server", "Store", "Tunnel", asyncHTTPClient, crypto, httpTypes,
                hummingbirdCore, logging,
                nioCore, nioHTTP1,
                nioPosix, nioSSL,
                serviceLifecycle,
            ]
        ),
        .testTarget(name: "StoreTests", dependencies: ["Store", "StoreSQLite", grdb]),
        .testTarget(name: "PKITests", dependencies: ["PKI"]),
        .testTarget(name: "LocalClusterTests", dependencies: ["LocalCluster"]),
        .testTarget(name: "TunnelTests", dependencies: ["PKI", "Tunnel", logging, nioCore, nioPosix, nioSSL]),
    ],
    swiftLanguageModes: [.v6]
)

// `scripts/bench` asks for it; it is in nobody else's way.
if Context.environment["GANTRY_BENCHMARKS"] != nil {
    package.targets += [
        .target(name: "BenchmarkSupport", path: "Benchmarks/support"),
        .executableTarget(
            name: "image-bench",
            dependencies: ["BenchmarkSupport", "CustomRouting", "Model", "Routing"],
            path: "Benchmarks/image"
        ),
        .executableTarget(
            name: "scheduling-bench",
            dependencies: ["BenchmarkSupport", "Model", "Orchestration", "Scheduling"],
            path: "Benchmarks/scheduling"
        ),
        .executableTarget(
            name: "table-bench",
            dependencies: ["AgentProtocol", "BenchmarkSupport", "Model", "Router", "Routing", logging],
            path: "Benchmarks/table"
        ),
    ]
}

// `scripts/simulate` asks for it, in a release build.
if Context.environment["GANTRY_SIMULATION"] != nil {
    package.targets.append(
        .executableTarget(name: "simulate", dependencies: ["ClusterSimulation"], path: "Tests/Simulate")
    )
}

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .treatAllWarnings(as: .error),
    .treatWarning("DeprecatedDeclaration", as: .warning),
]

for target in package.targets where target.name != "CNamespaces" {
    target.swiftSettings = settings
}
