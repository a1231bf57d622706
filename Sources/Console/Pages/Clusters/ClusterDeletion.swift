//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The end of a cluster.
enum ClusterDeletion {
    static func ask(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        let nodes: [Host] = try await page.api.get("/clusters/\(page.cluster)/hosts")
        let title = page(.deleteCluster(page.cluster))
        let crumbs = Page.crumbs(of: page.cluster, page)
        guard nodes.isEmpty else {
            let links: [HTML] = nodes.prefix(100).map {
                "<li><a href=\"\(Path.cluster(page.cluster, "nodes", $0.name, "delete"))\">\($0.name)</a></li>"
            }
            let content = Alert.warning("\(page(.clusterHasNodes))") + "<ul>\(links)</ul>"
            return page.show(
                Page(title: title, section: .clusters, crumbs: crumbs, content: content),
                refusal: failure
            )
        }
        let confirmation = Confirmation(
            title: title,
            losses: [page(.clusterLossApplications), page(.clusterLossCertificates), page(.clusterLossBindings)],
            button: page(.delete),
            action: .cluster(page.cluster, "delete"),
            back: .cluster(page.cluster)
        )
        return page.ask(confirmation, section: .clusters, crumbs: crumbs, refusal: failure)
    }

    static func delete(_ page: PageRequest) async throws -> ConsoleResponse {
        do {
            var response = try await page.done(.clusterDeleted(page.cluster), at: .console("clusters")) {
                try await page.api.delete("/clusters/\(page.cluster)")
            }
            response.setCookie(PageContext.clusterCookie, nil)
            return response
        } catch let refusal as APIRefusal where refusal.status == 409 {
            return try await ask(page, failure: refusal)
        }
    }
}

extension Text {
    static func deleteCluster(_ name: String) -> Text { Text("Delete cluster \(name)?", "删除集群 \(name)？") }
    static func clusterDeleted(_ name: String) -> Text { Text("Cluster \(name) is deleted.", "集群 \(name) 已删除。") }
    static let clusterHasNodes = Text(
        "A cluster is deleted when it has no nodes any more. Remove these first:",
        "集群中没有节点时才能删除。请先移除以下节点："
    )
    static let clusterLossApplications = Text(
        "Its applications, with their versions and triggers, are forgotten.",
        "该集群的应用及其版本和触发器都将被删除。"
    )
    static let clusterLossCertificates = Text(
        "Certificates for its endpoint, join commands and registry logins become worthless.",
        "集群接入点的证书、节点加入命令和镜像仓库登录信息都将失效。"
    )
    static let clusterLossBindings = Text(
        "Load balancers that are bound to it lead nowhere; they stay themselves.",
        "绑定到该集群的负载均衡会被解绑，负载均衡本身保留。"
    )
}
