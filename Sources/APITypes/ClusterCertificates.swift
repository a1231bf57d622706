//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What a user reaches a cluster's endpoint with: all in PEM.
package struct ClusterCertificates: Codable, Sendable, Hashable {
    /// The authority that the endpoint proves itself with.
    package var ca: String
    package var cert: String
    /// The private key, as `BEGIN RSA PRIVATE KEY` (PKCS #1): a secret.
    package var key: String

    package init(ca: String, cert: String, key: String) {
        self.ca = ca
        self.cert = cert
        self.key = key
    }
}

/// A certificate that was issued for a cluster's endpoint, without its key.
package struct ClusterCertificateObject: Codable, Sendable, Hashable {
    package var user: String
    /// SHA-256 of the certificate's DER, hexadecimal.
    package var fingerprint: String
    /// RFC 3339.
    package var created: String
    package var expires: String

    package init(user: String, fingerprint: String, created: String, expires: String) {
        self.user = user
        self.fingerprint = fingerprint
        self.created = created
        self.expires = expires
    }
}

/// How Docker's clients are pointed at a cluster's endpoint.
package enum DockerEnvironment {
    /// The value of `DOCKER_HOST` for an endpoint's `https://` address.
    package static func host(ofMasterURL url: String) -> String {
        url.hasPrefix("https://") ? "tcp://" + url.dropFirst("https://".count) : url
    }

    /// A script for `.` in a shell: it sets the variables of Docker's clients to the folder that it is in.
    ///
    /// Shells other than bash and zsh don't tell a script where it is; there the present folder counts.
    package static func script(masterURL: String) -> String {
        """
        # Run `. ./env.sh` in the folder of this file; docker and docker-compose then talk to the cluster.
        export DOCKER_HOST='\(host(ofMasterURL: masterURL).filter { $0 != "'" })'
        export DOCKER_TLS_VERIFY=1
        DOCKER_CERT_PATH=$(CDPATH= cd -- "$(dirname -- "${BASH_SOURCE:-${ZSH_VERSION:+$0}}")" && pwd)
        export DOCKER_CERT_PATH

        """
    }
}
