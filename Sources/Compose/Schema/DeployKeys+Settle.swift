//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

extension DeployKeys {
    /// Puts what `deploy` says into the service, where no older key says something else.
    static func settle(_ draft: inout ServiceDraft) {
        let deploy = draft.deploy
        if let replicas = agreed(deploy.replicas, ["scale"], draft.spec.scale, draft) { draft.spec.scale = replicas }
        if let isGlobal = deploy.isGlobal { draft.spec.isGlobal = isGlobal.value }
        if let replicas = deploy.replicas, draft.spec.isGlobal {
            replicas.field.warning(
                "a global service has one container on every node; this number has no effect",
                "remove it, or write mode: replicated"
            )
        }
        if let update = deploy.update { draft.spec.update = update.value }
        if let restart = agreed(deploy.restart, ["restart"], draft.spec.restart, draft) { draft.spec.restart = restart }
        settleResources(&draft)
        settleLabels(&draft)
    }

    private static func settleLabels(_ draft: inout ServiceDraft) {
        for pair in draft.deploy.labels {
            if draft.labels.contains(pair.name) {
                guard pair.hasValue, let value = pair.field.text("a value"), draft.spec.labels[pair.name] != value
                else { continue }
                pair.field.error("the key labels gives this label another value", "keep one of them")
            } else {
                draft.addLabel(pair)
            }
        }
    }

    private static func settleResources(_ draft: inout ServiceDraft) {
        let deploy = draft.deploy
        var resources = draft.spec.resources
        if let bytes = agreed(deploy.memoryLimit, ["mem_limit"], resources.memoryBytes, draft) {
            resources.memoryBytes = bytes
        }
        if let millis = agreed(deploy.cpuLimit, ["cpus", "cpu_shares", "cpu_quota"], resources.cpuMillis, draft) {
            resources.cpuMillis = millis
        }
        if let pids = agreed(deploy.pidsLimit, ["pids_limit"], resources.pidsLimit ?? 0, draft) {
            resources.pidsLimit = pids
        }
        let reservation = resources.memoryReservationBytes ?? 0
        if let bytes = agreed(deploy.memoryReservation, ["mem_reservation"], reservation, draft) {
            resources.memoryReservationBytes = bytes
            resources.reservedMemoryBytes = bytes
        }
        if let reserved = deploy.cpuReservation {
            resources.reservedCPUMillis = reserved.value
            if resources.cpuMillis > 0, reserved.value > resources.cpuMillis {
                reserved.field.error("the reservation is greater than the limit", "write at most the limit")
            }
        }
        draft.spec.resources = resources
    }

    /// The newer key's value; an older key that says something else is an error.
    private static func agreed<Value: Equatable>(
        _ newer: Placed<Value>?,
        _ older: [String],
        _ current: Value,
        _ draft: ServiceDraft
    ) -> Value? {
        guard let newer else { return nil }
        if let name = older.first(where: { draft.fields[$0] != nil }), current != newer.value {
            newer.field.error("the key \(name) says something else", "keep one of the two keys")
        }
        return newer.value
    }
}

/// Devices of a kind that a container asks for: `deploy.resources.reservations.devices` and `gpus`.
enum DeviceRequest {
    struct Request {
        var capabilities: [String] = []
        var count: Placed<Int>?
        var isCountUnreadable = false
    }

    static let table = KeyTable<Request>(
        .init("capabilities") { field, request in
            request.capabilities = field.items("capabilities").compactMap { $0.text("gpu") }
        },
        .init("count") { field, request in
            guard field.text("a number of GPUs") != "all" else {
                request.isCountUnreadable = true
                field.error("nodes have different numbers of GPUs, and \"all\" can't be reserved", "write a number")
                return
            }
            request.count = Placed(field.integer(in: 1...GPULabel.maximum), field)
            request.isCountUnreadable = request.count == nil
        },
        .init("driver") { field, _ in
            guard let driver = field.text("nvidia"), driver != "nvidia" else { return }
            field.error("devices of the driver \(quoted(driver)) are not supported", "write nvidia")
        },
        .refused(
            "device_ids",
            "which GPUs a container gets is the scheduler's choice",
            "write count: with the number of GPUs"
        ),
        .refused("options", "options of device drivers are not supported", "remove the key")
    )

    /// Adds the devices of a list up.
    static func read(_ field: Field, capabilities: [String] = [], into draft: inout ServiceDraft) {
        for item in field.items("devices") {
            var request = Request(capabilities: capabilities)
            table.read(item, "a kind of device", into: &request)
            guard request.capabilities.contains("gpu") else {
                item.error("only GPUs can be reserved", "write capabilities: [gpu]")
                continue
            }
            guard !request.isCountUnreadable else { continue }
            guard let count = request.count else {
                item.error("the number of GPUs is missing", "write count:")
                continue
            }
            draft.spec.resources.gpus += count.value
        }
        guard draft.spec.resources.gpus > 0 else { return }
        draft.gpuPlaces.append(field)
    }
}
