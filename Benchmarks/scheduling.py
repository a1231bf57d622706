#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""The scheduler alone: placements beside a scan of all nodes, and replanning a large service. No cluster is needed."""

import os
import statistics
import subprocess

from report import spread, table, verdict

NODES = (1000, 5000, 10000)
CONTAINERS = (30000, 200000)
RULES = (0, 1, 5)
REPLANNED = 1000
CHANGES = {
    "new": "deployed anew",
    "none": "nothing to do",
    "update": "another image",
    "reschedule": "another image, new nodes",
}


def measure(*arguments):
    program = os.environ["GANTRY_SCHEDULING_BENCH"]
    answer = subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, text=True)
    return [int(word) for word in answer.stdout.split()]


def microseconds(nanoseconds):
    return f"{nanoseconds / 1000:.0f} µs"


def placements(rounds):
    heading = ("nodes", "containers", "rules", "placements/s", "p50", "p99", "memory", "peer's/s", "p50", "ratio")
    rows = [heading]
    aimed = []
    for containers in CONTAINERS:
        for rules in RULES:
            for nodes in NODES:
                found = [measure("place", nodes, containers, rules) for _ in range(rounds)]
                speeds = [each[0] for each in found]
                ours, p50, p99, memory, peer, peer_p50, _ = map(statistics.median, zip(*found))
                if (nodes, rules) == (5000, 1):
                    aimed += speeds
                rows.append(
                    (
                        nodes,
                        containers,
                        rules,
                        spread(speeds, digits=0),
                        microseconds(p50),
                        microseconds(p99),
                        f"{memory / 1024:.0f} MB",
                        f"{peer:.0f}",
                        microseconds(peer_p50),
                        f"{ours / peer:.0f}",
                    )
                )
    table(f"Placements on one core, {rounds} rounds; the peer scans all nodes", rows)
    print(f"  5,000 nodes, spread, one constraint: {verdict(aimed, 50000, is_upper=False)}", flush=True)


def replanning(rounds):
    rows = [("service", "rules", "milliseconds", "slowest", "aim")]
    for change, text in CHANGES.items():
        for rules in RULES:
            found = [measure("replan", 5000, 30000, rules, REPLANNED, change) for _ in range(rounds)]
            times = [each[0] / 1e6 for each in found]
            slowest = max(each[1] for each in found) / 1e6
            rows.append((text, rules, spread(times, digits=1), f"{slowest:.1f}", verdict(times, 50, is_upper=True)))
    table(f"Reconciling {REPLANNED} containers of one service, 5000 nodes, 30000 containers besides", rows)


def run(_, rounds):
    print(f"==> scheduling: {rounds} rounds", flush=True)
    placements(rounds)
    replanning(rounds)
