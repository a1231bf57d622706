//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// What can be changed of a cluster, each with a form of its own.
enum ClusterSettingPages {
    static let routes: [PageRoute] = [
        .get("/clusters/{cluster}/settings") { page in try await show(page) },
        // The page's own address, so that a page with a refusal can be loaded again.
        .post("/clusters/{cluster}/settings") { page in try await change(page) },
        .get("/clusters/{cluster}/registries/{registry}/delete") { page in
            let registry = page.parameter("registry")
            let confirmation = Confirmation(
                title: page(.removeRegistry(registry)),
                losses: [page(.registryLoss)],
                button: page(.remove),
                action: .cluster(page.cluster, "registries", registry, "delete"),
                back: .cluster(page.cluster, "settings")
            )
            return page.ask(confirmation, section: .clusters, crumbs: crumbs(page))
        },
        .post("/clusters/{cluster}/registries/{registry}/delete") { page in
            try await page.done(.registryRemoved, at: .cluster(page.cluster, "settings")) {
                try await page.api.delete("/clusters/\(page.cluster)/registry/\(page.parameter("registry"))")
            }
        },
    ]

    private static func crumbs(_ page: PageRequest) -> [Page.Crumb] {
        Page.crumbs(
            of: page.cluster,
            page,
            .init(name: page(.clusterSettings), path: .cluster(page.cluster, "settings"))
        )
    }

    /// Does what one of the forms is for.
    private static func change(_ page: PageRequest) async throws -> ConsoleResponse {
        let form = page.form["form"]
        let cluster: Path = "/clusters/\(page.cluster)"
        let name = form == "name" ? page.form["name"] : page.cluster
        return try await page.submit(notice(of: form), at: .cluster(name, "settings")) {
            switch form {
            case "name": try await page.api.post(cluster / "name" / name)
            case "domain": try await page.api.put(cluster / "domain", json: domain(page))
            case "strategy": try await page.api.put(cluster / "strategy", json: ["strategy": page.form["strategy"]])
            case "images":
                let map = try VariableLines.values(in: page.form.raw("images"), page)
                try await page.api.put(cluster / "image-map", json: map)
            default: try await page.api.post(cluster / "registry", json: login(page))
            }
        } refused: {
            try await show(page, failure: (form, $0))
        }
    }

    private static func notice(of form: String) -> Text {
        switch form {
        case "name": .clusterRenamed
        case "domain": .domainChanged
        case "strategy": .strategyChanged
        case "images": .imageMapChanged
        default: .registryAdded
        }
    }

    private static func domain(_ page: PageRequest) -> DomainRequest {
        DomainRequest(
            domain: page.form["domain"],
            httpPort: page.form.number("http-port"),
            httpsPort: page.form.number("https-port")
        )
    }

    /// Where clients come in.
    private static func ports(_ cluster: ClusterObject, _ isTyped: Bool, _ page: PageRequest) -> HTML {
        func field(_ name: String, _ label: Text, _ value: Int) -> HTML {
            Field.number(name, page(label), value: isTyped ? page.form.number(name) : value, range: 1...65_535)
        }
        return """
            <div class="row"><div class="col-6">\(field("http-port", .httpPort, cluster.httpPort))</div>
            <div class="col-6">\(field("https-port", .httpsPort, cluster.httpsPort))</div></div>
            <p class="form-text mt-0">\(page(.webPortsHint))</p>
            """
    }

    private static func login(_ page: PageRequest) -> RegistryLogin {
        var login = RegistryLogin(
            domain: page.form["registry"],
            user: page.form["registry-user"],
            password: page.form.raw("registry-password")
        )
        login.email = page.form.text("registry-email")
        return login
    }

    private static func show(
        _ page: PageRequest,
        failure: (form: String, refusal: APIRefusal)? = nil
    ) async throws -> ConsoleResponse {
        let cluster: ClusterObject = try await page.api.get("/clusters/\(page.cluster)")
        let registries: [String] = try await page.api.get("/clusters/\(page.cluster)/registry")
        // What was typed belongs to the form that was sent.
        func typed(_ form: String, _ value: String) -> String { failure?.form == form ? page.form.raw(form) : value }
        func form(_ name: String, _ title: Text, _ fields: HTML, button: Text = .save) -> HTML {
            let action = Path.cluster(page.cluster, "settings")
            let fields: HTML = "<input type=\"hidden\" name=\"form\" value=\"\(name)\">\(fields)"
            let refusal = failure?.form == name ? failure?.refusal : nil
            return Card.html(
                page(title),
                Form.html(action, fields, button: page(button), failure: refusal, page.context)
            )
        }
        let domainFields: HTML = """
            \(Field.text("domain", page(.domain), value: typed("domain", cluster.rootDomain), hint: page(.domainChangeHint)))
            \(ports(cluster, failure?.form == "domain", page))
            """
        let images = typed("images", VariableLines.text(of: cluster.imageMap))
        let content: HTML = """
            <div class="row"><div class="col-12 col-xl-6">
            \(form("name", .rename, Field.text(
                "name",
                page(.name),
                value: typed("name", cluster.name),
                hint: page(.clusterNameHint),
                isNeeded: true
            )))
            \(form("domain", .domain, domainFields))
            \(form("strategy", .strategy, Strategy.field(page, chosen: typed("strategy", cluster.strategy))))
            </div><div class="col-12 col-xl-6">
            \(form("registries", .registries, logins(registries, page), button: .add))
            \(form("images", .imageMap, Field.area(
                "images",
                page(.imageMapField),
                value: images,
                rows: max(4, min(20, cluster.imageMap.count + 2)),
                hint: page(.imageMapHint)
            )))
            </div></div>
            """
        return page.show(
            Page(
                title: page(.settingsOf(cluster.name)),
                section: .clusters,
                crumbs: Page.crumbs(of: cluster.name, page),
                content: content
            ),
            refusal: failure?.refusal
        )
    }

    private static func logins(_ registries: [String], _ page: PageRequest) -> HTML {
        let rows: [[HTML]] = registries.map { text in
            // The API says them as "domain (user)".
            let domain = text.split(separator: " ").first.map(String.init) ?? text
            let user = text.dropFirst(domain.count).filter { !"()".contains($0) }
            let path = Path.cluster(page.cluster, "registries", domain, "delete")
            return ["\(domain)", "\(String(user).trimmed)", Button.link(page(.remove), path, style: .danger)]
        }
        let table = Table(columns: [page(.registry), page(.userName), ""], rows: rows, empty: "\(page(.noRegistries))")
        return """
            <div class="mb-3">\(table.html)</div>
            \(Field.text("registry", page(.registry), value: page.form["registry"], hint: page(.registryHint), isNeeded: true))
            \(Field.text("registry-user", page(.userName), value: page.form["registry-user"], isNeeded: true))
            \(Field.password("registry-password", page(.password), autocomplete: "new-password"))
            \(Field.text("registry-email", page(.emailAddress), value: page.form["registry-email"]))
            """
    }
}

extension Text {
    static let save = Text("Save", "保存")
    static let add = Text("Add", "添加")
    static let remove = Text("Remove", "移除")
    static let rename = Text("Rename", "重命名")
    static func settingsOf(_ cluster: String) -> Text { Text("Settings of \(cluster)", "\(cluster) 的设置") }
    static let clusterRenamed = Text("The cluster has its new name.", "集群已重命名。")
    static let domainChanged = Text(
        "The domain is changed: applications are reached under it from now on, and no more under the one before.",
        "域名已修改：应用即刻通过新域名访问，旧域名不再可用。"
    )
    static let domainChangeHint = Text(
        "Applications are reached at names under it as soon as it is saved, and no more under the one before.",
        "应用通过该域名下的名称访问；保存后立即生效，旧域名不再可用。"
    )
    static let httpPort = Text("Port of http", "http 端口")
    static let httpsPort = Text("Port of https", "https 端口")
    static let webPortsHint = Text(
        "Where clients come in: the ports of what stands before the nodes. Links to applications name them.",
        "客户端访问的端口，即节点前面的入口所监听的端口；应用的访问链接会带上它们。"
    )
    static let strategyChanged = Text("The next containers are placed so.", "后续创建的容器将按此策略调度。")
    static let imageMap = Text("Image map", "镜像映射")
    static let imageMapField = Text("Images and what takes their place", "镜像及其替换")
    static let imageMapHint = Text(
        "A line each, such as docker.io/=registry.example.com/mirror/: what begins with the left is pulled with the right instead.",
        "每行一条，例如 docker.io/=registry.example.com/mirror/：以左侧开头的镜像将改用右侧拉取。"
    )
    static let imageMapChanged = Text("The image map is changed.", "镜像映射已修改。")
    static let registries = Text("Registry logins", "镜像仓库登录")
    static let registry = Text("Registry", "镜像仓库")
    static let registryHint = Text("Such as registry.example.com or docker.io", "例如 registry.example.com 或 docker.io")
    static let emailAddress = Text("E-mail address (optional)", "邮箱（可选）")
    static let noRegistries = Text(
        "The cluster isn't logged in anywhere: it pulls what everybody may pull.",
        "集群未登录任何镜像仓库：只能拉取公开镜像。"
    )
    static let registryAdded = Text("The cluster is logged in.", "集群已登录该镜像仓库。")
    static func removeRegistry(_ name: String) -> Text {
        Text("Remove the login to \(name)?", "移除镜像仓库 \(name) 的登录信息？")
    }
    static let registryLoss = Text(
        "The user name and password are forgotten; private images from there can't be pulled any more.",
        "将删除用户名和密码；之后无法从该仓库拉取私有镜像。"
    )
    static let registryRemoved = Text("The login is removed.", "登录信息已移除。")
}
