#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""What a cluster's Docker endpoint adds to calls: the same calls through it and straight to an engine's socket."""

import concurrent.futures
import http.client
import itertools
import json
import os
import ssl
import subprocess
import tempfile
import time
import urllib.parse

from changes import percentile
from cluster import NETWORK, CallFailed, exchange
from process import Process
from report import spread, table, verdict

CONTAINERS = 1000
LABEL = "bench.docker=1"
PARALLELISM = 4
LISTS = 100
RUNS = 60
# Of calls that only warm up.
WARM_UP = 5
LIST_AIM = 5
RUN_AIM = 20
LIST = "/v1.41/containers/json?all=1"


class Endpoint:
    """The cluster's Docker endpoint, with a certificate for it."""

    node = "endpoint"

    def __init__(self, cluster="local", environment=None):
        program = os.environ["GANTRY_BENCH_PROGRAMS"] + "/gantry"
        with tempfile.TemporaryDirectory() as folder:
            words = [program, "cluster", "certs", cluster, "--dir", folder]
            subprocess.run(words, check=True, capture_output=True, env=environment)
            with open(f"{folder}/env.sh") as file:
                line = next(line for line in file if "DOCKER_HOST=" in line)
            self.address = urllib.parse.urlsplit(line.split("=", 1)[1].strip().strip("'\""))
            self.tls = ssl.create_default_context(cafile=f"{folder}/ca.pem")
            self.tls.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")

    def connect(self, timeout=120):
        return http.client.HTTPSConnection(
            self.address.hostname, self.address.port, timeout=timeout, context=self.tls
        )


def kept(owner):
    """A function that calls over one connection, as a program does that makes more than one call."""
    connection = owner.connect()
    connection.connect()
    return lambda method, path, body=None: exchange(connection, owner.node, method, path, body)


def model(node=None):
    """A container that sleeps; the endpoint puts it on a node, an engine into the network that the endpoint takes."""
    body = {
        "Image": "busybox:latest",
        "Cmd": ["sleep", "100000"],
        "Labels": dict([LABEL.split("=")]),
        "StopSignal": "SIGKILL",
        "HostConfig": {"NetworkMode": NETWORK},
    }
    if node:
        body["Env"] = [f"constraint:node=={node}"]
    return body


def fill(engine, count):
    """Containers that are made and don't run."""

    def make(_):
        connection = engine.connect()
        try:
            exchange(connection, engine.node, "POST", "/v1.41/containers/create", model())
        finally:
            connection.close()

    with concurrent.futures.ThreadPoolExecutor(PARALLELISM) as pool:
        list(pool.map(make, range(count)))


def clear(cluster):
    found = cluster.containers(LABEL)
    with concurrent.futures.ThreadPoolExecutor(PARALLELISM) as pool:
        list(pool.map(lambda item: item[0].call("DELETE", f"/containers/{item[1]['Id']}?force=1"), found))
    cluster.wait_until_gone(LABEL)


def timed(work):
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1e3


def in_turns(cluster, ways, times, after=lambda: None):
    """Milliseconds that each of the ways takes, one after the other so many times, and those that the server and the agents
    were at work in all; what comes after a call doesn't count."""
    found = {name: [] for name in ways}
    own = dict.fromkeys(ways, 0)
    for number in range(WARM_UP + times):
        for name in list(ways) if number % 2 == 0 else reversed(ways):
            before = own_milliseconds(cluster)
            taken = timed(ways[name])
            used = own_milliseconds(cluster) - before
            after()
            if number >= WARM_UP:
                found[name].append(taken)
                own[name] += used
    return found, {name: used / times for name, used in own.items()}


def own_milliseconds(cluster):
    """What the server and the agents have used of the processors."""
    names = ["server"] + [f"{engine.node}-agent" for engine in cluster.engines]
    return sum(Process(cluster.process(name)).thread_milliseconds() for name in names)


def run_container(call, body, made):
    """Makes a container and starts it, as `docker run` does."""
    made.append(call("POST", "/v1.41/containers/create", body)["Id"])
    call("POST", f"/v1.41/containers/{made[-1]}/start")


def measure_lists(cluster, engine, endpoint):
    """The list of all containers of one engine: straight, and through the endpoint, which asks the others as well."""
    through, straight, filtered = kept(endpoint), kept(engine), kept(endpoint)
    filters = urllib.parse.quote(json.dumps({"node": [engine.node]}))
    limits = itertools.count(CONTAINERS * 100)
    ways = {
        "engine": lambda: straight("GET", LIST),
        "endpoint": lambda: through("GET", LIST),
        "endpoint, one node": lambda: filtered("GET", f"{LIST}&filters={filters}"),
        # A call that was never made before: nothing of it can be known.
        "endpoint, anew": lambda: through("GET", f"{LIST}&limit={next(limits)}"),
    }
    if len(ways["engine"]()) < CONTAINERS or len(ways["endpoint"]()) < CONTAINERS:
        raise CallFailed(f"docker: fewer than {CONTAINERS} containers are listed")
    return in_turns(cluster, ways, LISTS)


def measure_runs(cluster, engine, endpoint):
    through, straight = kept(endpoint), kept(engine)
    made = []

    def remove():
        # Out of the way, so that the engine has always as much to look after.
        while made:
            straight("DELETE", f"/v1.41/containers/{made.pop()}?force=1")

    ways = {
        "engine": lambda: run_container(straight, model(), made),
        "endpoint": lambda: run_container(through, model(engine.node), made),
    }
    return in_turns(cluster, ways, RUNS, remove)


def tell(title, rounds, aim):
    """A row for each way; what is added is the difference of the percentiles of one round."""
    heading = ("", "median", "99 %", "added to the median", "added at 99 %", "aim", "server and agents")
    lines = [heading]
    for name in rounds[0][0]:
        row = [name]
        own = spread([used[name] for _, used in rounds], " ms", 1)
        added = {}
        for percent in (50, 99):
            figures = [percentile(found[name], percent) for found, _ in rounds]
            peers = [percentile(found["engine"], percent) for found, _ in rounds]
            row.append(spread(figures, " ms", 1))
            added[percent] = [figure - peer for figure, peer in zip(figures, peers, strict=True)]
        if name == "engine":
            lines.append((*row, "", "", "", own))
        else:
            row += [spread(values, " ms", 1) for values in added.values()]
            lines.append((*row, verdict(added[99], aim, True), own))
    table(f"{title} ({len(rounds)} rounds: median, min–max)", lines)


def run(cluster, rounds):
    print(f"==> docker: {CONTAINERS} containers on one of {len(cluster.engines)} engines", flush=True)
    engine, endpoint = cluster.engines[0], Endpoint()
    # On all nodes, from the local registry.
    kept(endpoint)("POST", "/v1.41/images/create?fromImage=busybox&tag=latest")
    try:
        runs = [measure_runs(cluster, engine, endpoint) for _ in range(rounds)]
        tell("docker run: a container made and started on one node", runs, RUN_AIM)
        fill(engine, CONTAINERS)
        lists = [measure_lists(cluster, engine, endpoint) for _ in range(rounds)]
        tell(f"docker ps --all of {CONTAINERS} containers, on one node", lists, LIST_AIM)
    finally:
        clear(cluster)
