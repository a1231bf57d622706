#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Memory and processor time of Gantry's own processes while applications run and nothing is asked of them."""

import time

import deploy
from process import Process
from report import table

SECONDS = 20
# For what is left to do after a deploy: reports, probes, what engines tell each other.
SETTLE_SECONDS = 15


def router_processes(engine):
    """gantry-agent in the routing container of a node, and its HAProxy's processes."""
    [container] = engine.containers("com.docker.compose.project=acsrouting")
    answer = engine.call("GET", f"/containers/{container['Id']}/top?ps_args=-eo%20pid,args")
    rows = [(int(row[0]), row[1]) for row in answer["Processes"]]
    router = [identifier for identifier, command in rows if "gantry-agent" in command]
    haproxy = [identifier for identifier, command in rows if "haproxy" in command and identifier not in router]
    return router, haproxy


def run(cluster, _):
    print(f"==> idle: {deploy.SERVICES} containers run; {SECONDS} s", flush=True)
    deploy.deploy_gantry(cluster)
    try:
        time.sleep(SETTLE_SECONDS)
        engine = cluster.engines[0]
        router, haproxy = router_processes(engine)
        groups = {
            "server": ([cluster.process("server")], 100),
            f"agent of {engine.node}": ([cluster.process(f"{engine.node}-agent")], 30),
            f"router on {engine.node}": (router, None),
            f"HAProxy on {engine.node}": (haproxy, None),
            f"beside it: dockerd of {engine.node}": ([cluster.process(f"{engine.node}-engine")], None),
        }
        groups = {name: ([Process(each) for each in found], aim) for name, (found, aim) in groups.items()}
        before = {name: sum(each.processor_seconds() for each in found) for name, (found, _) in groups.items()}
        time.sleep(SECONDS)
        rows = [("", "memory (RSS)", "of it, its own", "processor", "aim")]
        for name, (found, aim) in groups.items():
            used = sum(each.processor_seconds() for each in found) - before[name]
            memory = sum(each.memory() for each in found)
            rows.append(
                (
                    name,
                    f"{memory:.1f} MB",
                    f"{sum(each.memory('RssAnon') for each in found):.1f} MB",
                    f"{100 * used / SECONDS:.1f} %",
                    f"< {aim} MB: {'met' if memory < aim else 'MISSED'}" if aim else "",
                )
            )
        table(f"Idle with {deploy.SERVICES} containers on {len(cluster.engines)} nodes, over {SECONDS} s", rows)
    finally:
        cluster.remove_application(deploy.APPLICATION)
