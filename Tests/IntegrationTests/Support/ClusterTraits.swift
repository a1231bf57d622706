//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

/// Lets tests share the cluster, a few at a time, and gives it to those alone that break things.
struct ClusterAccess: TestTrait, SuiteTrait, TestScoping {
    let isAlone: Bool

    var isRecursive: Bool { true }

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        await ClusterGate.shared.enter(alone: isAlone)
        let result: Result<Void, any Error>
        do { result = .success(try await function()) } catch { result = .failure(error) }
        await ClusterGate.shared.leave(alone: isAlone)
        try result.get()
    }
}

extension Trait where Self == ClusterAccess {
    /// The tests disturb nobody, and run beside others.
    static var sharesCluster: ClusterAccess { ClusterAccess(isAlone: false) }
    /// The tests stop programs or nodes, and run with nothing beside them.
    static var hasClusterAlone: ClusterAccess { ClusterAccess(isAlone: true) }
}

extension Trait where Self == ConditionTrait {
    /// Skipped where no cluster was brought up for the tests.
    static var needsCluster: ConditionTrait {
        .enabled(if: TestEnvironment.programs != nil, TestEnvironment.hint)
    }
}

/// Who is at work on the cluster.
private actor ClusterGate {
    static let shared = ClusterGate()
    /// More only wait for the processors.
    private static let width = 4

    private var sharing = 0
    private var isTaken = false
    private var waiting: [(isAlone: Bool, continuation: CheckedContinuation<Void, Never>)] = []

    func enter(alone: Bool) async {
        if waiting.isEmpty, admit(alone) { return }
        await withCheckedContinuation { waiting.append((alone, $0)) }
    }

    func leave(alone: Bool) {
        if alone { isTaken = false } else { sharing -= 1 }
        // Those that share go first, so that as much as can be is done side by side.
        while let next = waiting.firstIndex(where: { !$0.isAlone }) ?? waiting.indices.first,
            admit(waiting[next].isAlone)
        {
            waiting.remove(at: next).continuation.resume()
        }
    }

    private func admit(_ alone: Bool) -> Bool {
        guard !isTaken, alone ? sharing == 0 : sharing < Self.width else { return false }
        if alone { isTaken = true } else { sharing += 1 }
        return true
    }
}
