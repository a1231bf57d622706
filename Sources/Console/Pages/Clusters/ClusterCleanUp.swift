//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials

/// Room on the nodes' disks: images that nobody uses, and volumes that removed containers left behind.
enum ClusterCleanUp {
    /// What an engine says of a clean-up, added up over the nodes.
    private struct Outcome: Decodable, Sendable {
        var imagesDeleted: [JSONValue]?
        var volumesDeleted: [String]?
        var spaceReclaimed: Int64?

        enum CodingKeys: String, CodingKey {
            case imagesDeleted = "ImagesDeleted"
            case volumesDeleted = "VolumesDeleted"
            case spaceReclaimed = "SpaceReclaimed"
        }
    }

    static func ask(_ page: PageRequest) -> ConsoleResponse {
        let fields =
            Field.check("images", page(.unusedImages), isOn: true)
            + Field.check("volumes", page(.leftVolumes), isOn: false)
        let confirmation = Confirmation(
            title: page(.cleanUpOf(page.cluster)),
            losses: [page(.cleanUpImages), page(.cleanUpVolumes)],
            button: page(.cleanUp),
            action: .cluster(page.cluster, "clean-up"),
            back: .cluster(page.cluster),
            fields: fields
        )
        return page.ask(confirmation, section: .clusters, crumbs: Page.crumbs(of: page.cluster, page))
    }

    static func run(_ page: PageRequest) async throws -> ConsoleResponse {
        var (bytes, images, volumes): (Int64, Int, Int) = (0, 0, 0)
        if page.form.isOn("images") {
            // All that no container uses, not only those without a name.
            let filters = #"{"dangling":{"false":true}}"#
            let path = Path("/clusters/\(page.cluster)/docker/images/prune").with("filters", filters)
            let outcome: Outcome = try await page.api.post(path)
            bytes += outcome.spaceReclaimed ?? 0
            images = outcome.imagesDeleted?.filter { $0["Deleted"] != nil }.count ?? 0
        }
        if page.form.isOn("volumes") {
            let outcome: Outcome = try await page.api.post("/clusters/\(page.cluster)/docker/volumes/prune")
            bytes += outcome.spaceReclaimed ?? 0
            volumes = outcome.volumesDeleted?.count ?? 0
        }
        return try await page.done(.cleanedUp(ByteCount.text(bytes), images, volumes), at: .cluster(page.cluster)) {}
    }
}

extension Text {
    static let cleanUp = Text("Clean up disks", "清理磁盘")
    static func cleanUpOf(_ cluster: String) -> Text {
        Text("Clean up the disks of \(cluster)?", "清理集群 \(cluster) 的磁盘？")
    }
    static let unusedImages = Text("Images that no container uses", "未被任何容器使用的镜像")
    static let leftVolumes = Text("Volumes that removed containers left behind", "已删除容器遗留的数据卷")
    static let cleanUpImages = Text(
        "Images that no container uses are deleted on every node that is connected; the next container that needs one waits until it is pulled again.",
        "将删除所有已连接节点上未被容器使用的镜像；之后需要这些镜像的容器要重新拉取。"
    )
    static let cleanUpVolumes = Text(
        "Volumes without a name that no container uses are deleted with the data in them, where you choose so; volumes with a name stay.",
        "如果选择，将删除未被容器使用的匿名数据卷及其数据；具名数据卷保留。"
    )
    static func cleanedUp(_ space: String, _ images: Int, _ volumes: Int) -> Text {
        Text(
            "Cleaned up: \(space) freed, \(images) image layers and \(volumes) volumes deleted.",
            "清理完成：释放 \(space)，删除 \(images) 个镜像层和 \(volumes) 个数据卷。"
        )
    }
}
