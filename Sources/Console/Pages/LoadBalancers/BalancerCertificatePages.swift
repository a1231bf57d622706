//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The certificates of a load balancer's https listeners.
enum BalancerCertificatePages {
    static let routes: [PageRoute] = [
        .get("/load-balancers/{balancer}/certificates") { page in upload(page) },
        .post("/load-balancers/{balancer}/certificates") { page in
            try await page.submit(.certificateAdded, at: here(page)) {
                var request = LoadBalancerCertificateRequest(certificate: page.form.raw("certificate"))
                request.name = page.form.text("name")
                request.key = page.form.text("key").map { _ in page.form.raw("key") }
                try await page.api.post(address(page), json: request)
            } refused: {
                upload(page, failure: $0)
            }
        },
        .get("/load-balancers/{balancer}/certificates/issue") { page in issue(page) },
        .post("/load-balancers/{balancer}/certificates/issue") { page in
            try await page.submit(.certificateAdded, at: here(page)) {
                let domains = page.form["domains"].split { $0 == "," || $0.isWhitespace }.map(String.init)
                var request = LoadBalancerCertificateIssue(domains: domains)
                request.name = page.form.text("name")
                request.days = page.form.number("days")
                try await page.api.post(address(page) / "issue", json: request)
            } refused: {
                issue(page, failure: $0)
            }
        },
        .get("/load-balancers/{balancer}/certificates/{certificate}/delete") { page in
            let name = page.parameter("certificate")
            let confirmation = Confirmation(
                title: page(.removeCertificate(name)),
                losses: [page(.certificateLoss)],
                button: page(.remove),
                action: here(page) / "certificates" / name / "delete",
                back: here(page)
            )
            return page.ask(confirmation, section: .loadBalancers, crumbs: LoadBalancerPages.crumbs(page))
        },
        .post("/load-balancers/{balancer}/certificates/{certificate}/delete") { page in
            try await page.done(.certificateRemoved, at: here(page)) {
                try await page.api.delete(address(page) / page.parameter("certificate"))
            }
        },
    ]

    private static func here(_ page: PageRequest) -> Path { .console("load-balancers", page.parameter("balancer")) }

    private static func address(_ page: PageRequest) -> Path {
        "/load_balancers/\(page.parameter("balancer"))/certificates"
    }

    /// The certificates as rows.
    static func table(of balancer: LoadBalancerObject, _ here: Path, _ page: PageRequest) -> HTML {
        Table(
            columns: [page(.name), page(.hosts), page(.issuer), page(.expires), ""],
            rows: balancer.certificates.map { certificate in
                [
                    "\(certificate.name)", "\(certificate.names.joined(separator: ", "))", "\(certificate.issuer)",
                    Moment.html(certificate.expires) + " " + expiry(certificate, page),
                    Button.link(page(.remove), here / "certificates" / certificate.name / "delete", style: .danger),
                ]
            },
            empty: "\(page(.noCertificates))"
        ).html
    }

    /// How long a certificate still is good.
    static func expiry(_ certificate: LoadBalancerObject.Certificate, _ page: PageRequest) -> HTML {
        let days = certificate.daysLeft
        if days < 0 {
            return "<span class=\"badge text-bg-danger\">\(page(.certificateOver(certificate.name)))</span> "
        }
        let tone: HTML = days <= 30 ? "warning" : "secondary"
        return "<span class=\"badge text-bg-\(tone)\">\(page(.count(days, "day left", "days left", "天后到期")))</span> "
    }

    private static func upload(_ page: PageRequest, failure: APIRefusal? = nil) -> ConsoleResponse {
        let fields: HTML = """
            \(Field.text("name", page(.name), value: page.typed("name"), hint: page(.certificateNameHint)))
            \(Field.area(
                "certificate",
                page(.certificatePEM),
                value: page.typed("certificate"),
                rows: 10,
                hint: page(.certificatePEMHint)
            ))
            \(Field.area("key", page(.keyPEM), rows: 8, hint: page(.keyPEMHint)))
            """
        return show(page, page(.uploadCertificate), here(page) / "certificates", fields, failure)
    }

    private static func issue(_ page: PageRequest, failure: APIRefusal? = nil) -> ConsoleResponse {
        let days = page.form.isEmpty ? 397 : page.form.number("days")
        let fields: HTML = """
            \(Alert.info("\(page(.issueHint))"))
            \(Field.text("domains", page(.hosts), value: page.typed("domains"), hint: page(.domainsHint), isNeeded: true))
            \(Field.text("name", page(.name), value: page.typed("name"), hint: page(.certificateNameHint)))
            \(Field.number("days", page(.validDays), value: days, range: 1...3_650))
            """
        return show(page, page(.issueCertificate), here(page) / "certificates" / "issue", fields, failure)
    }

    private static func show(
        _ page: PageRequest,
        _ title: String,
        _ path: Path,
        _ fields: HTML,
        _ failure: APIRefusal?
    ) -> ConsoleResponse {
        page.show(
            Page(
                title: title,
                section: .loadBalancers,
                crumbs: LoadBalancerPages.crumbs(page),
                content: Form.html(path, fields, button: title, failure: failure, back: here(page), page.context)
            ),
            refusal: failure
        )
    }
}

extension Text {
    static let hosts = Text("Hosts", "域名")
    static let issuer = Text("Issuer", "颁发者")
    static let noCertificates = Text(
        "There is none; https listeners need one for each host.",
        "还没有证书；https 监听需要每个域名的证书。"
    )
    static func certificateOver(_ name: String) -> Text { Text("\(name) has expired", "\(name) 已过期") }
    static let certificateAdded = Text("The certificate is there.", "证书已添加。")
    static let certificateRemoved = Text("The certificate is removed.", "证书已移除。")
    static func removeCertificate(_ name: String) -> Text { Text("Remove certificate \(name)?", "移除证书 \(name)？") }
    static let certificateLoss = Text(
        "Browsers that ask for its hosts over https get another certificate, or none.",
        "通过 https 访问其域名的浏览器将得到其他证书，或无法建立连接。"
    )
    static let certificateNameHint = Text("Its first host when left empty.", "留空则使用第一个域名。")
    static let certificatePEM = Text("Certificate (PEM)", "证书（PEM）")
    static let certificatePEMHint = Text(
        "The server's certificate, then those that it is signed by.",
        "服务器证书在前，其后为签发它的中间证书。"
    )
    static let keyPEM = Text("Private key (PEM)", "私钥（PEM）")
    static let keyPEMHint = Text("Left empty when it is above.", "如已包含在上方则留空。")
    static let issueHint = Text(
        "Gantry's own authority signs it: good for trying things out and inside a company; browsers trust it once they are given the server's ca.pem.",
        "由 Gantry 自带的证书机构签发：适合测试和内部使用；浏览器导入服务器的 ca.pem 后即可信任。"
    )
    static let domainsHint = Text(
        "DNS names, which may begin with *., and IP addresses, separated by commas.",
        "域名（可使用 *. 前缀）和 IP 地址，用逗号分隔。"
    )
    static let validDays = Text("Valid for days", "有效天数")
}
