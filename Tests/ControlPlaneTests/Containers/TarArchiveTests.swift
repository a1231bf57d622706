//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Model
import Testing

@testable import ControlPlane

@Suite struct TarArchiveTests {
    @Test func aFileHasAHeaderAndFullBlocks() {
        var archive = TarArchive()
        archive.add(path: "run/secrets/key", content: [1, 2, 3], userID: 1_000, groupID: 7, mode: 0o440)
        let bytes = archive.finished
        #expect(bytes.count == 512 + 512 + 1_024)
        #expect(text(bytes, 0, 100) == "run/secrets/key")
        #expect(text(bytes, 100, 8) == "0000440")
        #expect(text(bytes, 108, 8) == "0001750")
        #expect(text(bytes, 116, 8) == "0000007")
        #expect(text(bytes, 124, 12) == "00000000003")
        #expect(text(bytes, 156, 1) == "0")
        #expect(text(bytes, 257, 5) == "ustar")
        #expect(bytes[512..<515] == [1, 2, 3])
        #expect(bytes[515...].allSatisfy { $0 == 0 })
        var header = Array(bytes[..<512])
        for index in 148..<156 { header[index] = 32 }
        #expect(Int(text(bytes, 148, 6), radix: 8) == header.reduce(0) { $0 + Int($1) })
    }

    @Test func aFullBlockNeedsNoFilling() {
        var archive = TarArchive()
        archive.add(path: "a", content: [UInt8](repeating: 65, count: 512), userID: 0, groupID: 0, mode: 0o644)
        archive.add(path: "b", content: [], userID: 0, groupID: 0, mode: 0o644)
        #expect(archive.bytes.count == 3 * 512)
        #expect(text(archive.bytes, 1_024, 100) == "b")
    }

    @Test func aLongPathIsCutAtASlash() {
        var archive = TarArchive()
        let folder = String(repeating: "d", count: 90)
        archive.add(path: "\(folder)/\(folder)/name", content: [], userID: 0, groupID: 0, mode: 0o644)
        #expect(text(archive.bytes, 0, 100) == "\(folder)/name")
        #expect(text(archive.bytes, 345, 155) == folder)
    }

    @Test func filesGoToTheRootAndIntoVolumesOfReadOnlyContainers() {
        var spec = ServiceSpec(name: "web", image: "nginx")
        spec.files = [
            FileMount(kind: .secret, name: "a", path: "/run/secrets/a", content: "A"),
            FileMount(kind: .config, name: "b", path: "/etc/b", content: "B"),
        ]
        let archives = configuration(of: spec).archives
        #expect(archives.map(\.directory) == ["/"])
        #expect(archives.first.map { text($0.bytes, 0, 100) } == "run/secrets/a")
        spec.readOnly = true
        spec.volumes = ["/run/secrets", "/etc"].map { VolumeMount(source: .anonymous, target: $0) }
        let inVolumes = configuration(of: spec).archives
        #expect(inVolumes.map(\.directory) == ["/etc", "/run/secrets"])
        #expect(inVolumes.map { text($0.bytes, 0, 100) } == ["b", "a"])
    }

    private func configuration(of spec: ServiceSpec) -> ContainerConfiguration {
        ContainerConfiguration(
            cluster: "c1",
            applicationID: "a1",
            application: ApplicationSpec(name: "shop", services: [spec]),
            spec: spec,
            slot: ContainerSlot(service: spec.name, number: 1),
            hash: "hash",
            imageMap: [:]
        )
    }

    private func text(_ bytes: [UInt8], _ offset: Int, _ length: Int) -> String {
        String(decoding: bytes[offset..<(offset + length)].prefix { $0 != 0 }, as: UTF8.self)
    }
}
