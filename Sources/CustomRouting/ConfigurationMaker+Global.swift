//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension ConfigurationMaker {
    mutating func addGlobalSections() {
        var global = ConfigurationSection("global")
        if let target = settings.logTarget { global.add(["log \(target) local0", "log \(target) local1 notice"]) }
        global.add([
            "log-send-hostname", "maxconn \(settings.maximumConnections)", "pidfile \(paths.pidFile)",
            "user \(settings.user)", "group \(settings.group)",
            "stats socket \(paths.statsSocket) mode 600 level admin expose-fd listeners",
            // Processes of earlier configurations beyond so many are ended, whatever the time limit.
            "mworker-max-reloads 50",
        ])
        switch settings.reloadTimeout {
        case 0: break
        case ..<0: global.add("hard-stop-after 1ms")
        default: global.add("hard-stop-after \(settings.reloadTimeout)s")
        }
        // What was a number of processes is one of threads in today's HAProxy.
        if settings.threads > 1 { global.add("nbthread \(settings.threads)") }
        if let options = settings.bindOptions { global.add("ssl-default-bind-options \(options)") }
        if let ciphers = settings.bindCiphers { global.add("ssl-default-bind-ciphers \(ciphers)") }
        global.add(settings.globalSettings)
        configuration.sections.append(global)

        var defaults = ConfigurationSection("defaults")
        defaults.add(["balance \(settings.balance)", "log global", "mode \(settings.mode)"])
        // A line of the log is written at each request, whether anybody takes it or not: an eighth of HAProxy's work.
        defaults.add(settings.options.filter { isLogged || $0 != "option httplog" })
        defaults.add(settings.timeouts + settings.defaultSettings)
        configuration.sections.append(defaults)
    }

    /// Whether requests have a log to go to.
    private var isLogged: Bool {
        let own = settings.globalSettings + settings.defaultSettings + settings.frontendSettings.values.joined()
        return settings.logTarget != nil || own.contains { $0.hasPrefix("log ") && $0 != "log global" }
    }

    mutating func addStatistics() {
        var statistics = ConfigurationSection("listen stats")
        statistics.add([
            binding(settings.statisticsPort, isSecure: false), "mode http", "stats enable", "timeout connect 10s",
            "timeout client 1m", "timeout server 1m", "stats hide-version", "stats realm Haproxy\\ Statistics",
            "stats uri /", "stats auth \(settings.statisticsPassword)",
        ])
        configuration.sections.append(statistics)
    }

    mutating func addUsers() {
        guard !settings.users.isEmpty || !settings.usersWithHashes.isEmpty else { return }
        var users = ConfigurationSection("userlist haproxy_userlist")
        for (kind, list) in [("insecure-password", settings.users), ("password", settings.usersWithHashes)] {
            for credential in list {
                users.add(
                    "user \(SettingText.word(credential.user)) \(kind) \(SettingText.word(credential.password))"
                )
            }
        }
        configuration.sections.append(users)
    }

    mutating func addAdditionalBackends() {
        for backend in settings.additionalBackends {
            var section = ConfigurationSection("backend \(backend.name)")
            section.add(backend.lines)
            configuration.sections.append(section)
        }
    }

    /// Collects the certificates as files, each once; the first is for clients that name no host that one is of.
    mutating func addCertificates() {
        if let folder = settings.certificateFolder {
            secureBinding = "ssl crt \(folder)"
        } else {
            var owned: [(pem: String, service: String?)] = settings.certificates.map { ($0, nil) }
            owned += services.compactMap { service in
                service.settings.defaultCertificate.map { ($0, service.alias) }
            }
            owned += services.compactMap { service in service.settings.certificate.map { ($0, service.alias) } }
            var known: Set<String> = []
            for (index, entry) in owned.filter({ known.insert($0.pem).inserted }).enumerated() {
                let name = "certs/cert\(index).pem"
                configuration.files[name] = entry.pem
                configuration.fileOwners[name] = entry.service
            }
            if !known.isEmpty { secureBinding = "ssl crt \(ProxyConfiguration.filesDirectory)/certs/" }
        }
        guard settings.clientAuthorityFile != nil || settings.clientAuthority != nil else { return }
        guard let binding = secureBinding else {
            return note("CA_CERT: without a certificate there is no TLS, so that no client is asked for one; give one")
        }
        if let file = settings.clientAuthorityFile {
            secureBinding = "\(binding) ca-file \(file) verify required"
        } else if let authority = settings.clientAuthority {
            configuration.files["cacerts/cert0.pem"] = authority
            secureBinding = "\(binding) ca-file \(ProxyConfiguration.filesDirectory)/cacerts/cert0.pem verify required"
        }
    }
}
