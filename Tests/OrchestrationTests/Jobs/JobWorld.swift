//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ClusterSimulation
import Model
import Orchestration

extension World {
    /// A job on nodes whose engines do at once what they are told, at a quarter past the hour.
    static func job(
        _ services: ServiceSpec...,
        schedule: String? = nil,
        nodes: Int = 3,
        _ body: (inout JobSpec) -> Void = { _ in }
    ) throws -> World {
        var world = World(nodes: nodes)
        world.now = Timestamp(seconds: 900)
        var spec = ApplicationSpec(name: "app", services: services)
        var job = JobSpec(schedule: try schedule.map { try CronSchedule($0) })
        body(&job)
        spec.job = job
        world.application = ApplicationState(name: "app", id: "life2", spec: spec)
        world.application.version = "1.0"
        var orders = JobOrders(scheduleFrom: world.now)
        orders.deploy(job, isNew: true, at: world.now)
        world.application.jobOrders = orders
        return world
    }

    var jobState: JobState { application.job }

    /// Puts the clock forward and reconciles until nothing is left to be done now.
    mutating func advance(by seconds: Int) {
        now = now + .seconds(seconds)
        settle()
    }

    /// The current run's tasks, such as `web 1 running`.
    var tasks: [String] {
        (jobState.current?.tasks ?? jobState.previous?.tasks ?? []).map {
            "\($0.slot.service) \($0.slot.number) \($0.state.rawValue)"
        }
    }

    var runningNames: [String] { containers.filter { $0.status.state == .running }.map(\.status.name).sorted() }

    mutating func endAll(code: Int = 0) { for name in runningNames { exit(name, code: code) } }
}

extension ServiceSpec {
    static func task(_ name: ServiceName = "work", _ body: (inout ServiceSpec) -> Void = { _ in }) -> ServiceSpec {
        .sample(name) { service in
            service.restart = .no
            body(&service)
        }
    }
}
