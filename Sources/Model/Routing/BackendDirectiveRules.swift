//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Which directives a service may add to its part of HAProxy's configuration.
enum BackendDirectiveRules {
    private typealias Arguments = ArraySlice<String>

    /// Those that take servers at run time.
    private static let balances: Set<String> = ["roundrobin", "leastconn", "source", "uri", "random"]
    private static let options: Set<String> = [
        "abortonclose", "http-buffer-request", "http-keep-alive", "http-pretend-keepalive", "http-server-close",
        "httpclose", "prefer-last-server",
    ]
    private static let reuses: Set<String> = ["never", "safe", "aggressive", "always"]
    private static let retryReasons: Set<String> = [
        "none", "conn-failure", "empty-response", "junk-response", "response-timeout", "all-retryable-errors", "404",
        "408", "425", "500", "501", "502", "503", "504",
    ]
    private static let hashFunctions: Set<String> = ["sdbm", "djb2", "wt6", "crc32"]

    /// What is asked for often, or would be dangerous, and why it is not taken.
    private static let refusals = [
        "timeout": "time limits have a label of their own; write aliyun.routing.timeout_setting",
        "compression": "compression has a label of its own; write aliyun.routing.gzip: \"true\"",
        "server": "the service's containers are its servers; remove the line",
        "default-server":
            "the routers look after the servers' checks; use aliyun.probe labels for the containers' health",
        "server-template": "the service's containers are its servers; remove the line",
        "use-server": "it would get in the way of sticky sessions; use aliyun.routing.session_sticky",
        "cookie": "it would get in the way of sticky sessions; use aliyun.routing.session_sticky",
        "stick": "it would get in the way of sticky sessions; use aliyun.routing.session_sticky",
        "stick-table": "tables take memory from all services; remove the line",
        "acl": "its name could be one that the routers use; write the condition in braces: if { path_beg /x }",
        "mode": "routes are of HTTP; use aliyun.lb.port_N for TCP",
        "bind": "it would take a port from all services; use a domain and aliyun.routing.port_N",
        "log": "it would send what others ask for elsewhere; remove the line",
        "errorfile": "it reads a file of the router; remove the line",
        "http-error": "it reads a file of the router; remove the line",
        "errorfiles": "it reads a file of the router; remove the line",
        "filter": "it loads programs into the router; remove the line",
        "external-check": "it runs programs in the router; use aliyun.probe labels",
        "http-check": "the routers look after the servers' checks; use aliyun.probe labels",
        "email-alert": "it makes the router send mail; remove the line",
        "source": "it changes the router's own addresses; remove the line",
        "tcp-request": "it acts before the request is known; use http-request",
        "tcp-response": "it acts before the answer is known; use http-response",
    ]

    /// The directives by their first words, for those who wrote another.
    static let allowed =
        "balance, hash-type, http-request, http-response, http-reuse, option, no option, retries, retry-on"

    static func check(_ words: [String]) throws(RoutingSettingError) {
        guard let keyword = words.first else { return }
        let arguments = words.dropFirst()
        let isValid: Bool
        switch keyword {
        case "balance": isValid = isBalance(arguments)
        case "hash-type":
            isValid =
                (1...3).contains(arguments.count) && words[1] == "consistent"
                && (arguments.count < 2 || hashFunctions.contains(words[2]))
                && (arguments.count < 3 || words[3] == "avalanche")
        case "http-reuse": isValid = arguments.count == 1 && reuses.contains(words[1])
        case "retries": isValid = arguments.count == 1 && Int(words[1]).map((0...10).contains) ?? false
        case "retry-on": isValid = !arguments.isEmpty && arguments.allSatisfy(retryReasons.contains)
        case "option": isValid = arguments.count == 1 && options.contains(words[1])
        case "no": isValid = arguments.count == 2 && words[1] == "option" && options.contains(words[2])
        case "http-request": isValid = HTTPRuleGrammar.request.takes(arguments)
        case "http-response": isValid = HTTPRuleGrammar.response.takes(arguments)
        default:
            let reason = refusals[keyword] ?? "it is not among what a service may set; use \(allowed)"
            let parts = reason.split(separator: ";", maxSplits: 1).map(String.init)
            throw RoutingSettingError(
                "\(RoutingSettingError.shown(keyword)) is not taken: \(parts[0])",
                String(parts[parts.count - 1].drop { $0 == " " })
            )
        }
        guard isValid else {
            throw RoutingSettingError(
                "\(RoutingSettingError.shown(words.joined(separator: " "))) has something that a service may not set",
                "see docs/routing.md for what \(keyword) may have"
            )
        }
    }

    private static func isBalance(_ arguments: Arguments) -> Bool {
        guard let method = arguments.first else { return false }
        switch arguments.count {
        case 1: return balances.contains(method) || HTTPRuleGrammar.isCall(method, of: ["hdr"])
        case 2: return method == "url_param" && HTTPRuleGrammar.isToken(arguments[arguments.startIndex + 1])
        default: return false
        }
    }
}
