//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension ConfigurationMaker {
    /// The backend of a service: services with the same text of addresses share that of the first.
    func backendName(of service: ConfiguredService) -> String {
        let first = services.first { $0.settings.virtualHostText == service.settings.virtualHostText }
        return "SERVICE_\((first ?? service).alias)"
    }

    mutating func addBackends() {
        let addressed = services.filter { !$0.settings.virtualHosts.isEmpty }
        let groups = Dictionary(grouping: addressed, by: backendName)
        for name in groups.keys.sorted() { addBackend(name, groups[name] ?? []) }
        guard addressed.isEmpty, services.contains(where: { !$0.routes.isEmpty }) else { return }
        addBackend("default_service", services.filter { !$0.routes.isEmpty })
    }

    private mutating func addBackend(_ name: String, _ members: [ConfiguredService]) {
        var section = ConfigurationSection("backend \(name)")
        addMode(to: &section)
        if let socket = members.first(where: { $0.settings.virtualHosts.contains(where: \.isWebSocket) }) {
            section.add("option http-server-close", of: socket.alias)
        }
        if let cookie = agreed("COOKIE", among: members, \.cookie) {
            section.add("cookie \(cookie.value)", of: cookie.service)
            section.hasCookie = true
            // HAProxy 2.6 has no cookie for servers that are added while it runs.
            section.takesServers = false
        }
        let balance = agreed("BALANCE", among: members, \.balance)
        if let balance { section.add("balance \(balance.value)", of: balance.service) }
        section.takesServers = section.takesServers && takesServers(balance: balance?.value)
        if let forces = agreed("FORCE_SSL", among: members, { $0.forcesTLS }), forces.value {
            section.add("redirect scheme https code 301 if !{ ssl_fc }")
        }
        if let check = agreed("HTTP_CHECK", among: members, \.httpCheck) {
            section.add("option httpchk \(check.value)", of: check.service)
        }
        if let types = agreed("GZIP_COMPRESSION_TYPE", among: members, \.compressionTypes) {
            section.add("compression algo gzip", of: types.service)
            section.add("compression type \(types.value)", of: types.service)
        }
        if let seconds = agreed("HSTS_MAX_AGE", among: members, \.strictTransportSeconds) {
            section.add(
                "http-response add-header Strict-Transport-Security max-age=\(seconds.value);\\ includeSubDomains"
            )
        }
        if let options = agreed("OPTION", among: members, \.options) {
            for line in options.value { section.add(line, of: options.service) }
        }
        if let lines = agreed("EXTRA_SETTINGS", among: members, \.extraSettings) {
            for line in lines.value { section.add(line, of: lines.service) }
        }
        let isOpen = agreed("EXCLUDE_BASIC_AUTH", among: members, { $0.isOpen })?.value ?? false
        if !isOpen, !settings.users.isEmpty || !settings.usersWithHashes.isEmpty {
            section.add("acl need_auth http_auth(haproxy_userlist)")
            section.add("http-request auth realm haproxy_basic_auth if !need_auth")
        }
        for member in members {
            section.parameters[member.alias] = serverParameters(member)
            section.servers += servers(of: member, member.routes)
        }
        section.arrangeServers()
        configuration.sections.append(section)
    }
}
