//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AgentProtocol

extension APIOperation {
    /// The calls about nodes, containers and joining.
    static let aboutNodes: [APIOperation] = [
        APIOperation("GET /clusters/{cluster}/hosts", "The nodes.", .of([Host].self)),
        APIOperation("GET /clusters/{cluster}/hosts/{host}", "A node, by name or address.", .of(Host.self)),
        APIOperation(
            "GET /clusters/{cluster}/nodes",
            "The nodes in pages.",
            query: [.count("pageNumber", from: 1), .count("pageSize", from: 1)],
            .of(NodePage.self)
        ),
        APIOperation("GET /clusters/{cluster}/scaled_nodes", "Nodes that were bought: always none.", .of([Host].self)),
        APIOperation(
            "PUT /clusters/{cluster}/hosts/{host}/labels",
            "Sets a node's own labels in place of those before; aliyun.zone is its zone.",
            body: JSON([String: String].self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/hosts/{host}/drain",
            "How far a node's draining is.",
            .of(DrainObject.self)
        ),
        APIOperation("POST /clusters/{cluster}/hosts/{host}/drain", "Has a node's containers moved away.", status: 202),
        APIOperation(
            "POST /clusters/{cluster}/hosts/{host}/activate",
            "Has a node take containers again.",
            status: 202
        ),
        APIOperation(
            "DELETE /clusters/{cluster}/hosts/{host}",
            "Takes a node out of the cluster.",
            query: [.flag("force")],
            status: 202
        ),
        APIOperation(
            "DELETE /clusters/{cluster}/ip/{host}",
            "Takes a node out of the cluster.",
            query: [.flag("force")],
            status: 202
        ),
        APIOperation(
            "GET /clusters/{cluster}/rebalance",
            "Which containers would move to spread the load better.",
            .of(RebalanceObject.self)
        ),
        APIOperation(
            "POST /clusters/{cluster}/rebalance",
            "Moves containers as a plan says.",
            body: JSON(RebalanceObject.self),
            status: 202
        ),
        APIOperation(
            "GET /clusters/{cluster}/containers",
            "The containers that run, or all.",
            query: [.flag("all")],
            .of([ContainerObject].self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/container_page",
            "Containers in pages, by name; chosen by text, node, application, service and state.",
            query: ["q", "node", "project", "service", "state", .count("page", from: 1), .count("size", from: 1)],
            .of(ContainerPage.self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/containers/{container}",
            "A container, by ID, name or the beginning of its ID.",
            .of(ContainerObject.self)
        ),
        APIOperation(
            "GET /clusters/{cluster}/containers/{container}/logs",
            "A container's log.",
            query: [.flag("follow"), "tail", "since"],
            .lines(of: LogLine.self)
        ),
        APIOperation(
            "GET /region/{region}/containers",
            "The containers of a region's clusters.",
            query: ["ServiceId"],
            .of([ContainerObject].self)
        ),
        APIOperation("POST /clusters/{cluster}/attach", "Refused: machines join by themselves; says how."),
        APIOperation(
            "POST /clusters/{cluster}/scalein",
            "Refused: machines aren't given back; says what to do instead."
        ),
        APIOperation(
            "POST /clusters/{cluster}/instances/{instance}/reset",
            "Refused: systems aren't installed; says what to do instead."
        ),
        APIOperation(
            "POST /clusters/{cluster}/components/{component}/upgrade",
            "Refused: components come with the server."
        ),
        APIOperation("GET /join/{token}", "The script that joins a machine.", .other("text/x-shellscript")),
        APIOperation("GET /join/{token}/agent", "The agent's program.", .other("application/octet-stream")),
        APIOperation(
            "POST /token/{token}/nodes",
            "Joins a machine: the agent's own call.",
            body: JSON(JoinRequest.self),
            .of(JoinResponse.self)
        ),
        APIOperation(
            "GET /token/{token}/nodes/{node}",
            "Whether a machine that joined is connected.",
            .of([String: Bool].self)
        ),
    ]
}
