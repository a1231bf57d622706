//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
internal import GRDB
import Store
import Synchronization

/// The database file: opened, locked, migrated; translates its errors.
final class StoreFile: Sendable {
    private let path: String
    private let pool: DatabasePool
    private let lock: FileLock
    private let isClosed = Mutex(false)

    init(path: String) throws {
        self.path = path
        lock = try FileLock(protecting: path)
        do {
            try Self.makePrivate(path)
            var configuration = Configuration()
            configuration.label = "gantry-store"
            configuration.busyMode = .timeout(5)
            pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { database in
                // In WAL mode, only FULL syncs at every commit.
                try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864")
            }
            let migrator = StoreMigrations.migrator
            guard try pool.read(migrator.hasBeenSuperseded) == false else {
                throw StoreError.failed("store \(path): a newer version made it; use that version, or a backup")
            }
            try migrator.migrate(pool)
        } catch let error as StoreError {
            throw error
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw StoreError.failed("store \(path): it is no store; move it away or choose another path")
        } catch {
            throw StoreError.failed(
                "store \(path): it cannot be opened (\(error)); check folder, rights and disk space"
            )
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try pool.read(body)
        } catch {
            throw translated(error)
        }
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw translated(error)
        }
    }

    /// Runs one transaction, which is on disk when this returns.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await pool.write(body)
        } catch {
            throw translated(error)
        }
    }

    func close() {
        let wasClosed = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return isClosed
        }
        if !wasClosed {
            // It fails only while somebody reads; the connection then closes with its last reader.
            try? pool.close()
            lock.release()
        }
    }

    private func translated(_ error: any Error) -> any Error {
        switch error {
        case is StoreError, is CancellationError:
            error
        case _ where isClosed.withLock { $0 }:
            StoreError.closed
        default:
            StoreError.failed("store \(path): reading or writing failed (\(error)); check the disk's space and health")
        }
    }

    /// Makes the file readable and writable for its owner alone; its companions inherit that.
    private static func makePrivate(_ path: String) throws {
        let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError.failed(
                "store \(path): it cannot be opened (\(FileLock.lastError())); check that the folder is there and writable"
            )
        }
        defer { Foundation.close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else {
            throw StoreError.failed("store \(path): its mode cannot be set (\(FileLock.lastError())); check its owner")
        }
    }
}
