//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The local registry's configuration, and the commands that make its certificate and password.
package struct RegistryPlan: Equatable, Sendable {
    /// The registry's one user.
    package static let user = "gantry"

    private let spec: LocalClusterSpec
    private let paths: LocalClusterPaths

    /// The registry of this cluster.
    package init(_ spec: LocalClusterSpec) {
        self.spec = spec
        paths = spec.paths
    }

    /// Where the images stay, `down` or not.
    package var storage: String { "\(spec.cacheDirectory)/registry" }

    /// The registry's configuration file.
    package var configuration: String {
        """
        # Written by `gantry local up`.
        version: 0.1
        log:
          level: warn
          accesslog:
            disabled: true
        storage:
          filesystem:
            rootdirectory: "\(storage)"
          delete:
            enabled: true
        http:
          addr: "\(spec.registryHost)"
          tls:
            certificate: "\(paths.registry)/tls.crt"
            key: "\(paths.registry)/tls.key"
        auth:
          htpasswd:
            realm: gantry-local
            path: "\(paths.registryPasswords)"

        """
    }

    /// Prints the user's line of the password file, the password hashed.
    package func hash(_ password: String) -> ShellCommand {
        var command = ShellCommand("htpasswd", "-niB", Self.user)
        command.input = password + "\n"
        return command
    }

    /// What openssl is to be told about both certificates; as a file's content.
    package var certificateSettings: String {
        """
        [req]
        prompt = no
        distinguished_name = name
        [name]
        CN = \(spec.hostAddress)
        [authority]
        basicConstraints = critical, CA:TRUE
        keyUsage = critical, keyCertSign, cRLSign
        subjectKeyIdentifier = hash
        [registry]
        basicConstraints = critical, CA:FALSE
        keyUsage = critical, digitalSignature
        extendedKeyUsage = serverAuth
        subjectAltName = IP:\(spec.hostAddress), IP:127.0.0.1, DNS:localhost

        """
    }

    /// Makes the authority and the registry's certificate in a folder that holds the settings as `openssl.cnf`.
    ///
    /// The authority's key is thrown away: nothing else is to be signed with it.
    package func makeCertificates(in folder: String) -> [ShellCommand] {
        let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        let settings = "\(folder)/openssl.cnf"
        let authority = ["\(folder)/ca.crt", "\(folder)/ca.key"]
        return [
            ShellCommand(
                ["openssl", "req", "-x509"] + newKey + [
                    "-config", settings, "-extensions", "authority", "-subj", "/CN=Gantry local registry authority",
                    "-days", "3650", "-out", authority[0], "-keyout", authority[1],
                ]
            ),
            ShellCommand(
                ["openssl", "req"] + newKey + [
                    "-config", settings, "-out", "\(folder)/tls.csr", "-keyout", "\(folder)/tls.key",
                ]
            ),
            ShellCommand(
                [
                    "openssl", "x509", "-req", "-in", "\(folder)/tls.csr", "-CA", authority[0], "-CAkey", authority[1],
                    "-CAcreateserial", "-extfile", settings, "-extensions", "registry", "-days", "3650",
                    "-out", "\(folder)/tls.crt",
                ]
            ),
            ShellCommand("rm", "-f", authority[1], "\(folder)/tls.csr", "\(folder)/ca.srl"),
        ]
    }

    /// Where the images are that wait to be pushed.
    package var imageCache: String { "\(spec.cacheDirectory)/images" }

    /// Pushes the images with the project's script, past any proxy.
    package func push(script: String) -> ShellCommand {
        var command = ShellCommand(
            [
                script, spec.registryHost, "--cache", imageCache, "--ca", paths.registryAuthority,
                "--credentials-file", paths.registryCredentials,
            ]
        )
        for name in ["NO_PROXY", "no_proxy"] { command.environment[name] = "\(spec.hostAddress),127.0.0.1,localhost" }
        return command
    }

    /// The beginnings of image references that the local registry stands in for, with what takes their place.
    ///
    /// They are chosen so that the templates of the reference product's guide run as they are written: the registry has
    /// one tag for several of theirs, and a web server for the images that they leave to the reader.
    package var imageMap: [String: String] {
        [
            "busybox": "busybox",
            "inception-serving:gpu": "nginx:latest",
            "mariadb": "mysql",
            "my_app": "nginx",
            "my_nginx": "nginx",
            "mysql": "mysql",
            "nginx": "nginx",
            "redis": "redis",
            "redis:alpine": "redis:latest",
            "registry.aliyuncs.com/acs-sample/": "",
            "registry.aliyuncs.com/acs-sample/alpine:3.3": "busybox:latest",
            "registry.aliyuncs.com/acs-sample/mysql:5.7": "mysql:latest",
            "registry.aliyuncs.com/acs-sample/wordpress:4.5": "wordpress:latest",
            "registry.aliyuncs.com/acs/proxy": "gantry/proxy",
            "registry.aliyuncs.com/jiangjizhong/wordpress": "wordpress",
            "registry.cn-hangzhou.aliyuncs.com/linhuatest/hello-world": "nginx",
            "registry.cn-hangzhou.aliyuncs.com/linhuatest/rsyslog": "rsyslog",
            "sample": "nginx",
            "wordpress": "wordpress",
        ]
        .mapValues { "\(spec.registryHost)/\($0)" }
    }
}
