//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model
import Orchestration

extension ClusterController {
    /// - Throws: `ControlPlaneError.Code.conflict` while a blue-green release waits to be confirmed.
    func refuseDuringRelease(_ record: ApplicationRecord) throws {
        guard let release = record.release else { return }
        throw ControlPlaneError(
            .conflict,
            "Conflicts with unconfirmed updates for operation: application \(record.name) has version "
                + "\(release.next.version) beside version \(release.previous.version); confirm it with "
                + "`gantry app confirm \(record.name)`, or take it back with `gantry app rollback \(record.name)`"
        )
    }

    /// What runs while a version is released beside another one.
    ///
    /// - Throws: `ControlPlaneError.Code.invalid` when both have a service of one name.
    static func sideBySide(_ current: ApplicationRecord, _ next: ApplicationSpec) throws -> ApplicationSpec {
        let present = Set(current.presentServices.map(\.name))
        let taken = next.services.map(\.name).filter(present.contains)
        guard let first = taken.first else { return current.spec.joined(with: next) }
        let names = taken.map(\.rawValue).joined(separator: ", ")
        throw ControlPlaneError(
            .invalid,
            "services [\(names)]: are in the version that runs, too; in a blue-green release the new services need "
                + "names of their own, such as \(first)-green"
        )
    }

    /// Has a version made beside the one that runs; its services get visitors when they are given weights.
    func release(_ next: VersionRecord, on current: ApplicationRecord) async throws {
        var next = next
        next.deployed = now
        let previous = VersionRecord(current, deployed: now, user: next.user, cause: .rollback)
        let release = ReleaseRecord(previous: previous, next: next)
        let spec = try Self.sideBySide(current, next.spec)
        let operations = try await keep(next, of: current.id)
        try await change(current.id, alongside: operations) { record in
            next.apply(to: &record)
            record.spec = spec
            record.pulledImages = (previous.pulledImages ?? [:]).merging(next.pulledImages ?? [:]) { $1 }
            record.release = release
        }
    }

    /// Sets which part of the visitors services get of the addresses that they share.
    func setWeights(_ weights: [String: Int], of name: String) async throws {
        let current = try existing(name).record
        var release = try self.release(of: current)
        guard !weights.isEmpty else {
            throw ControlPlaneError(.invalid, "weights: are missing; give them as SERVICE=WEIGHT")
        }
        for (service, weight) in weights {
            guard release.weights[ServiceName(service)] != nil else {
                let known = release.weights.keys.map(\.rawValue).sorted().joined(separator: ", ")
                throw ControlPlaneError(.notFound, "Not Found: there is no service '\(service)'; there are [\(known)]")
            }
            guard (0...100).contains(weight) else {
                throw ControlPlaneError(.invalid, "weight \(weight): is outside 0 to 100; give a number inside")
            }
            release.weights[ServiceName(service)] = weight
        }
        try checkWeights(release.weights, of: current.spec)
        let changed = release.weights
        try await change(current.id) { $0.release?.weights = changed }
        let text = weights.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        await note("application.weights", "\(name): weights \(text) accepted", current)
    }

    /// Refuses weights with which nobody would serve an address.
    private func checkWeights(_ weights: [ServiceName: Int], of spec: ApplicationSpec) throws {
        var sums: [String: (weight: Int, count: Int)] = [:]
        for service in spec.services {
            let ports = service.loadBalancers.map { "\($0.balancer):\($0.frontPort)" }
            for address in Set(service.routes.map(address(of:)) + ports) {
                let known = sums[address] ?? (0, 0)
                sums[address] = (known.weight + (weights[service.name] ?? 0), known.count + 1)
            }
        }
        for (address, sum) in sums.sorted(by: { $0.key < $1.key }) where sum.count > 1 && sum.weight == 0 {
            throw ControlPlaneError(
                .invalid,
                "weights: nobody would serve \(address) any more; give one of its services a weight above 0 first"
            )
        }
    }

    /// Ends a release: the new services get all visitors, the old ones go.
    func confirmRelease(_ name: String, force: Bool) async throws {
        let current = try existing(name).record
        let release = try self.release(of: current)
        let waiting = servicesNotRunning(release.newServices, of: try existing(name))
        guard waiting.isEmpty || force else {
            throw ControlPlaneError(
                .conflict,
                "application \(name): services [\(waiting.joined(separator: ", "))] don't run yet; wait, or give force=true"
            )
        }
        try await shift(to: release.newServices, from: release.oldServices, of: current.id)
        let next = release.next
        try await change(current.id) { record in
            guard record.release != nil else { return }
            let spec = record.spec.only(release.newServices)
            next.apply(to: &record)
            record.spec = spec
        }
        await note("application.confirmed", "\(name): version \(next.version) is confirmed", current)
    }

    /// Takes a release back: the old services get all visitors, the new ones go.
    func takeBackRelease(_ name: String, by user: String) async throws {
        let current = try existing(name).record
        let release = try self.release(of: current)
        try await shift(to: release.oldServices, from: release.newServices, of: current.id)
        var previous = release.previous
        previous.deployed = now
        previous.user = user
        let operations = try await keep(previous, of: current.id)
        try await change(current.id, alongside: operations) { record in
            guard record.release != nil else { return }
            let spec = record.spec.only(release.oldServices)
            previous.apply(to: &record)
            record.spec = spec
        }
        await note("application.rollback", "\(name): back to version \(previous.version)", current)
    }

    private func release(of record: ApplicationRecord) throws -> ReleaseRecord {
        guard let release = record.release else {
            throw ControlPlaneError(
                .conflict,
                "application \(record.name): has no blue-green release that waits; deploy one with "
                    + "`gantry app deploy \(record.name) --update-method blue-green`"
            )
        }
        return release
    }

    /// Gives all visitors to some services, then none to the others; every router has the one before the other.
    private func shift(to arriving: [ServiceName], from leaving: [ServiceName], of id: ApplicationID) async throws {
        try await change(id) { record in
            for service in arriving { record.release?.weights[service] = 100 }
        }
        await waitForRoutes()
        try await change(id) { record in
            for service in leaving { record.release?.weights[service] = 0 }
        }
        await waitForRoutes()
    }

    /// Which of the services don't run as they are to.
    func servicesNotRunning(_ names: [ServiceName], of runtime: ApplicationRuntime) -> [String] {
        let output = status(of: runtime)
        return names.filter { name in
            output.serviceStates[name] != .running || output.waiting.keys.contains { $0.service == name }
        }
        .map(\.rawValue)
    }
}
