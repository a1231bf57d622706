//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import ArgumentParser

/// `gantry app`: applications made of services, each described by a Compose template.
package struct AppCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "app",
        abstract: "Applications: services that a Compose template describes.",
        subcommands: [
            AppDeploy.self, AppPlan.self, AppList.self, AppInspect.self, AppContainers.self, AppRoutes.self,
            AppEvents.self, AppLogs.self, AppStart.self, AppStop.self, AppKill.self, AppRedeploy.self, AppRemove.self,
            AppVersions.self, AppRollback.self, AppRun.self, AppRuns.self, AppSuspend.self, AppResume.self,
            AppConfirm.self, AppWeight.self,
        ]
    )

    package init() {}
}
