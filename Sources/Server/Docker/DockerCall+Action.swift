//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Access
import HTTPTypes

extension DockerCall {
    /// What the call does, as policies call it.
    ///
    /// Only what is known to read counts as reading; a call that isn't known counts as one that changes the container.
    func action(of method: HTTPRequest.Method) -> Action {
        let words = action.split(separator: "/").map { PercentEncoding.decode($0) ?? String($0) }
        let isReading = method == .get || method == .head
        guard case .container = subject else { return isReading && words == ["json"] ? .getContainers : .execContainer }
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
}
