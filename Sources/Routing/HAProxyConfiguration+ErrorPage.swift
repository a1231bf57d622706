//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension HAProxyConfiguration {
    /// The page that answers a request that no container can take.
    package static let errorPage = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <title>503: no container serves this address</title>
        <style>body { font: 16px/1.5 sans-serif; max-width: 42em; margin: 4em auto; padding: 0 1em; color: #222 }</style>
        </head>
        <body>
        <h1>503: no container serves this address</h1>
        <p>The request reached the cluster's routing service, but there is nobody to hand it to. Usually it is one of these:</p>
        <ol>
        <li><b>The address has no route.</b> Compare the host and the path in your browser, letter by letter, with the
        service's label <code>aliyun.routing.port_N</code>. A name without dots there is followed by the cluster's domain.
        A route is in place once the application has been deployed with it.</li>
        <li><b>No container of the service is running.</b> Look at the service's containers and at the application's
        events; start the service or correct what makes it stop.</li>
        <li><b>No container is healthy.</b> Containers that fail the probe in the labels <code>aliyun.probe.*</code> get no
        requests. Look at the container's health and at its log.</li>
        <li><b>The port is wrong.</b> N in <code>aliyun.routing.port_N</code> is the port that the program listens on inside
        its container, on all of the container's addresses.</li>
        </ol>
        <p>If a service is being started or updated just now, try again in a few seconds.</p>
        </body>
        </html>

        """
}
