//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// How a service's containers are replaced when its template changes.
///
/// What `deploy.update_config` and `deploy.rollback_config` say, and `aliyun.rolling_updates`. The defaults are a
/// standard update: all containers at once.
package struct UpdateSpec: Codable, Hashable, Sendable {
    /// Whether a container's successor starts before it stops or after.
    package enum Order: String, Codable, Hashable, Sendable, CaseIterable {
        case stopFirst = "stop-first"
        case startFirst = "start-first"
    }

    /// What becomes of an update whose new containers fail.
    package enum FailureAction: String, Codable, Hashable, Sendable, CaseIterable {
        /// It stops where it is; the old containers that are left go on serving.
        case pause
        /// It goes on with the next containers.
        case proceed = "continue"
        /// What was replaced is replaced by what ran before.
        case rollback
    }

    /// Containers replaced at a time, 1 or more; nil for all at once.
    package var parallelism: Int?
    /// Seconds between one batch and the next.
    package var delaySeconds = 0
    /// Nil leaves the choice to Gantry: start first where ports and volumes allow it.
    package var order: Order?
    package var failureAction = FailureAction.pause
    /// Seconds after its start in which a container that fails counts against the update; nil for Gantry's choice.
    package var monitorSeconds: Int?
    /// The part of the containers, in thousandths, that may fail before the failure action is taken.
    package var maximumFailureThousandths = 0
    /// Seconds that an update waits for a new container to be well, beside its probe's initial delay; nil for Gantry's
    /// choice.
    package var timeLimitSeconds: Int?

    package init(parallelism: Int? = nil) {
        self.parallelism = parallelism
    }
}

/// What a service that this one depends on must have come to before this one starts: `depends_on.NAME.condition`.
package enum DependencyCondition: String, Codable, Hashable, Sendable, CaseIterable {
    /// Its containers run.
    case started = "service_started"
    /// Its containers run, and their health checks say that they are well.
    case healthy = "service_healthy"
    /// Its containers have ended with the exit code 0.
    case completed = "service_completed_successfully"
}
