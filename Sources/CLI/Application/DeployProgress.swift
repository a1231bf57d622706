//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser
import Glibc
import HTTPText
import Model

/// Shows an application on its way to the state it was asked for: redrawn on a terminal, plain lines into a pipe.
struct DeployProgress {
    private static let interval = Duration.milliseconds(300)

    let client: APIClient
    let path: String
    let name: String
    let options: GlobalOptions
    /// When a run of a job was asked for: the number of the last one before.
    var earlierRun: Int?

    /// Returns when every container runs and is well, or when there is none that has to run; for a job, when its run
    /// has succeeded, or at once when it waits for its time.
    ///
    /// - Throws: `ExitCodes.unplaceable` when what is missing fits on no node, `ExitCodes.rolledBack` when the update
    ///   was taken back, `ExitCodes.timedOut` when the time is over, `CLIError` when the application failed.
    func run(seconds: Int) async throws {
        explainInterrupt()
        let deadline = ContinuousClock.now + .seconds(seconds)
        var drawn = 0
        var told: [String: String] = [:]
        var made: Set<String> = []
        while true {
            let project = try await client.decode(
                Project.self,
                "GET",
                "\(path)/projects/\(PercentEncoding.encode(name))"
            )
            let lines = Self.lines(of: project)
            if options.style.isTerminal {
                draw(lines, over: drawn)
                drawn = lines.count
            } else {
                for line in lines where told[line.container] != line.state {
                    told[line.container] = line.state
                    print("\(line.container): \(line.state)" + (line.node.isEmpty ? "" : " on \(line.node)"))
                }
                let present = Set(lines.map(\.container))
                for container in told.keys.sorted() where !present.contains(container) {
                    told[container] = nil
                    // What was only waited for is on its way, and seen again once it is made.
                    if made.remove(container) != nil { print("\(container): removed") }
                }
                made.formUnion(lines.filter { !$0.node.isEmpty }.map(\.container))
            }
            switch DeployOutcome(of: project, after: earlierRun) {
            case .underWay:
                break
            case .runs:
                print("\(name) \(project.version) runs.")
                if project.update?.phase == .awaitingConfirmation {
                    Output.note(
                        "It runs beside the version before: give it visitors with `gantry app weight \(name) "
                            + "SERVICE=100`, then `gantry app confirm \(name)` or `gantry app rollback \(name)`."
                    )
                }
                return
            case .scheduled(let next):
                print("\(name) \(project.version) " + (next.map { "waits; it runs next at \($0)." } ?? "is suspended."))
                return
            case .ended(let run) where run.state == "succeeded":
                print("\(name) \(run.version): run \(run.number) succeeded.")
                return
            case .ended(let run):
                throw CLIError(
                    "\(name) \(run.version): run \(run.number) \(run.stateText): \(run.message); "
                        + "look into `gantry app logs \(name) --run \(run.number)`"
                )
            case .rests:
                print("\(name) \(project.version): no container runs, and none has to.")
                return
            case .failed(let reasons):
                let text = reasons.joined(separator: "\n  ")
                throw CLIError("\(name): failed; look into `gantry app logs \(name)`\n  \(text)")
            case .halted(let version, let reason):
                throw CLIError(
                    "\(name) \(version): the update stopped, and what is left of the version before goes on; "
                        + "correct it and deploy again, or go back with `gantry app rollback \(name)`\n  \(reason)"
                )
            case .rolledBack(let version, let reason):
                Output.note(
                    "error: \(name) \(version): the update failed and was taken back; version \(project.version) runs\n  "
                        + reason
                )
                throw ExitCodes.rolledBack
            case .unplaceable(let count, let reasons):
                Output.note(
                    "error: \(name): \(count) containers could not be placed; make room, or change the template"
                )
                for reason in reasons { Output.note("  " + reason) }
                throw ExitCodes.unplaceable
            }
            guard ContinuousClock.now < deadline else {
                let what = project.job == nil ? "doesn't run" : "isn't done"
                Output.note(
                    "error: \(name): \(what) after \(seconds) s; it goes on: follow it with `gantry app events -f \(name)`"
                )
                throw ExitCodes.timedOut
            }
            try await Task.sleep(for: Self.interval)
        }
    }

    private struct Line {
        var container: String
        var node: String
        var state: String
    }

    private static func lines(of project: Project) -> [Line] {
        // Of a job, those of its present run are of interest, or else of the last one.
        let run = (project.job?.current ?? project.job?.last)?.number
        return (project.services ?? []).flatMap { service -> [Line] in
            let containers = (service.containers ?? [:]).values.filter { $0.run == run || project.job == nil }
            var lines = containers.sorted { $0.name < $1.name }.map { container in
                let name = String(container.name.dropFirst())
                let hasHealth = container.health != "none" && container.running
                var state = hasHealth ? "\(container.status), \(container.health)" : container.status
                if let reason = service.waiting[name] { state += ": \(reason)" }
                return Line(container: name, node: container.nodeName, state: state)
            }
            let shown = Set(lines.map(\.container))
            for (container, reason) in service.waiting.sorted(by: { $0.key < $1.key }) where !shown.contains(container)
            {
                lines.append(Line(container: container, node: "", state: reason))
            }
            return lines
        }
    }

    private func draw(_ lines: [Line], over drawn: Int) {
        var screen = drawn > 0 ? "\u{1B}[\(drawn)A" : ""
        let width = lines.map { Table.width($0.container) }.max() ?? 0
        for line in lines {
            let padding = String(repeating: " ", count: width - Table.width(line.container) + 2)
            let node = line.node.isEmpty ? "" : "  " + options.style.paint(line.node, .dim)
            let colour: TerminalStyle.Colour = line.state.hasPrefix("running") ? .green : .yellow
            screen += "\u{1B}[2K\(line.container)\(padding)\(options.style.paint(line.state, colour))\(node)\n"
        }
        screen += "\u{1B}[J"
        print(screen, terminator: "")
        fflush(nil)
    }

    /// An interrupt ends the watching, not the work.
    private func explainInterrupt() {
        signal(SIGINT) { _ in
            let text =
                "\nThe deploy goes on. Follow it with `gantry app events -f NAME`, undo it with `gantry app rm NAME`.\n"
            _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
            _exit(130)
        }
    }
}
