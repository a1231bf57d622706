//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import HTTPText
import HTTPTypes
package import Model

/// The console: pages for browsers, rendered here, of what the management API says.
package struct Console: Sendable {
    /// Under which path all its pages are.
    package static let root = "/console"
    /// The cookie that holds a session's token.
    static let sessionCookie = "__Host-gantry"
    /// The form field that no other site can know.
    static let formTokenField = "form-token"

    private let assets: AssetLibrary
    /// What forms of a session send along, made of its token.
    private let formToken: @Sendable (String) -> String
    private let clock: @Sendable () -> Timestamp
    private let routes: [PageRoute]

    /// - Parameters:
    ///   - assets: The scripts and style sheets.
    ///   - formToken: Makes of a session's token what its forms send along; the one can't be told from the other.
    ///   - clock: The present time.
    package init(
        assets: AssetLibrary,
        formToken: @escaping @Sendable (String) -> String,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.assets = assets
        self.formToken = formToken
        self.clock = clock
        routes = Self.pages.sorted { $0.path.precedes($1.path) }
    }

    /// All addresses of the console.
    private static var pages: [PageRoute] {
        SessionPages.routes + LivePages.routes + OverviewPages.routes + ClusterPages.routes + EventPages.routes
            + NodePages.routes + ConfigurationPages.routes + TemplatePages.routes + LoadBalancerPages.routes
            + RoutePages.routes + VolumePages.routes + UserPages.routes + AccessKeyPages.routes + AuditPages.routes
            + SettingPages.routes
            + ApplicationPages.routes + ServicePages.routes + ContainerPages.routes + LogPages.routes
    }

    /// Whether a request is for the console.
    package static func isMeant(by path: String) -> Bool { path == root || path.hasPrefix(root + "/") }

    /// The answer to a request, whatever it is.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - api: The management API, as seen from the browser's address.
    /// - Returns: The answer; a refusal is one as well.
    /// - Throws: What the API throws when it can't answer at all.
    package func answer(_ request: ConsoleRequest, api: any ConsoleAPI) async throws -> ConsoleResponse {
        var response: ConsoleResponse
        if let file = asset(request) {
            response = file
        } else {
            response = try await page(request, api: api)
            response.headers[.cacheControl] = "no-store"
        }
        for (name, value) in Self.securityHeaders where response.headers[name] == nil {
            response.headers[name] = value
        }
        return response
    }

    /// What browsers may do with pages (CSP 3, and others): nothing from elsewhere, nothing inside other sites.
    private static let securityHeaders: [(HTTPField.Name, String)] = [
        (.contentSecurityPolicy, contentSecurityPolicy()), (.xContentTypeOptions, "nosniff"),
    ]

    /// The policy of pages; with inline styles for one whose library makes style elements.
    static func contentSecurityPolicy(allowsInlineStyles: Bool = false) -> String {
        "default-src 'none'; script-src 'self'; style-src 'self'\(allowsInlineStyles ? " 'unsafe-inline'" : ""); "
            + "img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
            + "frame-ancestors 'none'"
    }

    private static let assetPath = PathPattern(root + "/assets/{version}/{name}")

    private func asset(_ request: ConsoleRequest) -> ConsoleResponse? {
        guard request.method == .get || request.method == .head, let path = RequestPath(request.path),
            let name = Self.assetPath.match(path)?["name"]
        else { return nil }
        return assets.answer(name, acceptsGzip: request.headers[.acceptEncoding]?.contains("gzip") == true)
    }

    private func page(_ request: ConsoleRequest, api: any ConsoleAPI) async throws -> ConsoleResponse {
        var request = request
        let token = request.cookie(Self.sessionCookie)
        var context = context(of: request, token: token)
        guard let route = route(of: &request) else {
            if let token { context.user = try? await Session(api: api, token: token).get("/whoami") }
            return failure(.notFound, context(.noSuchPage), context)
        }
        if request.method != .get, request.method != .head {
            guard isFromHere(request), token == nil || request.form.raw(Self.formTokenField) == context.formToken else {
                return failure(.forbidden, context(.foreignForm), context)
            }
        }
        let session = Session(api: api, token: token)
        if !route.isPublic {
            guard token != nil, let user: CallerObject = try await known({ try await session.get("/whoami") }) else {
                return logIn(request)
            }
            context.user = user
        }
        if let cluster = request.parameters["cluster"] { context.cluster = cluster }
        let page = PageRequest(request: request, api: session, context: context)
        var response: ConsoleResponse
        do {
            response = try await route.handler(page)
        } catch let refusal as APIRefusal {
            if refusal.status == 401, !route.isPublic { return logIn(request) }
            return failure(.init(code: refusal.status), refusal.message, context, problems: refusal.body.problems ?? [])
        }
        if context.notice != nil, response.status == .ok { response.setCookie(PageContext.noticeCookie, nil) }
        if let cluster = request.parameters["cluster"], response.status == .ok {
            response.setCookie(PageContext.clusterCookie, PercentEncoding.encode(cluster), days: 365)
        }
        return response
    }

    private func route(of request: inout ConsoleRequest) -> PageRoute? {
        guard let path = RequestPath(request.path) else { return nil }
        let method = request.method == .head ? .get : request.method
        for route in routes where route.method == method {
            guard let parameters = route.path.match(path) else { continue }
            request.parameters = parameters
            return route
        }
        return nil
    }

    private func context(of request: ConsoleRequest, token: String?) -> PageContext {
        let theme = request.cookie(PageContext.themeCookie)
        return PageContext(
            language: request.language,
            theme: theme.flatMap { ["light", "dark"].contains($0) ? $0 : nil },
            now: clock(),
            formToken: token.map(formToken) ?? "",
            address: request.address,
            cluster: request.cookie(PageContext.clusterCookie).flatMap { PercentEncoding.decode($0) },
            notice: request.cookie(PageContext.noticeCookie).flatMap { PercentEncoding.decode($0) }.map(Notice.init),
            assets: AssetNames(version: assets.version),
            hasLibraries: assets.isComplete
        )
    }

    /// The value, or nil when the session isn't known any more.
    private func known<Value>(_ body: () async throws -> Value) async throws -> Value? {
        do {
            return try await body()
        } catch let refusal as APIRefusal where refusal.status == 401 {
            return nil
        }
    }

    /// Whether a form was sent by a page of this server, as far as the browser says.
    private func isFromHere(_ request: ConsoleRequest) -> Bool {
        // W3C Fetch Metadata; browsers that don't send it send the origin.
        if let site = request.header("Sec-Fetch-Site") { return site == "same-origin" || site == "none" }
        guard let origin = request.headers[.origin] else { return true }
        return origin.split(separator: "/").last.map(String.init) == request.authority
    }

    private func logIn(_ request: ConsoleRequest) -> ConsoleResponse {
        var response = ConsoleResponse.see(
            Path.console("login").with("next", request.method == .get ? request.address : nil).text
        )
        response.setCookie(Self.sessionCookie, nil)
        return response
    }

    private func failure(
        _ status: HTTPResponse.Status,
        _ message: String,
        _ context: PageContext,
        problems: [Problem] = []
    ) -> ConsoleResponse {
        let page = Page(
            title: context(status == .notFound ? .notFound : .refused),
            content: Alert.failure(message, problems: problems, context)
                + "<p><a class=\"btn btn-outline-secondary\" href=\"\(Path.console())\" data-back>\(context(.goBack))</a></p>"
        )
        return .page(Layout(context: context).document(page), status: status)
    }
}

extension ConsoleRequest {
    /// The path with its query.
    fileprivate var address: String {
        query.isEmpty ? path : path + "?" + query.encoded
    }
}

extension Text {
    static let noSuchPage = Text("There is no such page.", "没有这个页面。")
    static let notFound = Text("Not found", "未找到")
    static let refused = Text("That didn't work", "操作未成功")
    static let goBack = Text("Go back", "返回")
    static let foreignForm = Text(
        "The form wasn't sent from this console, or from an earlier session: go back, reload the page and send it again.",
        "该表单不是从本控制台发送的，或来自之前的会话：请返回，刷新页面后重新提交。"
    )
}
