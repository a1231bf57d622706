//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Access
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
    ])
    func methodAndPathTellTheAction(method: HTTPRequest.Method, path: String, action: Action) throws {
        #expect(try DockerCall(path: path).action(of: method) == action)
    }

    @Test(arguments: ["containers/a/x%2Fexec", "containers/a/x/..%2Fexec", "exec/a/%2e%2e", "containers/a/%zz"])
    func aPathThatTheEngineWouldReadOtherwiseIsRefused(path: String) {
        #expect(throws: APIFailure.self) { try DockerCall(path: path) }
    }
}
