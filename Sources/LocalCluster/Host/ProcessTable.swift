//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Glibc

/// A running process, told apart from a later one with the same number.
package struct ProcessIdentity: Equatable, Sendable {
    /// The process's number.
    package let pid: Int32
    /// When it started, in clock ticks after the machine's start.
    package let startTicks: UInt64

    /// Whether this very process still runs; one that ended and waits for its parent does not.
    package var isAlive: Bool {
        guard let status = ProcessStatus(pid: pid) else { return false }
        return status.startTicks == startTicks && !status.isZombie
    }

    /// Whether the machine still lists this very process, be it only for its parent to take note.
    package var isListed: Bool { ProcessStatus(pid: pid)?.startTicks == startTicks }
}

/// One line of /proc/PID/stat.
package struct ProcessStatus: Equatable, Sendable {
    /// The process's number.
    package let pid: Int32
    /// Whether it ended and waits for its parent.
    package let isZombie: Bool
    /// When it started, in clock ticks after the machine's start.
    package let startTicks: UInt64

    /// The process of this number, or none where there is none.
    package init?(pid: Int32) {
        guard let line = HostFiles.text("/proc/\(pid)/stat") else { return nil }
        self.init(parsing: line)
    }

    /// Reads a line such as `7 (sh) S 1 …`; the name in the parentheses may hold anything.
    package init?(parsing line: String) {
        let text = line.utf8
        guard let open = text.firstIndex(of: UInt8(ascii: " ")), let end = text.lastIndex(of: UInt8(ascii: ")")),
            let pid = Int32(line[..<open])
        else { return nil }
        let fields = text[text.index(after: end)...].prefix { $0 != UInt8(ascii: "\n") }
            .split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
        // The state is field 3 of the line and the start field 22; two are before these.
        guard fields.count > 19, let start = UInt64(fields[19]) else { return nil }
        self.pid = pid
        isZombie = fields[0] == "Z" || fields[0] == "X"
        startTicks = start
    }
}

/// The file in which a process says who it is, before it becomes its program.
struct IdentityFile: Equatable, Sendable {
    let identity: ProcessIdentity
    /// The fingerprint of the definition it was started from.
    let fingerprint: String

    /// The live process that a file names, or none.
    static func live(_ path: String) -> Self? {
        guard let text = HostFiles.text(path), let file = Self(parsing: text, bootID: bootID), file.identity.isAlive
        else { return nil }
        return file
    }

    /// Reads the three lines: the machine's start, the fingerprint, the process's line of /proc/PID/stat.
    init?(parsing text: String, bootID: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 3, lines[0] == bootID, let status = ProcessStatus(parsing: lines[2]) else { return nil }
        identity = ProcessIdentity(pid: status.pid, startTicks: status.startTicks)
        fingerprint = lines[1]
    }

    /// Shell words that write the file named by `$1` with the fingerprint `$2`, in the process itself: nothing that
    /// runs is without its file, whoever is killed when.
    static let shellWords = """
        read -r boot </proc/sys/kernel/random/boot_id
        read -r status </proc/$$/stat
        printf '%s\\n%s\\n%s\\n' "$boot" "$2" "$status" >"$1"
        """

    /// This process's own file's content.
    static func ofThisProcess() -> String {
        "\(bootID)\n\n\(HostFiles.text("/proc/self/stat") ?? "")"
    }

    private static var bootID: String {
        String((HostFiles.text("/proc/sys/kernel/random/boot_id") ?? "").prefix { $0 != "\n" })
    }
}

/// The search through all processes of the machine.
enum ProcessTable {
    /// What to look for; a process that fits one is found.
    struct Search {
        /// Namespaces, as the handles' inode numbers.
        var networkSpaces: Set<UInt64> = []
        var mountSpaces: Set<UInt64> = []
        /// Names of top-level cgroups.
        var cgroups: [String] = []
        /// What the environment holds, as `NAME=value`.
        var mark: String?
    }

    /// The processes that fit, this one left out.
    static func find(_ search: Search) -> [ProcessIdentity] {
        let own = getpid()
        return HostFiles.names(in: "/proc").compactMap { name in
            guard let pid = Int32(name), pid != own, fits(pid, search), let status = ProcessStatus(pid: pid),
                !status.isZombie
            else { return nil }
            return ProcessIdentity(pid: pid, startTicks: status.startTicks)
        }
    }

    /// The inode number behind a namespace's handle, or none.
    static func inode(_ path: String) -> UInt64? {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        return UInt64(info.st_ino)
    }

    private static func fits(_ pid: Int32, _ search: Search) -> Bool {
        if let space = inode("/proc/\(pid)/ns/net"), search.networkSpaces.contains(space) { return true }
        if let space = inode("/proc/\(pid)/ns/mnt"), search.mountSpaces.contains(space) { return true }
        if !search.cgroups.isEmpty, let lines = HostFiles.read("/proc/\(pid)/cgroup")?.split(separator: 0x0A) {
            // hierarchy:controllers:/first/…
            let firsts = lines.compactMap {
                $0.split(separator: 0x2F, maxSplits: 2, omittingEmptySubsequences: false).dropFirst().first
            }
            if search.cgroups.contains(where: { name in firsts.contains { $0.elementsEqual(name.utf8) } }) {
                return true
            }
        }
        guard let mark = search.mark, let environment = HostFiles.read("/proc/\(pid)/environ") else { return false }
        return environment.split(separator: 0).contains { $0.elementsEqual(mark.utf8) }
    }
}
