//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Access
import DockerAPI
import HTTPTypes
import Testing

@testable import Server

@Suite struct DockerCallActionTests {
    @Test(arguments: [
        (HTTPRequest.Method.get, "containers/a/json", Action.getContainers),
        (.head, "containers/a/logs", .getContainerLogs),
        (.get, "v1.41/containers/a/stats", .getContainers),
        (.post, "containers/a/exec", .execContainer),
        (.get, "containers/a/%65xec", .execContainer),
        (.get, "exec/a/json", .getContainers),
        (.post, "exec/a/json", .execContainer),
        (.post, "exec/a/start", .execContainer),
        (.get, "containers/a/attach/ws", .attachContainer),
        (.get, "containers/a/archive", .copyFromContainer),
        (.put, "containers/a/archive", .copyToContainer),
        (.get, "containers/a/export", .copyFromContainer),
        (.delete, "containers/a", .deleteContainer),
        (.post, "containers/a/start", .operateContainer),
        (.get, "containers/a/something", .operateContainer),
        (.delete, "containers/a/json", .operateContainer),
        (.get, "_ping", .getClusterByID),
        (.get, "info", .getNodes),
        (.get, "events", .getEvents),
        (.get, "v1.41/containers/json", .getContainers),
        (.post, "containers/create", .createContainer),
        (.post, "containers/prune", .deleteContainer),
        (.get, "images/json", .getImages),
        (.get, "images/a/b/json", .getImages),
        (.get, "images/a/b/get", .copyImage),
        (.get, "images/get", .copyImage),
        (.post, "images/create", .createImage),
        (.post, "build", .createImage),
        (.post, "images/a/push", .pushImage),
        (.post, "images/a/tag", .createImage),
        (.delete, "images/a", .deleteImage),
        (.get, "networks", .getNetworks),
        (.post, "networks/create", .createNetwork),
        (.post, "networks/a/connect", .connectNetwork),
        (.delete, "networks/a", .deleteNetwork),
        (.get, "volumes/a", .getVolumes),
        (.post, "volumes/create", .createVolume),
        (.delete, "volumes/a", .deleteVolume),
        (.get, "swarm", .getNodes),
        (.post, "services/create", .createContainer),
    ])
    func methodAndPathTellTheAction(method: HTTPRequest.Method, path: String, action: Action) throws {
        #expect(try DockerCall(method, path: path).action(of: method) == action)
    }

    @Test(arguments: ["containers/a/x%2Fexec", "containers/a/x/..%2Fexec", "exec/a/%2e%2e", "containers/a/%zz"])
    func aPathThatTheEngineWouldReadOtherwiseIsRefused(path: String) {
        #expect(throws: DockerRefusal.unknownCall) { try DockerCall(.get, path: path) }
    }
}
