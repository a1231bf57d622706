//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOPosix

/// Finds addresses of names with the machine's own resolver.
enum NameResolver {
    /// How long a name is waited for.
    private static let limit = TimeAmount.seconds(3)
    /// The longest name of the domain name system.
    private static let maximumLength = 253

    /// The addresses of some names, without those that have none or aren't found in time.
    static func addresses(of names: [String], on group: any EventLoopGroup) async -> [String: String] {
        await withTaskGroup { tasks in
            for name in Set(names) where !name.isEmpty && name.utf8.count <= maximumLength {
                tasks.addTask { (name, await address(of: name, on: group.any())) }
            }
            var found: [String: String] = [:]
            for await (name, address) in tasks { found[name] = address }
            return found
        }
    }

    private static func address(of name: String, on loop: any EventLoop) async -> String? {
        let promise = loop.makePromise(of: String?.self)
        // The resolver can't be interrupted: an answer that comes later finds nobody waiting.
        let timer = loop.scheduleTask(in: limit) { promise.succeed(nil) }
        NIOThreadPool.singleton.submit { state in
            let found = state == .active ? try? SocketAddress.makeAddressResolvingHost(name, port: 0) : nil
            promise.succeed(found?.ipAddress)
        }
        let address = try? await promise.futureResult.get()
        timer.cancel()
        return address
    }
}
