//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

extension APIOperation {
    /// The calls about applications, services, configuration items and load balancers.
    static let aboutApplications: [APIOperation] = [
        APIOperation(
            "GET /clusters/{cluster}/projects",
            "The applications.",
            query: ["q", .flag("services"), .flag("containers")],
            .of([Project].self)
        ),
        APIOperation(
            "POST /clusters/{cluster}/projects",
            "Deploys a new application.",
            body: JSON(ProjectRequest.self),
            status: 201,
            .of(ProjectAccepted.self)
        ),
        APIOperation(
            "POST /clusters/{cluster}/projects/plan",
            "What deploying would change, and where containers would go.",
            body: JSON(ProjectRequest.self),
            .of(PlanObject.self)
        ),
        APIOperation(
            "POST /clusters/{cluster}/projects/variables",
            "Which variables a template asks for.",
            body: JSON(TemplateVariablesRequest.self),
            .of([TemplateVariableObject].self)
        ),
        APIOperation(
            "POST /clusters/{cluster}/projects/files",
            "Which files beside it a template names.",
            body: JSON(TemplateFilesRequest.self),
            .of([TemplateFileObject].self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/projects/{project}",
            "An application.",
            query: [.flag("containers")],
            .of(Project.self)
        ),
        APIOperation(
            "DELETE /clusters/{cluster}/projects/{project}",
            "Removes an application.",
            query: [.flag("force"), .flag("volume"), .flag("v")]
        ),
        APIOperation(
            "POST /clusters/{cluster}/projects/{project}/plan",
            "What an update would change.",
            body: JSON(ProjectRequest.self),
            .of(PlanObject.self)
        ),
        APIOperation(
            "POST /clusters/{cluster}/projects/{project}/update",
            "Updates an application.",
            body: JSON(ProjectRequest.self),
            status: 202,
            .of(ProjectAccepted.self)
        ),
        APIOperation(
            "POST /clusters/{cluster}/projects/{project}/confirm-update",
            "Ends a blue-green release with the new version.",
            query: [.flag("force")]
        ),
        APIOperation(
            "POST /clusters/{cluster}/projects/{project}/rollback-update",
            "Goes back to an earlier version.",
            query: [.flag("force"), "version"]
        ),
        APIOperation(
            "POST /clusters/{cluster}/projects/{project}/weights",
            "Sets which part of the visitors services get.",
            body: JSON([String: Int].self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/projects/{project}/versions",
            "The versions that are kept.",
            .of([VersionObject].self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/projects/{project}/versions/{version}",
            "A version with its template.",
            .of(VersionObject.self)
        ),
        APIOperation("POST /clusters/{cluster}/projects/{project}/start", "Starts an application."),
        APIOperation("POST /clusters/{cluster}/projects/{project}/stop", "Stops an application.", query: [.count("t")]),
        APIOperation(
            "POST /clusters/{cluster}/projects/{project}/kill",
            "Sends its containers a signal.",
            query: ["signal"]
        ),
        APIOperation(
            "POST /clusters/{cluster}/projects/{project}/redeploy",
            "Deploys it again with newer images and values.",
            query: [.flag("latest_image")],
            status: 202
        ),
        APIOperation("POST /clusters/{cluster}/projects/{project}/suspend", "Leaves a job's schedule out."),
        APIOperation("POST /clusters/{cluster}/projects/{project}/resume", "Takes a job's schedule up again."),
        APIOperation("GET /clusters/{cluster}/projects/{project}/runs", "A job's runs.", .of([RunObject].self)),
        APIOperation("POST /clusters/{cluster}/projects/{project}/runs", "Has a job run once.", status: 202),
        APIOperation(
            "GET /clusters/{cluster}/projects/{project}/runs/{run}",
            "A run with its tasks.",
            .of(RunObject.self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/projects/{project}/events",
            "What happened to an application.",
            query: [.count("after"), .count("tail"), .flag("follow")],
            .lines(of: EventObject.self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/projects/{project}/logs",
            "An application's logs.",
            query: ["service", .flag("follow"), "tail", "since", .count("run")],
            .lines(of: LogLine.self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/services",
            "The services.",
            query: ["q", .flag("containers")],
            .of([ServiceObject].self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/services/{service}",
            "A service, as APPLICATION_SERVICE.",
            query: [.flag("containers")],
            .of(ServiceObject.self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/services/{service}/containers",
            "A service's containers.",
            .of([ContainerObject].self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/services/{service}/logs",
            "A service's logs.",
            query: [.flag("follow"), "tail", "since", .count("run")],
            .lines(of: LogLine.self)
        ),
        APIOperation(
            "POST /clusters/{cluster}/services/{service}/scale",
            "Sets how many containers a service has.",
            body: JSON(ScaleRequest.self)
        ),
        APIOperation("POST /clusters/{cluster}/services/{service}/start", "Starts a service."),
        APIOperation("POST /clusters/{cluster}/services/{service}/stop", "Stops a service.", query: [.count("t")]),
        APIOperation(
            "POST /clusters/{cluster}/services/{service}/kill",
            "Sends its containers a signal.",
            query: ["signal"]
        ),
        APIOperation("POST /clusters/{cluster}/services/{service}/restart", "Restarts a service."),
        APIOperation(
            "POST /clusters/{cluster}/services/{service}/reschedule",
            "Has its containers placed anew.",
            query: [.flag("force")],
            status: 202,
            .of(RebalanceObject.self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/configurations",
            "The configuration items of the cluster's region.",
            query: ["q"],
            .of([ConfigurationObject].self)
        ),
        APIOperation(
            "POST /clusters/{cluster}/configurations",
            "Makes a configuration item.",
            body: JSON(ConfigurationRequest.self),
            status: 201,
            .of(ConfigurationObject.self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/configurations/{configuration}",
            "A configuration item with its values.",
            query: [.count("version")],
            .of(ConfigurationObject.self)
        ),
        APIOperation(
            "PUT /clusters/{cluster}/configurations/{configuration}",
            "Changes a configuration item.",
            body: JSON(ConfigurationChange.self),
            .of(ConfigurationObject.self)
        ),
        APIOperation(
            "DELETE /clusters/{cluster}/configurations/{configuration}",
            "Deletes a configuration item.",
            query: [.flag("force")]
        ),
        APIOperation(
            "GET /clusters/{cluster}/configurations/{configuration}/versions",
            "Its versions.",
            .of([ConfigurationVersionObject].self)
        ),
        APIOperation("GET /load_balancers", "The load balancers.", query: ["q"], .of([LoadBalancerObject].self)),
        APIOperation(
            "POST /load_balancers",
            "Makes a load balancer.",
            body: JSON(LoadBalancerRequest.self),
            status: 201,
            .of(LoadBalancerObject.self)
        ),
        APIOperation("GET /load_balancers/{balancer}", "A load balancer.", .of(LoadBalancerObject.self)),
        APIOperation(
            "PUT /load_balancers/{balancer}",
            "Changes a load balancer.",
            body: JSON(LoadBalancerChange.self),
            .of(LoadBalancerObject.self)
        ),
        APIOperation("DELETE /load_balancers/{balancer}", "Deletes a load balancer."),
        APIOperation(
            "POST /load_balancers/{balancer}/bind",
            "Binds it to a cluster.",
            body: JSON(LoadBalancerBinding.self),
            .of(LoadBalancerObject.self)
        ),
        APIOperation(
            "POST /load_balancers/{balancer}/unbind",
            "Takes it from a cluster.",
            body: JSON(LoadBalancerBinding.self),
            .of(LoadBalancerObject.self)
        ),
        APIOperation(
            "POST /load_balancers/{balancer}/certificates",
            "Gives it a certificate.",
            body: JSON(LoadBalancerCertificateRequest.self),
            status: 201,
            .of(LoadBalancerObject.self)
        ),
        APIOperation(
            "POST /load_balancers/{balancer}/certificates/issue",
            "Issues it a certificate.",
            body: JSON(LoadBalancerCertificateIssue.self),
            status: 201,
            .of(LoadBalancerObject.self)
        ),
        APIOperation(
            "DELETE /load_balancers/{balancer}/certificates/{certificate}",
            "Takes a certificate away.",
            .of(LoadBalancerObject.self)
        ),
        APIOperation(
            "POST /load_balancers/{balancer}/listeners",
            "Adds a listener.",
            body: JSON(ListenerObject.self),
            status: 201,
            .of(LoadBalancerObject.self)
        ),
        APIOperation(
            "PUT /load_balancers/{balancer}/listeners/{port}",
            "Changes a listener.",
            body: JSON(ListenerChange.self),
            .of(LoadBalancerObject.self)
        ),
        APIOperation(
            "DELETE /load_balancers/{balancer}/listeners/{port}",
            "Takes a listener away.",
            .of(LoadBalancerObject.self)
        ),
    ]
}
