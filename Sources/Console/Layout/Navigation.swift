//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The console's navigation: what concerns all clusters, and what concerns the chosen one.
struct Navigation: Sendable {
    let context: PageContext
    let section: Page.Section?

    var html: HTML {
        var list: [HTML] = [
            link(.overview, .overview, .console()), link(.clusters, .clusters, .console("clusters")),
        ]
        if let cluster = context.cluster {
            list.append("<li class=\"heading text-break\">\(cluster)</li>")
            list += [
                link(.applications, .applications, .cluster(cluster, "applications")),
                link(.services, .services, .cluster(cluster, "services")),
                link(.containers, .containers, .cluster(cluster, "containers")),
                link(.nodes, .nodes, .cluster(cluster, "nodes")),
                link(.routes, .routes, .cluster(cluster, "routes")),
                link(.configurations, .configurations, .cluster(cluster, "configurations")),
                link(.volumes, .volumes, .cluster(cluster, "volumes")),
                link(.events, .events, .cluster(cluster, "events")),
            ]
        }
        list.append("<li class=\"heading\">\(context(.allClusters))</li>")
        list += [
            link(.templates, .templates, .console("templates")),
            link(.loadBalancers, .loadBalancers, .console("load-balancers")),
            link(.users, .users, .console("users")),
            link(.keys, .accessKeys, .console("keys")),
            link(.audit, .auditLog, .console("audit")),
            link(.settings, .settings, .console("settings")),
        ]
        return "<ul class=\"nav flex-column\">\(list)</ul>"
    }

    private func link(_ target: Page.Section, _ text: Text, _ path: Path) -> HTML {
        let current: HTML = target == section ? " active\" aria-current=\"page" : ""
        return "<li class=\"nav-item\"><a class=\"nav-link\(current)\" href=\"\(path)\">\(context(text))</a></li>"
    }
}

extension Path {
    /// An address about a cluster.
    static func cluster(_ cluster: String, _ segments: String...) -> Path {
        segments.reduce(Path.console("clusters", cluster)) { $0 / $1 }
    }
}

extension Text {
    static let overview = Text("Overview", "概览")
    static let clusters = Text("Clusters", "集群")
    static let nodes = Text("Nodes", "节点")
    static let applications = Text("Applications", "应用")
    static let services = Text("Services", "服务")
    static let containers = Text("Containers", "容器")
    static let routes = Text("Routes", "路由")
    static let configurations = Text("Configuration items", "配置项")
    static let volumes = Text("Volumes", "数据卷")
    static let events = Text("Events", "事件")
    static let allClusters = Text("All clusters", "所有集群")
    static let templates = Text("Templates", "模板")
    static let loadBalancers = Text("Load balancers", "负载均衡")
    static let users = Text("Users", "用户")
    static let accessKeys = Text("Access keys", "访问密钥")
    static let auditLog = Text("Audit log", "审计日志")
}
