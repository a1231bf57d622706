//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Access
import HTTPText
import HTTPTypes

extension DockerCall {
    /// What the call does, as policies call it.
    ///
    /// Only what is known to read counts as reading; a call that isn't known counts as one that changes what it is about.
    func action(of method: HTTPRequest.Method) -> Action {
        let isReading = method == .get || method == .head
        switch subject {
        case .container: return containerAction(method, isReading)
        case .exec: return isReading && words == ["json"] ? .getContainers : .execContainer
        case .image:
            if method == .delete { return .deleteImage }
            if isReading { return words == ["get"] ? .copyImage : .getImages }
            return words == ["push"] ? .pushImage : .createImage
        case .network:
            if method == .delete { return .deleteNetwork }
            return isReading && words.isEmpty ? .getNetworks : .connectNetwork
        case .volume: return isReading && words.isEmpty ? .getVolumes : .deleteVolume
        case .distribution: return .getImages
        case .cluster: return clusterAction(isReading)
        }
    }

    private var words: [String] {
        action.split(separator: "/").map { PercentEncoding.decode($0) ?? String($0) }
    }

    private func containerAction(_ method: HTTPRequest.Method, _ isReading: Bool) -> Action {
        switch words.first {
        case "exec": return .execContainer
        case "attach", "resize": return .attachContainer
        case "archive": return isReading ? .copyFromContainer : .copyToContainer
        case "export", "copy": return .copyFromContainer
        case "json", "top", "stats", "changes": return isReading ? .getContainers : .operateContainer
        case "logs": return isReading ? .getContainerLogs : .operateContainer
        case nil where method == .delete: return .deleteContainer
        default: return .operateContainer
        }
    }

    private func clusterAction(_ isReading: Bool) -> Action {
        switch action {
        case "_ping", "version": return .getClusterByID
        case "containers/json" where isReading, "containers/ps" where isReading: return .getContainers
        case "containers/prune": return .deleteContainer
        case "images/json" where isReading, "images/search" where isReading: return .getImages
        case "images/get": return .copyImage
        case "images/prune", "build/prune": return .deleteImage
        case "images/create", "images/load", "build", "build/cancel", "commit", "auth", "session", "grpc":
            return .createImage
        case "networks" where isReading: return .getNetworks
        case "networks/create": return .createNetwork
        case "networks/prune": return .deleteNetwork
        case "volumes" where isReading: return .getVolumes
        case "volumes/create": return .createVolume
        case "volumes/prune": return .deleteVolume
        case "events" where isReading: return .getEvents
        case _ where isReading: return .getNodes
        default: return .createContainer
        }
    }
}
