//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What a caller may be allowed to do, by the names of RAM's policy language: `cs:GetClusters`.
///
/// The first group of each kind is that of the container service's own API; the rest is Gantry's. Names that begin with
/// `Get` only read, and show no secret: a policy that allows `cs:Get*` is one for reading. What reads a secret is called
/// `Reveal…` or `Copy…` instead.
package enum Action: String, Sendable, Hashable, CaseIterable {
    // Clusters, as RAM knows them.
    case createCluster = "CreateCluster"
    case attachInstances = "AttachInstances"
    case scaleCluster = "ScaleCluster"
    case getClusters = "GetClusters"
    case getClusterByID = "GetClusterById"
    case modifyClusterName = "ModifyClusterName"
    case deleteCluster = "DeleteCluster"
    case upgradeClusterAgent = "UpgradeClusterAgent"
    case getClusterLogs = "GetClusterLogs"
    case getClusterEndpoint = "GetClusterEndpoint"
    case getClusterCerts = "GetClusterCerts"
    case revokeClusterCerts = "RevokeClusterCerts"
    case bindLoadBalancer = "BindSLB"
    case unbindLoadBalancer = "UnBindSLB"
    case rebindSecurityGroup = "ReBindSecurityGroup"
    case checkSecurityGroup = "CheckSecurityGroup"
    case fixSecurityGroup = "FixSecurityGroup"
    case resetClusterNode = "ResetClusterNode"
    case deleteClusterNode = "DeleteClusterNode"
    case createAutoScale = "CreateAutoScale"
    case updateAutoScale = "UpdateAutoScale"
    case deleteAutoScale = "DeleteAutoScale"
    case getClusterProjects = "GetClusterProjects"
    case createTriggerHook = "CreateTriggerHook"
    case getTriggerHook = "GetTriggerHook"
    case revokeTriggerHook = "RevokeTriggerHook"
    case createClusterToken = "CreateClusterToken"

    // Clusters.
    case updateCluster = "UpdateCluster"
    case revealClusterTokens = "RevealClusterTokens"
    case revokeClusterToken = "RevokeClusterToken"
    case getRegistries = "GetRegistries"
    case loginRegistry = "LoginRegistry"
    case logoutRegistry = "LogoutRegistry"
    case getRoutes = "GetRoutes"
    case getEvents = "GetEvents"
    case getConfigurations = "GetConfigurations"
    case revealConfiguration = "RevealConfiguration"
    case createConfiguration = "CreateConfiguration"
    case updateConfiguration = "UpdateConfiguration"
    case deleteConfiguration = "DeleteConfiguration"

    // Nodes.
    case getNodes = "GetNodes"
    case labelNode = "LabelNode"
    case drainNode = "DrainNode"
    case activateNode = "ActivateNode"
    case getRebalancePlan = "GetRebalancePlan"
    case rebalance = "Rebalance"

    // Applications and services.
    case planProject = "PlanProject"
    case createProject = "CreateProject"
    case updateProject = "UpdateProject"
    case deleteProject = "DeleteProject"
    case confirmUpdate = "ConfirmUpdate"
    case rollBackUpdate = "RollBackUpdate"
    case setWeights = "SetWeights"
    case startProject = "StartProject"
    case stopProject = "StopProject"
    case killProject = "KillProject"
    case redeployProject = "RedeployProject"
    case runProject = "RunProject"
    case suspendProject = "SuspendProject"
    case resumeProject = "ResumeProject"
    case getServices = "GetServices"
    case scaleService = "ScaleService"
    case startService = "StartService"
    case stopService = "StopService"
    case killService = "KillService"
    case restartService = "RestartService"
    case rescheduleService = "RescheduleService"

    // Containers.
    case getContainers = "GetContainers"
    case getContainerLogs = "GetContainerLogs"
    case operateContainer = "OperateContainer"
    case deleteContainer = "DeleteContainer"
    case execContainer = "ExecContainer"
    case attachContainer = "AttachContainer"
    case copyFromContainer = "CopyFromContainer"
    case copyToContainer = "CopyToContainer"

    case createContainer = "CreateContainer"

    // Images, networks and volumes.
    case getImages = "GetImages"
    case copyImage = "CopyImage"
    case createImage = "CreateImage"
    case pushImage = "PushImage"
    case deleteImage = "DeleteImage"
    case getNetworks = "GetNetworks"
    case createNetwork = "CreateNetwork"
    case connectNetwork = "ConnectNetwork"
    case deleteNetwork = "DeleteNetwork"
    case getVolumes = "GetVolumes"
    case createVolume = "CreateVolume"
    case deleteVolume = "DeleteVolume"

    // Load balancers.
    case getLoadBalancers = "GetLoadBalancers"
    case createLoadBalancer = "CreateLoadBalancer"
    case updateLoadBalancer = "UpdateLoadBalancer"
    case deleteLoadBalancer = "DeleteLoadBalancer"

    // Templates that are kept.
    case getTemplates = "GetTemplates"
    case createTemplate = "CreateTemplate"
    case updateTemplate = "UpdateTemplate"
    case deleteTemplate = "DeleteTemplate"

    // Users.
    case getUsers = "GetUsers"
    case createUser = "CreateUser"
    case updateUser = "UpdateUser"
    case deleteUser = "DeleteUser"
    case setUserPassword = "SetUserPassword"
    case getAccessKeys = "GetAccessKeys"
    case createAccessKey = "CreateAccessKey"
    case updateAccessKey = "UpdateAccessKey"
    case deleteAccessKey = "DeleteAccessKey"

    // The server.
    case getAuditLog = "GetAuditLog"

    /// The service that policies name before the colon.
    package static let service = "cs"

    /// As policies write it, such as `cs:GetClusters`.
    package var name: String { Self.service + ":" + rawValue }

    /// Whether it changes nothing and shows no secret.
    package var isReading: Bool { rawValue.hasPrefix("Get") }

    /// The kind of thing that it is done to.
    package var kind: Resource.Kind {
        switch self {
        case .getLoadBalancers, .createLoadBalancer, .updateLoadBalancer, .deleteLoadBalancer: .loadBalancer
        case .getTemplates, .createTemplate, .updateTemplate, .deleteTemplate: .template
        case .getUsers, .createUser, .updateUser, .deleteUser, .setUserPassword, .getAccessKeys, .createAccessKey,
            .updateAccessKey, .deleteAccessKey:
            .user
        case .getAuditLog: .auditLog
        default: .cluster
        }
    }
}
