#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Cuts a node off and powers it down: how long until what ran on it runs elsewhere, with Gantry and in swarm mode.

An application and a swarm-mode service of one image and as many containers are there at the same time, so one loss is
measured for both. The engines' own event streams say when the last container that was lost has started elsewhere.
"""

import datetime
import json
import os
import subprocess
import threading
import time
import types

from cluster import NETWORK, CallFailed, wait
from deploy import StartObserver, docker, pinned_image
from report import ratios, spread, table, verdict

APPLICATION = "failoverbench"
PROJECT_LABEL = f"com.docker.compose.project={APPLICATION}"
SERVICE_LABEL = f"com.docker.swarm.service.name={APPLICATION}"
REPLICAS = 6
# After all is there, for what is left to do of making it.
SETTLE_SECONDS = 5


def template():
    return f"""web:
  image: busybox:latest
  command: sleep 86400
  stop_signal: SIGKILL
  environment: ["reschedule:on-node-failure"]
  labels:
    aliyun.scale: "{REPLICAS}"
"""


def create_service(manager, image):
    """The same in swarm mode; without virtual addresses, and without the wait before a restart that it has by default."""
    words = f"service create --detach --quiet --no-resolve-image --name {APPLICATION} --replicas {REPLICAS}"
    words += f" --network {NETWORK} --endpoint-mode dnsrr --stop-signal SIGKILL --restart-delay 0s"
    docker(manager, *words.split(), image, "sleep", "86400")


def running(cluster, label):
    return [engine.node for engine, found in cluster.containers(label) if found["State"] == "running"]


def power(word, node):
    program = f"{os.environ['GANTRY_BENCH_PROGRAMS']}/gantry"
    done = subprocess.run([program, "local", word, node], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CallFailed(f"gantry local {word} {node}: {done.stderr.strip()}")


def members(engine):
    """The swarm's members, as an engine knows them; none while they are finding their leader."""
    try:
        return engine.call("GET", "/nodes")
    except CallFailed:
        return []


def leader(cluster):
    """The swarm's leader, and the others: each of them may be lost without its having to elect another one first."""
    def leaders():
        found = [node for node in members(cluster.engines[0]) if node.get("ManagerStatus", {}).get("Leader")]
        return [engine for engine in cluster.engines if [engine.node] == [n["Description"]["Hostname"] for n in found]]

    wait("the swarm to have a leader", leaders)
    [manager] = leaders()
    return manager, [engine for engine in cluster.engines if engine is not manager]


def is_whole(cluster, manager):
    hosts = cluster.server.call("GET", f"/clusters/{cluster.server.cluster}/hosts")
    states = [node["Status"]["State"] for node in members(manager)]
    return all(host["Status"] == "ready" for host in hosts) and states == ["ready"] * len(hosts)


def seconds_certain(cluster, node, since):
    """Seconds from a time of the clock on, when the server took the node for lost."""
    events = cluster.server.call("GET", f"/clusters/{cluster.server.cluster}/events")
    lines = [json.loads(line) for line in events.splitlines()] if isinstance(events, str) else [events]
    losses = [event["time"] for event in lines if event["action"] == "node.lost" and event["node"] == node]
    # Python reads six digits of a second at most.
    return datetime.datetime.fromisoformat(losses[-1][:26] + "+00:00").timestamp() - since


def lose(cluster, victim):
    """Takes a node away; the seconds that Gantry, the certainty and swarm mode took."""
    survivors = types.SimpleNamespace(engines=[engine for engine in cluster.engines if engine is not victim])
    observers = {}
    for label in (PROJECT_LABEL, SERVICE_LABEL):
        lost = running(cluster, label).count(victim.node)
        if lost == 0:
            raise CallFailed(f"failover: nothing with {label} runs on {victim.node}")
        observers[label] = StartObserver(survivors, label, lost)
    clock, start = time.time(), time.monotonic()
    # Without its cable first, a node says no farewell.
    power("cut", victim.node)
    power_off = threading.Thread(target=power, args=("stop", victim.node))
    power_off.start()
    gantry, swarm = (observers[label].seconds_since(start) for label in (PROJECT_LABEL, SERVICE_LABEL))
    power_off.join()
    return gantry, seconds_certain(cluster, victim.node, clock), swarm


def measure_round(cluster, manager, victim):
    cluster.server.create(APPLICATION, template())
    wait("the application to run", lambda: len(running(cluster, PROJECT_LABEL)) == REPLICAS)
    _, container = cluster.containers(PROJECT_LABEL)[0]
    create_service(manager, pinned_image(manager, container["Image"]))
    wait("the service to run", lambda: len(running(cluster, SERVICE_LABEL)) == REPLICAS)
    time.sleep(SETTLE_SECONDS)
    try:
        return lose(cluster, victim)
    finally:
        power("heal", victim.node)
        power("start", victim.node)
        wait("the node to be back", lambda: is_whole(cluster, manager))
        docker(manager, "service", "rm", APPLICATION)
        cluster.wait_until_gone(SERVICE_LABEL)
        cluster.remove_application(APPLICATION)


def run(cluster, rounds):
    print(f"==> failover: {REPLICAS} containers on {len(cluster.engines)} engines, one of which is lost", flush=True)
    seconds = {"gantry": [], "certain": [], "swarm": []}
    for number in range(rounds):
        manager, others = leader(cluster)
        values = measure_round(cluster, manager, others[number % len(others)])
        for name, value in zip(seconds, values, strict=True):
            seconds[name].append(value)
        line = ", ".join(f"{name} {value:.2f} s" for name, value in zip(seconds, values, strict=True))
        print(f"  round {number + 1}: {line}", flush=True)
    after = [whole - certain for whole, certain in zip(seconds["gantry"], seconds["certain"], strict=True)]
    to_swarm = ratios(seconds["gantry"], seconds["swarm"])
    rows = [
        ("", "seconds", "Gantry against it", "aim"),
        ("Gantry, from the loss", spread(seconds["gantry"]), "", verdict([max(seconds["gantry"])], 10, True)),
        ("- until it is certain", spread(seconds["certain"]), "", ""),
        ("- from then on", spread(after), "", verdict([max(after)], 5, True)),
        ("swarm mode, from the loss", spread(seconds["swarm"]), spread(to_swarm), ""),
    ]
    table(f"Until what ran on a lost node runs elsewhere ({rounds} rounds: median, min–max)", rows)
