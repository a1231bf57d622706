//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import CNamespaces

#if canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Network namespaces of processes.
enum NetworkNamespace {
    /// Runs a body in the network namespace of a process.
    ///
    /// Only the calling thread is moved, and only for as long as the body runs: it must be short, and a socket that it
    /// makes stays in the namespace.
    ///
    /// - Parameters:
    ///   - process: The process whose namespace it is.
    ///   - body: What to do there.
    /// - Returns: What the body returned.
    /// - Throws: `AgentError` when the namespace can't be entered, as when the process is gone.
    static func enter<Value>(of process: Int, _ body: () -> Value) throws(AgentError) -> Value {
        let home = gantry_enter_network_namespace("/proc/\(process)/ns/net")
        guard home != -2 else {
            throw AgentError("network namespace of process \(process): \(SystemCalls.text(ofError: errno))")
        }
        let value = body()
        if home >= 0, gantry_leave_network_namespace(home) != 0 {
            // Whatever the thread did from here on would happen in the network of a container.
            fatalError("network namespace of process \(process): no way back: \(SystemCalls.text(ofError: errno))")
        }
        return value
    }
}
