//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
import Model
import Testing

@testable import Compose

/// `docs/compose.md` says what the code's own tables of keys and labels say.
///
/// After a change of the tables, run the tests with `GANTRY_UPDATE_GOLDEN=1` and read the difference.
@Suite struct SupportMatrixTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/compose.md")

    @Test("The document of what is supported is what the code does")
    func documentIsTrue() throws {
        let matrix = SupportMatrix().markdown
        if ProcessInfo.processInfo.environment["GANTRY_UPDATE_GOLDEN"] != nil {
            try matrix.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        let written = (try? String(contentsOf: Self.file, encoding: .utf8)) ?? ""
        #expect(
            written == matrix,
            "docs/compose.md is not what the code says: run GANTRY_UPDATE_GOLDEN=1 swift test --filter SupportMatrix"
        )
    }

    @Test("Every key of Compose is in it", arguments: Self.composeKeys)
    func keyIsKnown(key: String) {
        #expect(ServiceKey.byName[key] != nil || RefusedKey.byName[key] != nil)
    }

    @Test("No key is both read and refused")
    func noContradiction() {
        #expect(Set(ServiceKey.byName.keys).isDisjoint(with: RefusedKey.byName.keys))
    }

    /// The keys of a service in the first, second and third format and in the Compose Specification.
    private static let composeKeys = """
        annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs container_name
        cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec
        depends_on deploy develop device_cgroup_rules devices dns dns_opt dns_search dockerfile domainname entrypoint
        env_file environment expose extends external external_links extra_hosts gpus group_add healthcheck hostname
        image init ipc isolation kernel_memory label_file labels links log_driver log_opt logging mac_address mem_limit
        mem_reservation mem_swappiness memswap_limit models net network_mode networks oom_kill_disable oom_score_adj
        pid pids_limit platform ports post_start pre_stop privileged profiles provider pull_policy read_only restart
        runtime scale secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs
        tty ulimits use_api_socket user userns_mode uts volume_driver volumes volumes_from working_dir
        """.split { $0 == " " || $0 == "\n" }.map(String.init)
}

/// The tables of keys and labels as a page for people.
private struct SupportMatrix {
    private struct Row {
        var name: String
        var state: String
        var note: String
    }

    var markdown: String {
        var text = """
            # Templates: what is supported

            This page is made from the code by its tests. A key or a label that isn't on it is refused, with the one that
            was probably meant; keys that start with `x-` are left alone.

            | state | meaning |
            | --- | --- |
            | yes | it has its effect |
            | later | it is read and checked, has no effect yet, and a warning says so |
            | no effect | it is taken, and a warning says why nothing comes of it |
            | refused | the template is not deployed, and the error says what to do |

            Templates have no `version`, or one from 2 to 3.9, with their services under `services`; those of the first
            format have their services at the top.


            """
        text += "## Keys of a template\n\n" + table(rows(TopLevelKeys.table)) + "\n"
        text += "## Keys of a service\n\n" + table(serviceRows) + "\n"
        for (name, rows) in nested { text += "### `\(name)`\n\n" + table(rows) + "\n" }
        text += "## Labels\n\n" + table(labelRows)
        return text
    }

    private var serviceRows: [Row] {
        let read = ServiceKey.all.map { key in
            let spellings = key.names.dropFirst().map { "`\($0)`" }
            let note = spellings.isEmpty ? "" : "also written " + spellings.listed()
            return Row(name: key.names[0], state: "yes", note: note)
        }
        let others = RefusedKey.byName.map { row($0.key, $0.value) }
        return (read + others).sorted { $0.name < $1.name }
    }

    private var nested: [(String, [Row])] {
        [
            ("deploy", rows(DeployKeys.table)),
            ("deploy.resources.limits", rows(DeployKeys.limits)),
            ("deploy.resources.reservations", rows(DeployKeys.reservations)),
            ("deploy.resources.reservations.devices", rows(DeviceRequest.table)),
            ("deploy.placement", rows(DeployKeys.placement)),
            ("deploy.restart_policy", rows(DeployKeys.restartPolicy)),
            ("deploy.update_config and deploy.rollback_config", rows(UpdateKeys.table)),
            ("depends_on", rows(DependencyKeys.table)),
            ("env_file", rows(EnvironmentFileKey.table)),
            ("external", rows(ExternalKeys.table)),
            ("healthcheck", rows(HealthcheckKeys.table)),
            ("networks", rows(NetworksKey.attachment)),
            ("secrets and configs", rows(FileKeys.table)),
            ("networks of the template", rows(NetworksKey.declaration)),
            ("secrets and configs of the template", rows(StoredFiles.table)),
            ("volumes of the template", rows(VolumeKeys.table)),
        ]
    }

    private var labelRows: [Row] {
        LabelRule.all.map { rule in
            switch rule.effect {
            case .delivered: Row(name: rule.shownName, state: "yes", note: "")
            case .later: Row(name: rule.shownName, state: "later", note: "")
            case .plain(let reason): Row(name: rule.shownName, state: "no effect", note: reason)
            case .node: Row(name: rule.shownName, state: "refused", note: "it belongs to nodes")
            case .own: Row(name: rule.shownName, state: "no effect", note: "Gantry sets it itself")
            }
        }.sorted { $0.name < $1.name }
    }

    private func rows<Target>(_ table: KeyTable<Target>) -> [Row] {
        table.keys.map { key in
            key.refusal.map { row(key.name, $0) } ?? Row(name: key.name, state: "yes", note: "")
        }
    }

    private func row(_ name: String, _ refusal: RefusedKey) -> Row {
        Row(
            name: name,
            state: refusal.severity == .error ? "refused" : "no effect",
            note: "\(refusal.message); \(refusal.remedy)"
        )
    }

    private func table(_ rows: [Row]) -> String {
        "| name | state | note |\n| --- | --- | --- |\n"
            + rows.map { "| `\($0.name)` | \($0.state) | \($0.note) |\n" }.joined()
    }
}
