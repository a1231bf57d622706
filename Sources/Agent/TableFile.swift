//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
import CustomRouting
import FoundationEssentials
import Routing

/// What the control plane sends again and again, each time with a larger revision.
protocol RevisedTable: Codable, Sendable {
    var revision: Int64 { get }
}

extension RouteTable: RevisedTable {}
extension ProxyServiceTable: RevisedTable {}
extension BalancerTable: RevisedTable {}

/// The last table of a kind, kept over restarts so that routing goes on while the control plane can't be reached.
actor TableFile<Table: RevisedTable> {
    private let path: String
    private var savedRevision = Int64.min

    init(path: String) {
        self.path = path
    }

    /// The table that was saved last; nil when there is none.
    ///
    /// - Throws: `AgentError` when it can't be read.
    func load() throws(AgentError) -> Table? {
        guard let content = try LocalFiles.read(path, limit: TableFiles.maximumSize) else { return nil }
        do {
            return try JSONDecoder().decode(Table.self, from: content)
        } catch {
            throw AgentError("\(path): it is damaged (\(error)); the next table replaces it")
        }
    }

    /// Saves a table unless a newer one was saved.
    ///
    /// - Throws: `AgentError`, which says what the disk refused.
    func save(_ table: Table) throws {
        guard table.revision > savedRevision else { return }
        try LocalFiles.write(path, JSONEncoder().encode(table), mode: 0o600)
        savedRevision = table.revision
    }
}

/// The tables that an agent keeps.
struct TableFiles: Sendable {
    /// The largest table that is taken, in bytes.
    static let maximumSize = 64 << 20

    let routes: TableFile<RouteTable>
    /// With the keys of certificates.
    let services: TableFile<ProxyServiceTable>
    let balancers: TableFile<BalancerTable>

    init(dataDirectory: String) {
        let paths = Self.paths(in: dataDirectory)
        routes = TableFile(path: paths[0])
        services = TableFile(path: paths[1])
        balancers = TableFile(path: paths[2])
    }

    /// Where the tables are: the routes, the services of proxies, the load balancers.
    static func paths(in dataDirectory: String) -> [String] {
        ["routes", "proxy-services", "balancers"].map { "\(dataDirectory)/\($0).json" }
    }
}
