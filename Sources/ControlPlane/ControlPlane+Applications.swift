//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import APITypes
package import Model

extension ControlPlane {
    // MARK: Projects

    package func projects(
        _ cluster: String,
        nameContains filter: String?,
        services: Bool,
        containers: Bool
    ) async throws -> [Project] {
        try await controller(cluster).projects(nameContains: filter, services: services, containers: containers)
    }

    package func project(_ cluster: String, _ name: String, containers: Bool = true) async throws -> Project {
        let controller = try await controller(cluster)
        return try await controller.project(controller.existing(name), services: true, containers: containers)
    }

    /// Takes a new application in; returns the warnings about its template.
    package func createProject(
        _ cluster: String,
        _ request: ProjectRequest,
        by user: String = ""
    ) async throws -> [Problem] {
        try await controller(cluster).create(request, by: user)
    }

    /// Updates an application; returns the warnings about its template.
    package func updateProject(
        _ cluster: String,
        _ name: String,
        _ request: ProjectRequest,
        by user: String = ""
    ) async throws -> [Problem] {
        try await controller(cluster).update(name, request, by: user)
    }

    /// The versions of an application that are kept, the one that was deployed last first.
    package func versions(_ cluster: String, _ name: String) async throws -> [VersionObject] {
        try await controller(cluster).versionObjects(name)
    }

    /// A version that is kept, with its template.
    package func version(_ cluster: String, _ name: String, _ version: String) async throws -> VersionObject {
        try await controller(cluster).versionObject(version, of: name)
    }

    /// Deploys an earlier version again as it was; without one, the one before the one that runs.
    package func rollBackProject(
        _ cluster: String,
        _ name: String,
        to version: String?,
        by user: String = ""
    ) async throws {
        try await controller(cluster).rollBack(name, to: version, by: user)
    }

    /// Ends a blue-green release: the new services get all visitors, the old ones go.
    package func confirmUpdate(_ cluster: String, _ name: String, force: Bool) async throws {
        try await controller(cluster).confirmRelease(name, force: force)
    }

    /// Sets which part of the visitors the services of a release get, 0 to 100, by their names.
    package func setWeights(_ cluster: String, _ name: String, _ weights: [String: Int]) async throws {
        try await controller(cluster).setWeights(weights, of: name)
    }

    /// What deploying a template would change, and where each container would go and why.
    package func plan(_ cluster: String, _ request: ProjectRequest) async throws -> PlanObject {
        try await controller(cluster).plan(request)
    }

    /// The files beside a template that it names.
    package func files(_ cluster: String, of request: TemplateFilesRequest) async throws -> [TemplateFileObject] {
        try await controller(cluster).files(of: request)
    }

    package func startProject(_ cluster: String, _ name: String) async throws {
        try await controller(cluster).setIntent(name, .run)
    }

    package func stopProject(_ cluster: String, _ name: String, timeout: Int?) async throws {
        try await controller(cluster).setIntent(name, .stop, timeout: timeout)
    }

    package func killProject(_ cluster: String, _ name: String, signal: String) async throws {
        try await controller(cluster).kill(project: name, service: nil, signal: signal)
    }

    /// Makes and starts again what is missing, with the values that its configuration items have now, and the images
    /// behind the tags that its services follow; with `latestImages`, all of them.
    package func redeployProject(
        _ cluster: String,
        _ name: String,
        latestImages: Bool = false,
        by user: String = ""
    ) async throws {
        try await controller(cluster).redeploy(name, latestImages: latestImages, by: user)
    }

    package func deleteProject(_ cluster: String, _ name: String, force: Bool, volumes: Bool) async throws {
        try await controller(cluster).remove(name, volumes: volumes)
    }

    // MARK: Services

    package func services(
        _ cluster: String,
        nameContains filter: String?,
        containers: Bool
    ) async throws -> [ServiceObject] {
        try await controller(cluster).services(nameContains: filter, containers: containers)
    }

    package func service(_ cluster: String, _ id: String, containers: Bool = true) async throws -> ServiceObject {
        let controller = try await controller(cluster)
        let (application, service) = try await controller.presentService(id)
        return await controller.serviceObject(service, of: application, containers: containers)
    }

    package func scaleService(_ cluster: String, _ id: String, to count: Int) async throws {
        try await controller(cluster).scale(id, to: count)
    }

    /// Makes a service larger, or smaller, by so many containers, down to one and up to the most that there may be.
    ///
    /// - Returns: How many it has then.
    package func scaleService(_ cluster: String, _ id: String, by step: Int) async throws -> Int {
        try await controller(cluster).scale(id, by: step)
    }

    package func startService(_ cluster: String, _ id: String) async throws {
        try await controller(cluster).setStopped(id, false)
    }

    package func stopService(_ cluster: String, _ id: String, timeout: Int?) async throws {
        try await controller(cluster).setStopped(id, true, timeout: timeout)
    }

    package func killService(_ cluster: String, _ id: String, signal: String) async throws {
        let controller = try await controller(cluster)
        let (application, service) = try await controller.presentService(id)
        try await controller.kill(project: application.record.name.rawValue, service: service.name, signal: signal)
    }

    package func restartService(_ cluster: String, _ id: String) async throws {
        try await controller(cluster).restart(id)
    }

    // MARK: Containers, routes, events, logs

    package func containers(_ cluster: String, all: Bool) async throws -> [ContainerObject] {
        try await controller(cluster).containerObjects(all: all)
    }

    /// Some of a cluster's containers.
    package func containers(
        _ cluster: String,
        _ filter: ContainerFilter,
        page: Int,
        size: Int
    ) async throws -> ContainerPage {
        try await controller(cluster).containerPage(filter, number: page, size: size)
    }

    /// A container by ID, name or the beginning of its ID.
    package func container(_ cluster: String, _ reference: String) async throws -> ContainerObject {
        try await controller(cluster).containerObject(reference)
    }

    /// The node that a container is on.
    package func nodeID(ofContainer reference: String, cluster: String) async throws -> NodeID {
        try await controller(cluster).container(reference).0.record.id
    }

    package func routes(_ cluster: String, project: String?) async throws -> [RouteObject] {
        try await controller(cluster).routeObjects(project: project)
    }

    /// The routes with what the routers of all nodes count; waits for them for some seconds at most.
    package func routeStatistics(_ cluster: String, project: String?) async throws -> RouteStatisticsObject {
        try await controller(cluster).routeStatistics(project: project)
    }

    /// What becomes of a request to a URL, and why.
    package func traceRoute(_ cluster: String, url: String) async throws -> RouteTraceObject {
        try await controller(cluster).trace(url: url)
    }

    /// The events after one, oldest first, the last `tail` of them; with `follow`, those to come as well.
    package func events(
        _ cluster: String,
        project: String?,
        after: Int64?,
        tail: Int? = nil,
        follow: Bool
    ) async throws -> AsyncThrowingStream<EventObject, any Error> {
        try await controller(cluster).events.stream(project: project, after: after, tail: tail, follow: follow)
    }

    /// Tells that something which people look at changed: several changes as one, once a second at most.
    ///
    /// The first is told at once: it stands for whatever happened before anybody listened.
    package func changes(_ cluster: String) async throws -> AsyncThrowingStream<ClusterChange, any Error> {
        let controller = try await controller(cluster)
        let (changes, id) = (await controller.subscribeToChanges(), controller.id.rawValue)
        return AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { output in
            let task = Task {
                output.yield(ClusterChange(clusterID: id))
                for await _ in changes {
                    output.yield(ClusterChange(clusterID: id))
                    try? await Task.sleep(for: .seconds(1))
                }
                output.finish()
            }
            output.onTermination = { _ in task.cancel() }
        }
    }

    /// The lines of an application's logs, over all nodes.
    package func logs(
        _ cluster: String,
        _ query: LogQuery
    ) async throws -> AsyncThrowingStream<LogLine, any Error> {
        let controller = try await controller(cluster)
        if query.container == nil { _ = try await controller.existing(query.project) }
        return LogFollower(controller: controller, query: query).lines()
    }
}
