//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

// The key `deploy` of Compose 3 and later: how many containers, with what, and how they are updated.

/// What `deploy` says, before it is put together with the older keys and the labels that say the same.
struct DeployDraft {
    var replicas: Placed<Int>?
    var isGlobal: Placed<Bool>?
    var memoryLimit: Placed<Int64>?
    var cpuLimit: Placed<Int64>?
    var pidsLimit: Placed<Int64>?
    var memoryReservation: Placed<Int64>?
    var cpuReservation: Placed<Int64>?
    var restart: Placed<RestartPolicy>?
    var update: Placed<UpdateSpec>?
    /// Labels of the service, which count as those of its containers do: `aliyun.*` may stand in either place.
    var labels: [FieldPair] = []
}

enum DeployKeys {
    typealias Table = KeyTable<ServiceDraft>

    static let table = Table(
        .init("mode") { field, draft in
            switch field.text("replicated or global") {
            case "replicated": draft.deploy.isGlobal = Placed(false, field)
            case "global": draft.deploy.isGlobal = Placed(true, field)
            case "replicated-job", "global-job":
                field.error(
                    "jobs are whole applications here",
                    "write the label aliyun.project_type: batch under the template's labels"
                )
            case .some(let text): field.refuse(text, "replicated or global")
            case nil: break
            }
        },
        .init("replicas") { field, draft in
            draft.deploy.replicas = Placed(field.integer(in: ScaleLabels.range), field)
        },
        .init("labels") { field, draft in draft.deploy.labels = field.pairs("labels") },
        .init("resources") { field, draft in resources.read(field, "limits and reservations", into: &draft) },
        .init("restart_policy") { field, draft in readRestartPolicy(field, into: &draft) },
        .init("placement") { field, draft in placement.read(field, "constraints", into: &draft) },
        .init("update_config") { field, draft in
            var update = UpdateSpec(parallelism: 1)
            UpdateKeys.table.read(field, "the steps of an update", into: &update)
            draft.deploy.update = Placed(update, field)
        },
        .init("rollback_config") { field, draft in
            var rollback = UpdateSpec(parallelism: 1)
            UpdateKeys.table.read(field, "the steps of a rollback", into: &rollback)
            if rollback.failureAction == .rollback {
                field.error("a rollback that fails can't be rolled back", "write failure_action: pause or continue")
            }
            draft.spec.rollback = rollback
        },
        .init("endpoint_mode") { field, _ in
            guard let mode = field.text("dnsrr"), mode != "dnsrr" else { return }
            if mode == "vip" {
                field.warning(
                    "a service's name gives the addresses of its containers; there is no address in between",
                    "write dnsrr, or remove the key"
                )
            } else {
                field.refuse(mode, "dnsrr")
            }
        }
    )

    // MARK: Resources

    static let resources = Table(
        .init("limits") { field, draft in limits.read(field, "limits", into: &draft) },
        .init("reservations") { field, draft in reservations.read(field, "reservations", into: &draft) }
    )

    static let limits = Table(
        .init("cpus") { field, draft in draft.deploy.cpuLimit = Placed(ServiceKey.millis(field), field) },
        .init("memory") { field, draft in draft.deploy.memoryLimit = Placed(ServiceKey.memory(field), field) },
        .init("pids") { field, draft in draft.deploy.pidsLimit = Placed(ServiceKey.pids(field), field) }
    )

    static let reservations = Table(
        .init("cpus") { field, draft in draft.deploy.cpuReservation = Placed(ServiceKey.millis(field), field) },
        .init("memory") { field, draft in draft.deploy.memoryReservation = Placed(ServiceKey.memory(field), field) },
        .init("devices") { field, draft in DeviceRequest.read(field, into: &draft) },
        .refused(
            "generic_resources",
            "nodes have no resources beside memory, CPU and GPUs",
            "remove the key; label the nodes, and choose them with a constraint"
        )
    )

    // MARK: Placement

    static let placement = Table(
        .init("constraints") { field, draft in PlacementConstraints.read(field, into: &draft) },
        .ignored("preferences", "containers are spread over the nodes anyway; this key has no effect"),
        .refused(
            "max_replicas_per_node",
            "a number of containers for each node is not supported",
            "publish a fixed port, or write aliyun.global: true, for one container on each node"
        )
    )

    // MARK: Restart policy

    struct RestartDraft {
        var condition = "any"
        var maximumAttempts: Int?
    }

    static let restartPolicy = KeyTable<RestartDraft>(
        .init("condition") { field, draft in
            let conditions = ["none", "on-failure", "any"]
            draft.condition = field.text(conditions.listed(), where: { conditions.contains($0) }) ?? draft.condition
        },
        .init("max_attempts") { field, draft in draft.maximumAttempts = field.integer(in: 0...100_000) },
        .ignored("delay", "a container waits longer after each failure; this key has no effect"),
        .ignored("window", "a container that runs for ten seconds counts as restarted; this key has no effect")
    )

    private static func readRestartPolicy(_ field: Field, into draft: inout ServiceDraft) {
        var policy = RestartDraft()
        restartPolicy.read(field, "a condition", into: &policy)
        let restart: RestartPolicy =
            switch policy.condition {
            case "none": .no
            case "on-failure": .onFailure(maximumRetries: policy.maximumAttempts == 0 ? nil : policy.maximumAttempts)
            default: .always
            }
        if restart == .always, policy.maximumAttempts ?? 0 > 0 {
            field.warning("max_attempts has no effect with condition: any", "write condition: on-failure, or remove it")
        }
        draft.deploy.restart = Placed(restart, field)
    }
}

/// The keys of `update_config` and `rollback_config`.
enum UpdateKeys {
    static let table = KeyTable<UpdateSpec>(
        .init("parallelism") { field, update in
            guard let count = field.integer(in: ScaleLabels.range) else { return }
            update.parallelism = count == 0 ? nil : count
        },
        .init("delay") { field, update in update.delaySeconds = field.seconds() ?? 0 },
        .init("order") { field, update in
            let orders = UpdateSpec.Order.allCases.map(\.rawValue)
            guard let text = field.text(orders.listed(), where: { orders.contains($0) }) else { return }
            update.order = UpdateSpec.Order(rawValue: text)
        },
        .init("failure_action") { field, update in
            let actions = UpdateSpec.FailureAction.allCases.map(\.rawValue)
            guard let text = field.text(actions.listed(), where: { actions.contains($0) }) else { return }
            update.failureAction = UpdateSpec.FailureAction(rawValue: text) ?? .pause
        },
        .init("monitor") { field, update in update.monitorSeconds = field.seconds() },
        .init("max_failure_ratio") { field, update in
            update.maximumFailureThousandths = Int(field.thousandths(in: 0...1000) ?? 0)
        }
    )
}
