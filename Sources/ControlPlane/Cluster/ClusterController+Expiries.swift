//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A stage on a load balancer's certificate's way to its end.
struct CertificateExpiry: Hashable, Sendable {
    var balancer: BalancerName
    var fingerprint: String
    var time: Timestamp
    var hasExpired: Bool
}

/// Certificates of load balancers that are about to expire.
extension ClusterController {
    /// Tells people of each certificate that expires within 30 days, and of each that has, once.
    func tellExpiries() async {
        for (balancer, certificate, expiry) in expiries where expiry.time <= now {
            guard toldExpiries.insert(expiry).inserted else { continue }
            let hosts = certificate.names.prefix(3).joined(separator: ", ")
            let end = expiry.hasExpired ? "expired at" : "expires at"
            await events.record(
                expiry.hasExpired ? "certificate.expired" : "certificate.expiring",
                "load balancer \(balancer): certificate \(certificate.name) (\(hosts)) \(end) \(certificate.expires); give a "
                    + "new one with `gantry lb certificate add \(balancer) --name \(certificate.name) --cert FILE --key FILE`",
                level: expiry.hasExpired ? "error" : "warning"
            )
        }
    }

    /// When there will be something to tell.
    var nextExpiry: [Timestamp] {
        // A wait of years is none that clocks know of.
        let latest = now + .seconds(86_400)
        return expiries.map(\.expiry).filter { !toldExpiries.contains($0) }.map { min($0.time, latest) }
    }

    private var expiries: [(balancer: BalancerName, certificate: BalancerCertificateRecord, expiry: CertificateExpiry)]
    {
        balancers.values.flatMap { balancer in
            (balancer.certificates ?? []).flatMap { certificate in
                let warning = Timestamp(
                    nanoseconds: certificate.expires.nanoseconds - BalancerCertificateRecord.warning.wholeNanoseconds
                )
                return [(warning, false), (certificate.expires, true)].map { time, hasExpired in
                    let expiry = CertificateExpiry(
                        balancer: balancer.name,
                        fingerprint: certificate.fingerprint,
                        time: time,
                        hasExpired: hasExpired
                    )
                    return (balancer.name, certificate, expiry)
                }
            }
        }
    }
}
