//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// What becomes of a container that ended.
enum RestartRule: Hashable {
    case start(reason: String)
    /// Started again, but not before.
    case startAt(Timestamp)
    /// It did what it had to and stays as it is.
    case finished
    /// It failed and stays as it is.
    case failed(reason: String)

    /// A run of this length makes the next end count as the first.
    static let stableRun = Duration.seconds(10)

    /// What becomes of a container in state `exited`.
    ///
    /// `requestedAt` is when its service was last asked to start; `history` is nil when nothing is known of earlier
    /// starts.
    static func decide(
        _ status: ContainerStatus,
        policy: RestartPolicy,
        requestedAt: Timestamp?,
        history: RestartHistory?,
        now: Timestamp
    ) -> RestartRule {
        // A start made since counts as the answer to the request, whatever the node's clock says.
        if let requestedAt, requestedAt > status.finished ?? status.created,
            history.map({ $0.lastStart < requestedAt }) ?? true
        {
            return .start(reason: "it was asked to start")
        }
        let end = "it exited with \(status.exitCode)" + (status.error.isEmpty ? "" : " (\(status.error))")
        let attempts = self.attempts(status, history)
        switch policy {
        case .always, .unlessStopped: break
        case .no where status.exitCode == 0 && status.error.isEmpty: return .finished
        case .no: return .failed(reason: end + ", and its restart policy is `no`")
        case .onFailure where status.exitCode == 0 && status.error.isEmpty: return .finished
        case .onFailure(let maximum?) where status.restartCount + attempts >= maximum:
            let restarts = maximum == 1 ? "1 restart" : "\(maximum) restarts"
            return .failed(reason: end + " after \(restarts), which is its limit")
        case .onFailure: break
        }
        guard let history, attempts > 0 else { return .start(reason: end) }
        // Only how long it ran is taken from the node's clock, which may differ from this one.
        let due = history.lastStart + ran(status) + BackOff.delay(afterAttempts: attempts)
        return due <= now ? .start(reason: end) : .startAt(due)
    }

    /// How often the container was started in a row without a stable run.
    static func attempts(_ status: ContainerStatus, _ history: RestartHistory?) -> Int {
        ran(status) >= stableRun ? 0 : history?.attempts ?? 0
    }

    private static func ran(_ status: ContainerStatus) -> Duration {
        guard let started = status.started, let finished = status.finished, finished > started else { return .zero }
        return finished - started
    }
}
