//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// What a version leaves behind when the next one has no services of these names.
///
/// They go on as they are until the next version serves in their place; how they are replaced is no service's own
/// roll-out, as nothing says which service takes the place of which.
package struct Handover: Codable, Hashable, Sendable {
    /// Services that aren't in the application any more, as they last were.
    package internal(set) var leaving: [ServiceSpec]
    /// Services of the application that have to serve before those go.
    ///
    /// What is the same in both versions is not among them: how it does says nothing of the update.
    package internal(set) var arriving: Set<ServiceName>
    /// `ApplicationState.pulledImages` of those that leave.
    package internal(set) var pulledImages: [ServiceName: String]

    /// Nil when nothing is left behind.
    ///
    /// - Parameters:
    ///   - previous: The application before, with its images behind tags.
    ///   - stopped: Its services that don't run, which have nothing to hand over.
    ///   - unfinished: What its own predecessors left behind and is still there.
    ///   - next: The application from now on, with its images behind tags.
    package init?(
        from previous: (spec: ApplicationSpec, pulledImages: [ServiceName: String]),
        stopped: Set<ServiceName> = [],
        unfinished: Handover? = nil,
        to next: (spec: ApplicationSpec, pulledImages: [ServiceName: String])
    ) {
        guard previous.spec.job == nil, next.spec.job == nil else { return nil }
        let own = previous.spec.services.filter { $0.external == nil && !stopped.contains($0.name) }
        let inherited = unfinished?.leaving.filter { previous.spec.service($0.name) == nil } ?? []
        leaving = (own + inherited).filter { next.spec.service($0.name) == nil }
        guard !leaving.isEmpty else { return nil }
        let changed = next.spec.services.filter { service in
            service.external == nil
                && (previous.spec.service(service.name) != service
                    || previous.pulledImages[service.name] != next.pulledImages[service.name])
        }
        arriving = Set(changed.map(\.name))
        let names = Set(leaving.map(\.name))
        pulledImages = previous.pulledImages.merging(unfinished?.pulledImages ?? [:]) { current, _ in current }
            .filter { names.contains($0.key) }
    }
}

extension ServiceSpec {
    /// Why two services can't have containers at a time; nil when they can.
    ///
    /// Ports of nodes are the scheduler's to judge, as far as they are known.
    func conflict(with other: ServiceSpec, in services: [ServiceSpec]) -> String? {
        if network == .host, other.network == .host { return "both have the network of their node" }
        let shared = writtenVolumes(in: services).intersection(other.writtenVolumes(in: services))
        return shared.min().map { "both write to \($0)" }
    }

    /// Volumes and paths of the node that its containers write to, by what the engines call them.
    private func writtenVolumes(in services: [ServiceSpec]) -> Set<String> {
        var written: Set<String> = []
        var seen: Set<ServiceName> = [name]
        var queue = [self]
        while let service = queue.popLast() {
            for mount in service.volumes where !mount.options.contains("ro") {
                switch mount.source {
                case .anonymous: break
                case .volume(let name): written.insert(name)
                case .hostPath(let path): written.insert(path)
                }
            }
            for source in service.volumesFrom where !source.isReadOnly && seen.insert(source.service).inserted {
                queue += services.filter { $0.name == source.service }
            }
        }
        return written
    }
}
