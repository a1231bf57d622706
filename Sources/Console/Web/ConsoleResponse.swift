//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import HTTPTypes

/// The console's answer to a browser.
package struct ConsoleResponse: Sendable {
    /// Takes the next part of a body that is sent as it comes.
    package typealias Write = @Sendable ([UInt8]) async throws -> Void

    package enum Body: Sendable {
        case bytes([UInt8])
        /// Goes on until it is cancelled, or ends by itself.
        case stream(@Sendable (@escaping Write) async throws -> Void)
    }

    package var status: HTTPResponse.Status
    package var headers: HTTPFields
    package var body: Body

    package init(status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A whole page.
    static func page(_ page: HTML, status: HTTPResponse.Status = .ok) -> ConsoleResponse {
        ConsoleResponse(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8"],
            body: .bytes(Array(page.text.utf8))
        )
    }

    /// Sends the browser to another page, with GET.
    static func see(_ path: String) -> ConsoleResponse {
        ConsoleResponse(status: .seeOther, headers: [.location: path])
    }

    /// Lines that a browser reads as they come (server-sent events, WHATWG HTML 9.2).
    static func events(_ send: @escaping @Sendable (@escaping Write) async throws -> Void) -> ConsoleResponse {
        ConsoleResponse(headers: [.contentType: "text/event-stream"], body: .stream(send))
    }

    /// A file to keep.
    static func download(_ bytes: [UInt8], name: String, type: String) -> ConsoleResponse {
        let plain = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "_" }
        var response = ConsoleResponse(headers: [.contentType: type], body: .bytes(bytes))
        response.headers[.contentDisposition] = "attachment; filename=\"\(String(plain))\""
        return response
    }

    /// Sets a cookie that only this site gets, over TLS; nil ends it.
    mutating func setCookie(_ name: String, _ value: String?, isForScripts: Bool = false, days: Int? = nil) {
        var text = "\(name)=\(value ?? ""); Path=/; Secure; SameSite=Lax"
        if !isForScripts { text += "; HttpOnly" }
        if value == nil {
            text += "; Max-Age=0"
        } else if let days {
            text += "; Max-Age=\(days * 86_400)"
        }
        headers.append(HTTPField(name: .setCookie, value: text))
    }
}
