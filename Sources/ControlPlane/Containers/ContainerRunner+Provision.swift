//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import Model

extension ContainerRunner {
    /// Has the named volumes made that need more than a name, and checks those that somebody else makes.
    func provideVolumes(_ configuration: ContainerConfiguration) async throws {
        for volume in configuration.declaredVolumes {
            if volume.isExternal {
                try await checkVolume(volume.name)
            } else if volume.driver != nil || !volume.options.isEmpty || !volume.labels.isEmpty {
                // A volume that is there already is left as it is.
                try await engine.call("POST", "/volumes/create", json: volume.creation)
            }
        }
    }

    private func checkVolume(_ name: String) async throws {
        do {
            try await engine.call("GET", "/volumes/\(name)")
        } catch  where EngineCalls.isNotFound(error) {
            throw EngineCalls.Failure(
                node: engine.nodeName,
                status: 404,
                message:
                    "volume \(name): is external and not on the node; make it there, or remove external from the template"
            )
        }
    }

    /// Removes the volumes of a container's place (`SlotVolume`) that nothing uses.
    func removeVolumes(of slot: ContainerSlot, _ application: ApplicationID) async throws {
        struct Answer: Decodable {
            struct Volume: Decodable { var Name: String }
            var Volumes: [Volume]?
        }
        let labels = [
            "\(ContainerLabels.application)=\(application)", "\(ContainerLabels.service)=\(slot.service)",
            "\(ContainerLabels.number)=\(slot.number)",
        ]
        let filters = String(decoding: try JSONEncoder().encode(["label": labels]), as: UTF8.self)
        let body = try await engine.call("GET", "/volumes", query: [("filters", filters)])
        for volume in try JSONDecoder().decode(Answer.self, from: Data(body)).Volumes ?? [] {
            do {
                try await engine.call("DELETE", "/volumes/\(volume.Name)")
            } catch let failure as EngineCalls.Failure where failure.status == 404 || failure.status == 409 {
                // It is gone already, or another container of the template has it, too, and takes it along.
            }
        }
    }

    /// Puts secrets and configs into a container that doesn't run yet.
    func provideFiles(_ configuration: ContainerConfiguration, in id: ContainerID) async throws {
        guard !configuration.spec.files.isEmpty else { return }
        for (directory, archive) in configuration.archives {
            try await engine.call(
                "PUT",
                "/containers/\(id)/archive",
                query: [("path", directory)],
                archive: archive
            )
        }
    }
}

extension ContainerConfiguration {
    /// The volumes of the template that the service mounts.
    var declaredVolumes: [VolumeSpec] {
        let names = spec.volumes.compactMap { mount -> String? in
            guard case .volume(let name) = mount.source else { return nil }
            return name
        }
        return application.volumes.filter { names.contains($0.name) }
    }

    /// The service's files, by the directory that they are put into.
    ///
    /// That is the root, but for a read-only container, which takes files only where a volume is.
    var archives: [(directory: String, bytes: [UInt8])] {
        var archives: [String: TarArchive] = [:]
        for file in spec.files {
            let mount = spec.volumes.first { file.path.hasPrefix($0.target + "/") }
            let directory = spec.readOnly ? mount?.target ?? "/" : "/"
            archives[directory, default: TarArchive()].add(
                path: String(file.path.dropFirst(directory == "/" ? 1 : directory.utf8.count + 1)),
                content: [UInt8](file.content.utf8),
                userID: file.userID,
                groupID: file.groupID,
                mode: file.mode
            )
        }
        return archives.sorted { $0.key < $1.key }.map { ($0.key, $0.value.finished) }
    }
}

extension VolumeSpec {
    /// The body that has the engine make the volume.
    fileprivate var creation: JSONValue {
        [
            "Name": .string(name),
            "Driver": .string(driver ?? "local"),
            "DriverOpts": .strings(options),
            "Labels": .strings(labels),
        ]
    }
}
