//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials

/// The variables that the program was started with.
package enum Environment {
    package static var variables: [String: String] { ProcessInfo.processInfo.environment }
}
