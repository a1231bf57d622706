//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import HTTPTypes

/// A browser's request.
package struct ConsoleRequest: Sendable {
    package var method: HTTPRequest.Method
    /// The path without the query.
    package var path: String
    package var query: FormValues
    package var headers: HTTPFields
    /// The fields of a form that was sent; empty for other requests.
    package var form: FormValues
    /// The name and port that the browser reached the server by.
    package var authority: String
    /// The values of the parameters in the page's path.
    package internal(set) var parameters: [String: String] = [:]

    package init(
        method: HTTPRequest.Method,
        path: String,
        query: FormValues = FormValues(),
        headers: HTTPFields = [:],
        form: FormValues = FormValues(),
        authority: String = ""
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.form = form
        self.authority = authority
    }

    /// The language of what it is answered with: the one that was chosen, or else the one that suits the browser best.
    var language: Language {
        cookie(PageContext.languageCookie).flatMap(Language.init(rawValue:))
            ?? .accepted(headers[.acceptLanguage] ?? "")
    }

    /// The decoded value of a part of the path; empty for one that the page's path doesn't have.
    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// The value of a header.
    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

    /// The value of a cookie.
    func cookie(_ name: String) -> String? {
        for header in headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0] == name { return String(parts[1]) }
            }
        }
        return nil
    }
}
