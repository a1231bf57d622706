//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension ServerOptions {
    /// Makes the data directory, for what is opened in it before the server itself.
    ///
    /// - Throws: `ServerError` when it can't be made, or isn't the server's own.
    package func prepareDataDirectory() throws { _ = try DataDirectory(dataDirectory) }
}
