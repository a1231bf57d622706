#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Measures Gantry against its peers, on the local cluster that the environment names; see docs/benchmarks.md."""

import argparse
import sys

import changes
import cluster
import deploy
import docker
import failover
import idle
import image
import lists
import routing
import scheduling
import table

# Without a cluster, hence first.
ALONE = {"scheduling": scheduling.run, "table": table.run, "image": image.run, "lists": lists.run}
PARTS = ALONE | {
    "deploy": deploy.run,
    "docker": docker.run,
    "routing": routing.run,
    "changes": changes.run,
    "idle": idle.run,
    "failover": failover.run,
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help="what to measure: " + ", ".join(PARTS) + "; else all")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each comparison (default: 5)")
    arguments = parser.parse_args()
    for part in arguments.parts:
        if part not in PARTS:
            parser.error(f"{part}: no such part; name one of {', '.join(PARTS)}")
    parts = arguments.parts or PARTS
    try:
        measured = None if all(part in ALONE for part in parts) else cluster.from_environment()
        for part in parts:
            PARTS[part](measured, arguments.rounds)
    except cluster.CallFailed as failure:
        sys.exit(f"error: {failure}")
