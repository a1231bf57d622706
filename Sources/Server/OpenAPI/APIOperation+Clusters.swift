//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

extension APIOperation {
    /// The calls about clusters, their settings and endpoints.
    static let aboutClusters: [APIOperation] = [
        APIOperation(
            "GET /clusters",
            "The clusters that the caller may see.",
            query: ["name"],
            .of([ClusterObject].self)
        ),
        APIOperation(
            "POST /clusters",
            "Makes a cluster without nodes.",
            body: JSON(ClusterRequest.self),
            status: 202,
            .of(ClusterCreated.self)
        ),
        APIOperation("GET /clusters/{cluster}", "A cluster, by ID or name.", .of(ClusterObject.self)),
        APIOperation("PUT /clusters/{cluster}", "Refused: machines aren't bought; says what to do instead."),
        APIOperation("DELETE /clusters/{cluster}", "Deletes a cluster that has no nodes.", status: 202),
        APIOperation("POST /clusters/{cluster}/name/{name}", "Gives a cluster another name."),
        APIOperation(
            "PUT /clusters/{cluster}/domain",
            "Sets the domain that route prefixes are put before, and the ports at which clients come in.",
            body: JSON(DomainRequest.self)
        ),
        APIOperation(
            "PUT /clusters/{cluster}/strategy",
            "Sets which node gets a container: spread, binpack or random.",
            body: JSON(ClusterRoutes.StrategyRequest.self)
        ),
        APIOperation(
            "PUT /clusters/{cluster}/image-map",
            "Sets which images take the place of those that templates name.",
            body: JSON([String: String].self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/registry",
            "The registries that the cluster is logged in to.",
            .of([String].self)
        ),
        APIOperation(
            "POST /clusters/{cluster}/registry",
            "Logs the cluster in to a registry.",
            body: JSON(RegistryLogin.self)
        ),
        APIOperation("DELETE /clusters/{cluster}/registry/{domain}", "Logs the cluster out of a registry."),
        APIOperation(
            "GET /clusters/{cluster}/routes",
            "Which address leads to which containers.",
            query: ["project"],
            .of([RouteObject].self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/routes/statistics",
            "The routes with what the routers count.",
            query: ["project"],
            .of(RouteStatisticsObject.self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/routes/trace",
            "What becomes of a request to a URL, and why.",
            query: [Query("url", .text, isNeeded: true)],
            .of(RouteTraceObject.self)
        ),
        APIOperation(
            "POST /clusters/{cluster}/token",
            "Makes a join token.",
            body: JSON(TokenRequest.self),
            .of(TokenObject.self)
        ),
        APIOperation("GET /clusters/{cluster}/tokens", "The join tokens.", .of([TokenObject].self)),
        APIOperation("GET /clusters/{cluster}/tokens/{token}", "A join token.", .of(TokenObject.self)),
        APIOperation("DELETE /token/{token}/revoke", "Makes a join token worthless."),
        APIOperation(
            "GET /clusters/{cluster}/join-command",
            "The line to run on a machine that is to join.",
            query: [.flag("reusable"), .count("expired")],
            .of(JoinCommand.self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/certs",
            "The caller's certificates for the cluster's endpoint.",
            .of(ClusterCertificates.self)
        ),
        APIOperation("GET /clusters/{cluster}/certs.zip", "The same as an archive.", .other("application/zip")),
        APIOperation(
            "GET /clusters/{cluster}/certificates",
            "Who has certificates: the caller, or all for those who may revoke them.",
            .of([ClusterCertificateObject].self)
        ),
        APIOperation("DELETE /clusters/{cluster}/certificates/{user}", "Makes a user's certificates worthless."),
        APIOperation("GET /clusters/{cluster}/endpoints", "Where the cluster is reached.", .of(ClusterEndpoints.self)),
        APIOperation("GET /clusters/{cluster}/logs", "The cluster's last hundred events.", .of([ClusterLogLine].self)),
        APIOperation(
            "GET /clusters/{cluster}/changes",
            "A word at once and for each change, once a second at most.",
            query: [.flag("follow")],
            .lines(of: ClusterChange.self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/events",
            "What happened in the cluster.",
            query: ["project", .count("after"), .count("tail"), .flag("follow")],
            .lines(of: EventObject.self)
        ),
        APIOperation("GET /tasks/{task}", "What became of something that was asked for.", .of(ClusterTask.self)),
        APIOperation(
            "GET /templates",
            "The templates that are kept, and those that come along with the program.",
            query: ["q", .flag("samples")],
            .of(TemplateList.self)
        ),
        APIOperation(
            "PUT /templates",
            "Keeps a template.",
            body: JSON(TemplateRequest.self),
            status: 201,
            .of(TemplateCreated.self)
        ),
        APIOperation(
            "POST /templates",
            "Keeps a template.",
            body: JSON(TemplateRequest.self),
            status: 201,
            .of(TemplateCreated.self)
        ),
        APIOperation("GET /templates/{template}", "A template.", .of(TemplateObject.self)),
        APIOperation(
            "PUT /templates/{template}",
            "Changes a template; what is left out stays.",
            body: JSON(TemplateRequest.self),
            .of(TemplateObject.self)
        ),
        APIOperation("DELETE /templates/{template}", "Deletes a template."),
        APIOperation(
            "GET /clusters/{cluster}/triggers",
            "The triggers, or those of one application.",
            query: ["project"],
            .of([TriggerObject].self)
        ),
        APIOperation(
            "POST /clusters/{cluster}/triggers",
            "Makes a trigger; only this answer has its address.",
            body: JSON(TriggerRequest.self),
            status: 201,
            .of(TriggerObject.self)
        ),
        APIOperation("DELETE /clusters/{cluster}/triggers/{trigger}", "Makes a trigger's address worthless."),
        APIOperation("GET /hook/trigger/{cluster}/{project}", "An application's triggers.", .of([TriggerObject].self)),
        APIOperation(
            "GET /hook/trigger",
            "Calls a trigger.",
            query: [
                Query("triggerUrl", .text, isNeeded: true), Query("secret", .text, isNeeded: true), "type",
                .count("step"),
            ],
            .of(TriggerResult.self)
        ),
        APIOperation(
            "POST /hook/trigger",
            "Calls a trigger; the body may be a registry's web-hook.",
            query: [
                Query("triggerUrl", .text, isNeeded: true), Query("secret", .text, isNeeded: true), "type",
                .count("step"),
            ],
            .of(TriggerResult.self)
        ),
    ]
}
