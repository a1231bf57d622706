//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerEngine
import EngineStub
import FoundationEssentials
import Model
import Testing

@testable import Agent

@Suite struct NodeInventoryTests {
    private func make(_ names: String..., in directory: String) throws {
        for name in names { try LocalFiles.write("\(directory)/\(name)", Data(), mode: 0o600) }
    }

    @Test func gpusAreFoundByTheirDeviceFiles() async throws {
        try await withTemporaryDirectory { directory in
            let gpus = GPUDirectory(path: directory)
            #expect(gpus.inventory() == nil)
            try make("nvidiactl", "nvidia-uvm", "nvidia", "nvidiax", "sda1", in: directory)
            #expect(gpus.inventory() == nil, "the driver alone is no GPU")
            try make("nvidia10", "nvidia2", "nvidia0", in: directory)
            #expect(
                gpus.inventory()
                    == GPUInventory(directory: directory, devices: [0, 2, 10], controls: ["nvidiactl", "nvidia-uvm"])
            )
        }
    }

    @Test func imagesWithoutANameAreLeftOut() throws {
        let text = """
            [{"Id":"sha256:b","RepoTags":["redis:7","redis:6"]},{"Id":"sha256:c","RepoTags":["<none>:<none>"]},
            {"Id":"sha256:d","RepoTags":null},{"Id":"sha256:a","RepoTags":["hub.test:5000/nginx:1"],"Size":1}]
            """
        let images = NodeImage.list(try Fixtures.decode(text))
        #expect(
            images == [
                NodeImage(id: "sha256:a", tags: ["hub.test:5000/nginx:1"]),
                NodeImage(id: "sha256:b", tags: ["redis:6", "redis:7"]),
            ]
        )
        #expect(images[0].names == ["sha256:a", "hub.test:5000/nginx:1", "hub.test:5000/nginx"])
        #expect(NodeImage(id: "1", tags: ["hub.test:5000/nginx"]).names == ["1", "hub.test:5000/nginx"])
    }

    @Test func aPulledImageIsReported() async throws {
        let engine = FakeEngine()
        try await withWatcher(engine) { state, _ in
            #expect(await state.eventually { $0.status.isEngineReachable && $0.status.images == [] })
            await engine.setImages(#"[{"Id":"sha256:a","RepoTags":["redis:6"]}]"#)
            #expect(await state.eventually { $0.status.images == [NodeImage(id: "sha256:a", tags: ["redis:6"])] })
        }
    }
}
