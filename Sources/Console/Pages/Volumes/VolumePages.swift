//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model

/// The volumes of a cluster's engines.
enum VolumePages {
    /// A volume as the cluster's Docker API shows it.
    private struct Volume: Decodable, Sendable {
        struct User: Decodable, Sendable {
            var name: String
            var id: String

            enum CodingKeys: String, CodingKey {
                case name = "Name"
                case id = "ID"
            }
        }

        var name: String
        var driver: String
        var mountpoint: String?
        var created: String?
        var node: String
        var users: [User]?
        var labels: [String: String]?

        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case driver = "Driver"
            case mountpoint = "Mountpoint"
            case created = "CreatedAt"
            case node = "Node"
            case users = "Refs"
            case labels = "Labels"
        }

        /// What it is called on all nodes: those of the driver `local` are each node's own.
        var reference: String { driver == "local" ? "\(node)/\(name)" : name }

        var userNames: [String] { (users ?? []).map(\.name.withoutSlash) }
    }

    private struct List: Decodable, Sendable {
        var volumes: [Volume]?

        enum CodingKeys: String, CodingKey {
            case volumes = "Volumes"
        }
    }

    static let routes: [PageRoute] = [
        .get("/clusters/{cluster}/volumes") { page in try await list(page) },
        .get("/clusters/{cluster}/volumes/{volume}/delete") { page in try await askDeletion(page) },
        .post("/clusters/{cluster}/volumes/{volume}/delete") { page in
            try await page.submit(.volumeDeleted, at: .cluster(page.cluster, "volumes")) {
                try await page.api.delete(try address(of: page.parameter("volume"), page))
            } refused: {
                try await askDeletion(page, failure: $0)
            }
        },
    ]

    private static func list(_ page: PageRequest) async throws -> ConsoleResponse {
        let (text, use) = (page.query["q"], page.query["use"])
        let volumes = try await all(page)
        let found = volumes.filter { volume in
            let isUsed = !(volume.users ?? []).isEmpty
            let words = [volume.name, volume.node, volume.driver] + volume.userNames
            return (use.isEmpty || (use == "used") == isUsed) && (text.isEmpty || words.contains { $0.isFound(text) })
        }
        let pager = Pager(found, query: page.query)
        let here = Path.cluster(page.cluster, "volumes")
        let uses = [("", page(.all)), ("used", page(.inUse)), ("unused", page(.notInUse))]
        let table = Table(
            columns: [page(.name), page(.node), page(.driver), page(.usedBy), page(.created), ""],
            rows: pager.elements.map { volume in
                [
                    "<code>\(volume.name)</code>",
                    "<a href=\"\(Path.cluster(page.cluster, "nodes", volume.node))\">\(volume.node)</a>",
                    "\(volume.driver)", users(of: volume, page), Moment.html(volume.created ?? ""),
                    Button.link(page(.delete), here / volume.reference / "delete", style: .danger),
                ]
            },
            empty: volumes.isEmpty ? "\(page(.noVolumes))" : "\(page(.nothingFound))"
        )
        return page.show(
            Page(
                title: page(.volumes),
                section: .volumes,
                crumbs: Page.crumbs(of: page.cluster, page),
                content: SearchForm.html(
                    here,
                    text: text,
                    filters: SearchForm.filter("use", page(.use), options: uses, chosen: use),
                    page.context
                )
                    + Live.region(
                        "volumes",
                        table.html + pager.html(here.with("q", text).with("use", use), page.context)
                    ),
                actions: Button.link(page(.cleanUp), .cluster(page.cluster, "clean-up")),
                live: .cluster(page.cluster, "events", "live")
            )
        )
    }

    private static func all(_ page: PageRequest) async throws -> [Volume] {
        let list: List = try await page.api.get("/clusters/\(page.cluster)/docker/volumes")
        return (list.volumes ?? []).sorted { ($0.name, $0.node) < ($1.name, $1.node) }
    }

    private static func users(of volume: Volume, _ page: PageRequest) -> HTML {
        let links: [HTML] = (volume.users ?? []).map { user in
            "<a href=\"\(Path.cluster(page.cluster, "containers", user.id))\">\(user.name.withoutSlash)</a> "
        }
        return links.isEmpty ? "–" : HTML(links)
    }

    /// Where the Docker API has the volume of a reference.
    private static func address(of reference: String, _ page: PageRequest) throws -> Path {
        reference.split(separator: "/").reduce("/clusters/\(page.cluster)/docker/volumes") { $0 / String($1) }
    }

    private static func askDeletion(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        let reference = page.parameter("volume")
        let here = Path.cluster(page.cluster, "volumes")
        let volume = try await all(page).first { $0.reference == reference }
        let users = volume?.userNames ?? []
        let confirmation = Confirmation(
            title: page(.deleteVolume(reference)),
            losses: [page(.volumeLoss)] + (users.isEmpty ? [] : [page(.volumeUsers(users))]),
            button: page(.delete),
            action: here / reference / "delete",
            back: here
        )
        let crumbs = Page.crumbs(of: page.cluster, page, .init(name: page(.volumes), path: here))
        return page.ask(confirmation, section: .volumes, crumbs: crumbs, refusal: failure)
    }
}

extension Text {
    static let driver = Text("Driver", "驱动")
    static let use = Text("Use", "使用情况")
    static let inUse = Text("in use", "使用中")
    static let notInUse = Text("not in use", "未使用")
    static let noVolumes = Text(
        "There is no volume. Volumes come with the applications whose templates name them.",
        "还没有数据卷。部署模板中声明了数据卷的应用时会自动创建。"
    )
    static func deleteVolume(_ name: String) -> Text { Text("Delete volume \(name)?", "删除数据卷 \(name)？") }
    static let volumeLoss = Text(
        "All data in it is lost and can't be brought back.",
        "数据卷中的所有数据都将丢失且无法恢复。"
    )
    static func volumeUsers(_ names: [String]) -> Text {
        Text(
            "These containers use it, and it can't be deleted before they are: \(list(names, and: "more")).",
            "以下容器正在使用，删除这些容器后才能删除：\(list(names, and: "个"))。"
        )
    }
    static let volumeDeleted = Text("The volume is deleted.", "数据卷已删除。")
}
