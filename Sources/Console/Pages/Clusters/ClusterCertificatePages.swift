//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes

/// How a cluster's endpoint is reached, and with what certificates.
enum ClusterCertificatePages {
    static let routes: [PageRoute] = [
        .get("/clusters/{cluster}/certificates") { page in try await show(page) },
        .get("/clusters/{cluster}/certificates/download") { page in
            let bytes = try await page.api.call(.get, "/clusters/\(page.cluster)/certs.zip")
            return .download(bytes, name: "certFiles.zip", type: "application/zip")
        },
        .get("/clusters/{cluster}/certificates/{user}/revoke") { page in
            let user = page.parameter("user")
            let confirmation = Confirmation(
                title: page(.revokeCertificates(user)),
                losses: [page(.revokeLoss)],
                button: page(.revoke),
                action: .cluster(page.cluster, "certificates", user, "revoke"),
                back: .cluster(page.cluster, "certificates")
            )
            let crumb = Page.Crumb(name: page(.certificates), path: .cluster(page.cluster, "certificates"))
            return page.ask(confirmation, section: .clusters, crumbs: Page.crumbs(of: page.cluster, page, crumb))
        },
        .post("/clusters/{cluster}/certificates/{user}/revoke") { page in
            try await page.done(.certificatesRevoked, at: .cluster(page.cluster, "certificates")) {
                try await page.api.delete("/clusters/\(page.cluster)/certificates/\(page.parameter("user"))")
            }
        },
    ]

    private static func show(_ page: PageRequest) async throws -> ConsoleResponse {
        let cluster: ClusterObject = try await page.api.get("/clusters/\(page.cluster)")
        let issued: [ClusterCertificateObject] = try await page.api.get("/clusters/\(page.cluster)/certificates")
        let folder = "~/.acs/certs/\(cluster.name)"
        let usage = """
            mkdir -p \(folder)
            unzip certFiles.zip -d \(folder)
            . \(folder)/env.sh
            docker ps
            """
        let table = Table(
            columns: [page(.user), page(.fingerprint), page(.created), page(.expires), ""],
            rows: issued.map { certificate in
                let path = Path.cluster(page.cluster, "certificates", certificate.user, "revoke")
                return [
                    "\(certificate.user)", "<code class=\"small\">\(certificate.fingerprint.prefix(16))…</code>",
                    Moment.html(certificate.created), Moment.html(certificate.expires),
                    Button.link(page(.revoke), path, style: .danger),
                ]
            },
            empty: "\(page(.noCertificatesIssued))"
        )
        let connection: HTML = """
            <p>\(page(.endpointHint))</p>
            \(Facts.html([
                (page(.endpoint), "<code>\(cluster.masterURL)</code>"),
                ("DOCKER_HOST", "<code>\(DockerEnvironment.host(ofMasterURL: cluster.masterURL))</code>"),
            ]))
            <p class="mt-3"><a class="btn btn-primary" \
            href="\(Path.cluster(page.cluster, "certificates", "download"))">\(page(.downloadCertificates))</a></p>
            <p class="mb-2">\(page(.certificateUsage))</p>\(CopyBlock.html("usage", usage, page.context))
            <p class="mb-0 text-body-secondary small">\(page(.certificateSecret))</p>
            """
        return page.show(
            Page(
                title: page(.certificatesOf(cluster.name)),
                section: .clusters,
                crumbs: Page.crumbs(of: cluster.name, page),
                content: Card.html(page(.connect), connection) + Card.html(page(.issuedCertificates), table.html)
            )
        )
    }
}

extension Text {
    static let user = Text("User", "用户")
    static let fingerprint = Text("Fingerprint", "指纹")
    static let expires = Text("Expires", "到期时间")
    static let revoke = Text("Revoke", "吊销")
    static let connect = Text("Connect", "连接集群")
    static func certificatesOf(_ cluster: String) -> Text { Text("Certificates of \(cluster)", "\(cluster) 的证书") }
    static let endpointHint = Text(
        "The docker and docker-compose programs, and Docker's libraries, use the whole cluster as one engine. They prove who you are with a certificate.",
        "docker、docker-compose 以及 Docker 的各种库可以把整个集群当作一个 Docker 引擎使用，并通过证书验证身份。"
    )
    static let downloadCertificates = Text("Download certificates (certFiles.zip)", "下载证书（certFiles.zip）")
    static let certificateUsage = Text("Then, in a shell:", "然后在终端中执行：")
    static let certificateSecret = Text(
        "The archive has your private key: whoever has it is you for this cluster.",
        "压缩包中包含您的私钥：持有者即可以您的身份操作该集群。"
    )
    static let issuedCertificates = Text("Issued certificates", "已签发的证书")
    static let noCertificatesIssued = Text("Nobody has one yet.", "尚未签发证书。")
    static func revokeCertificates(_ user: String) -> Text {
        Text("Revoke the certificates of \(user)?", "吊销 \(user) 的证书？")
    }
    static let revokeLoss = Text(
        "Programs that use them are shut out of the cluster's endpoint at once; the next download has new ones.",
        "使用该证书的程序将立即无法访问集群接入点；再次下载会得到新证书。"
    )
    static let certificatesRevoked = Text("The certificates are revoked.", "证书已吊销。")
}
