//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// What a template has beside its services, and the files that came with it.
struct TemplateResources {
    /// The declared volumes, by the names that the services use.
    var volumes: [String: VolumeSpec] = [:]
    var secrets = StoredFiles(.secret)
    var configs = StoredFiles(.config)
    var files = TemplateFiles(contents: [:])
}
