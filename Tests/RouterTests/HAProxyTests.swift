//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Testing

/// Tests with a real HAProxy, one after the other.
@Suite(
    .serialized,
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/sbin/haproxy")),
    .timeLimit(.minutes(3))
)
enum HAProxyTests {}
