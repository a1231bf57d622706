//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

#if canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Collects the exit statuses of orphans, which the kernel gives to the first process of a container.
///
/// They are HAProxy's workers when their master was killed.
enum ZombieReaper {
    /// Collects those that have ended; does nothing in a process that isn't its container's first.
    static func run() {
        guard getpid() == 1 else { return }
        while true {
            var information = siginfo_t()
            // Looks, but leaves it: our own children are waited for elsewhere. They lead process groups; orphans don't.
            guard waitid(P_ALL, 0, &information, WEXITED | WNOHANG | WNOWAIT) == 0 else { return }
            let process = information._sifields._sigchld.si_pid
            guard process > 0, getpgid(process) != process else { return }
            waitpid(process, nil, WNOHANG)
        }
    }
}
