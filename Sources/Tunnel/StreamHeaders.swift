//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOHPACK

/// Headers between the pairs of this module and HTTP/2's form.
enum StreamHeaders {
    /// Headers that speak about one HTTP/1 connection and are forbidden in HTTP/2.
    private static let connectionHeaders: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade",
    ]

    static func request(_ request: TunnelRequest) throws(TunnelError) -> HPACKHeaders {
        guard isVisible(request.method), request.method != "CONNECT", isVisible(request.path) else {
            throw TunnelError(
                .invalid,
                "tunnel: method \(request.method) or path \(request.path) is empty or not encoded; correct it"
            )
        }
        var headers: HPACKHeaders = [
            ":method": request.method, ":scheme": "https", ":authority": "gantry", ":path": request.path,
        ]
        try append(request.headers, to: &headers, except: "host")
        return headers
    }

    static func pipe(to target: String) throws(TunnelError) -> HPACKHeaders {
        guard isVisible(target) else {
            throw TunnelError(.invalid, "tunnel: pipe target \(target) is empty or not encoded; correct it")
        }
        return [":method": "CONNECT", ":authority": target]
    }

    static func response(status: Int, _ fields: [(String, String)]) throws(TunnelError) -> HPACKHeaders {
        guard (200...599).contains(status) else {
            throw TunnelError(.invalid, "tunnel: status \(status) cannot be sent; answer with 200 to 599")
        }
        var headers: HPACKHeaders = [":status": String(status)]
        try append(fields, to: &headers, except: nil)
        return headers
    }

    /// The headers without HTTP/2's own.
    static func fields(of headers: HPACKHeaders) -> [(String, String)] {
        headers.compactMap { name, value, _ in
            name.hasPrefix(":") ? nil : (name, value)
        }
    }

    private static func append(
        _ fields: [(String, String)],
        to headers: inout HPACKHeaders,
        except excluded: String?
    ) throws(TunnelError) {
        for (name, value) in fields {
            let name = name.lowercased()
            guard isVisible(name), !name.hasPrefix(":"),
                !value.utf8.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 })
            else {
                throw TunnelError(.invalid, "tunnel: header \(name) has a forbidden character; correct it")
            }
            if name != excluded, !connectionHeaders.contains(name) {
                headers.add(name: name, value: value)
            }
        }
    }

    /// Whether a text is not empty and has visible ASCII characters alone.
    private static func isVisible(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }
}
