//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import ArgumentParser

/// The commands that talk to a server, in the order in which help lists them.
package enum GantryGroups {
    package static let access: [any ParsableCommand.Type] = [
        LoginCommand.self, LogoutCommand.self, WhoamiCommand.self, ContextCommand.self, UserCommand.self,
        KeyCommand.self, AuditCommand.self,
    ]
    package static let resources: [any ParsableCommand.Type] = [
        ClusterCommand.self, NodeCommand.self, AppCommand.self, ServiceCommand.self, RouteCommand.self,
        ConfigCommand.self, LoadBalancerCommand.self, TriggerCommand.self,
    ]
    package static let containers: [any ParsableCommand.Type] = [
        PsCommand.self, LogsCommand.self, ExecCommand.self, InspectCommand.self, TopCommand.self, StartCommand.self,
        StopCommand.self, RestartCommand.self, RemoveCommand.self,
    ]
}
