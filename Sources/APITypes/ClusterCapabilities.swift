//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What clients may ask of a cluster; the names, and the misspelt ones among them, are those that they know.
package enum ClusterCapabilities {
    package static let all: [String: Bool] = [
        "acslogging": false, "acsrouting": true, "blue-green_confirm": true, "blue-green_deployment": true,
        "cluster_event": true, "compose_v2": true, "config_map": true, "cron": true, "default_update_method": true,
        "drain": true, "logging_sls": false, "monitoring": false, "node_scaling": false,
        "porject_event_deletion": false, "porject_trigger": true, "rebalance": true, "reset_node": false,
        "routing_custom_root_domain": true, "routing_slb": true, "scalingtrigger": true,
        "slb-blue-green_deployment": true, "update_force_reschedule": true, "volume_ossfs": false,
        "volume_yunpan": false,
    ]
}
