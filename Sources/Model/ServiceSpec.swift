//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What a user asked for with one service of a template.
///
/// Gantry never changes it; `scale` changes only by request.
///
/// The keys are those of Compose, the extensions those of the `aliyun.*` labels, in typed form.
package struct ServiceSpec: Codable, Hashable, Sendable {
    package var name: ServiceName
    /// The line in the template where the service starts; 0 when there is none.
    package var line: Int = 0
    /// The image reference as written.
    package var image: String
    package var command: [String]?
    package var entrypoint: [String]?
    /// `KEY=value`, in the order written; a later one wins.
    package var environment: [String] = []
    package var ports: [PortMapping] = []
    /// Ports that are reachable in the cluster without being published.
    package var expose: [ContainerPort] = []
    package var links: [ServiceLink] = []
    /// Further names that the other services of the application know it by: `networks.default.aliases`.
    package var aliases: [String] = []
    package var externalLinks: [ExternalLink] = []
    /// Services that start before this one, by `aliyun.depends` and `depends_on`; links order start-up too.
    package var depends: [ServiceName] = []
    /// What services of `depends` must have come to, where the template says it; the others are waited for as links are.
    package var dependConditions: [ServiceName: DependencyCondition] = [:]
    package var volumes: [VolumeMount] = []
    package var volumesFrom: [VolumesFrom] = []
    /// Secrets and configs.
    package var files: [FileMount] = []
    package var restart: RestartPolicy = .no
    /// All labels as written, `aliyun.*` included.
    package var labels: [String: String] = [:]
    package var hostname: String?
    package var domainName: String?
    package var containerName: String?
    package var workingDirectory: String?
    package var user: String?
    package var tty = false
    package var stdinOpen = false
    package var network: NetworkMode = .cluster
    package var privileged = false
    package var capAdd: [String] = []
    package var capDrop: [String] = []
    package var devices: [String] = []
    /// As the engine takes them, such as `c 1:3 mr`.
    package var deviceCgroupRules: [String] = []
    /// Groups of the container's user beside its own, by name or number.
    package var groupAdd: [String] = []
    package var dns: [String] = []
    package var dnsSearch: [String] = []
    package var dnsOptions: [String] = []
    /// `name:address` lines for the container's hosts file.
    package var extraHosts: [String] = []
    package var securityOptions: [String] = []
    package var sysctls: [String: String] = [:]
    package var tmpfs: [String] = []
    package var ulimits: [ResourceLimit] = []
    package var readOnly = false
    package var ipcMode: String?
    package var pidMode: String?
    package var utsMode: String?
    package var userNamespaceMode: String?
    package var cgroupParent: String?
    /// The OCI runtime; nil for the engine's default.
    package var runtime: String?
    /// Options of the engine's storage driver, such as `size`.
    package var storageOptions: [String: String] = [:]
    /// Whether an init process of the engine's reaps what the container's processes leave behind.
    package var runsInit = false
    package var stopSignal: String?
    /// Seconds between the stop signal and the kill; Docker's 10 when nil.
    package var stopGraceSeconds: Int?
    package var loggingDriver: String?
    package var loggingOptions: [String: String] = [:]
    package var resources = ResourceRequirements()
    /// How many containers, by `aliyun.scale`; without meaning for a global service.
    package var scale = 1
    /// One container on every node: `aliyun.global`.
    package var isGlobal = false
    package var probe: ProbeSpec?
    package var healthcheck: HealthcheckSpec?
    package var routes: [RouteSpec] = []
    /// Whether a client stays with one container by a cookie: `aliyun.routing.session_sticky`.
    package var isSticky = true
    /// The part of the requests it gets, from 0 to 100, beside other services of the same routes; nil for 100.
    package var routeWeight: Int?
    /// How the routers treat its requests.
    package var routing = RoutingSettings()
    /// The certificate of its domains with its key, in PEM: `aliyun.routing.ssl_cert`.
    package var routeCertificate: String?
    package var loadBalancers: [LoadBalancerSpec] = []
    package var logStores: [LogStoreSpec] = []
    package var placement = PlacementSpec()
    /// What happens when a node with containers of the service is lost.
    package var reschedule = ReschedulePolicy.off
    /// How its containers are replaced by an update: `deploy.update_config` and `aliyun.rolling_updates`.
    package var update = UpdateSpec()
    /// How they are when an update is taken back: `deploy.rollback_config`; nil for as by an update.
    package var rollback: UpdateSpec?
    /// Pull the image at each deploy although it is there: `aliyun.latest_image`.
    package var pullsLatestImage = false
    package var autoScaling: AutoScalingSpec?
    /// In a job, how often a container that fails is started again.
    package var retryCount = 0
    /// In a job, which containers go when they end.
    package var containerRemoval = ContainerRemoval.none
    /// Where the service is when it has no containers here; its `scale` is 0 then.
    package var external: ExternalServiceSpec?

    package init(name: ServiceName, image: String) {
        self.name = name
        self.image = image
    }
}

/// Which network a container lives in.
package enum NetworkMode: Codable, Hashable, Sendable {
    /// The cluster's overlay network, where every container reaches every other.
    case cluster
    /// The node's own network.
    case host
    /// No network at all.
    case none
}
