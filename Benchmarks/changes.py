#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""How long a change of a container takes to reach the routers of all nodes: from its start to the first request that it
answers, and from its death to the last request that is sent to it."""

import http.client
import json
import socket
import threading
import time
import urllib.parse

from cluster import CallFailed, wait
from report import table

APPLICATION = "changesbench"
LABEL = f"com.docker.compose.project={APPLICATION}"
ROUTING_PORT = 9080
CHANGES = 50
# Between two looks at a router, and between two requests.
PAUSE = 0.005
# After a change, before the next one: what is done about it is done then.
SETTLE_SECONDS = 1.5
STATISTICS = "/var/lib/gantry-router/stats.sock"

# Two containers, so that routers always have one to send requests to; they serve as soon as they have started, and
# stay as they are when they are dead.
TEMPLATE = f"""\
web:
  image: busybox:latest
  command: sh -c 'mkdir -p /w && hostname > /w/index.html && exec httpd -f -p 80 -h /w'
  stop_signal: SIGKILL
  expose: ["80"]
  labels:
    aliyun.scale: "2"
    aliyun.routing.port_80: {APPLICATION}
    aliyun.routing.session_sticky: "false"
"""


class Visitor(threading.Thread):
    """Asks one node again and again, and keeps when which container answered."""

    def __init__(self, address, host):
        super().__init__(daemon=True)
        self.address = address
        self.host = host
        self.answers = []
        self.is_over = False

    def run(self):
        connection = None
        while not self.is_over:
            connection = connection or http.client.HTTPConnection(self.address, ROUTING_PORT, timeout=5)
            try:
                connection.request("GET", "/", headers={"host": self.host})
                answer = connection.getresponse()
                name = answer.read().decode().strip()
                if answer.status == 200:
                    self.answers.append((time.time(), name))
            except (OSError, http.client.HTTPException):
                connection.close()
                connection = None
            time.sleep(PAUSE)

    def first_answer(self, name, since):
        return next((when for when, who in self.answers if when >= since and who == name), None)


class Watcher(threading.Thread):
    """Looks again and again how many requests the HAProxy of a node has sent to a server, and keeps when there was one."""

    def __init__(self, engine):
        super().__init__(daemon=True)
        [router] = engine.containers("com.docker.compose.project=acsrouting")
        process = engine.call("GET", f"/containers/{router['Id']}/json")["State"]["Pid"]
        self.path = f"/proc/{process}/root{STATISTICS}"
        self.last = {}
        self.is_over = False

    def counts(self):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(self.path)
            connection.sendall(b"show stat -1 4 -1\n")
            rows = b"".join(iter(lambda: connection.recv(65536), b"")).decode().splitlines()
        names = rows[0].removeprefix("# ").split(",")
        rows = [dict(zip(names, row.split(","))) for row in rows[1:] if row]
        return {row["svname"]: int(row["lbtot"] or 0) for row in rows}

    def run(self):
        before = {}
        while not self.is_over:
            now = self.counts()
            for server, count in now.items():
                if count > before.get(server, 0):
                    self.last[server] = time.time()
            before = now
            time.sleep(PAUSE)


class Events(threading.Thread):
    """When a container started and ended, as its engine says."""

    def __init__(self, engine, identifier):
        super().__init__(daemon=True)
        filters = {"type": ["container"], "event": ["start", "die"], "container": [identifier]}
        self.connection = engine.connect(timeout=None)
        self.connection.request("GET", f"/v1.41/events?filters={urllib.parse.quote(json.dumps(filters))}")
        self.stream = self.connection.getresponse()
        self.times = {"start": [], "die": []}

    def run(self):
        try:
            for line in iter(self.stream.readline, b""):
                event = json.loads(line)
                self.times[event["Action"]].append(event["timeNano"] / 1e9)
        except (OSError, ValueError, AttributeError):
            return  # Closed from outside.

    def next(self, action, count):
        wait(f"{action} number {count} of the container", lambda: len(self.times[action]) >= count, 30)
        return self.times[action][count - 1]


def percentile(values, percent):
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def name_of(engine, container):
    return engine.call("GET", f"/containers/{container['Id']}/json")["Name"].strip("/")


def wait_for_answers(visitors, name, since):
    wait(
        f"{name} to answer at all nodes",
        lambda: all(visitor.first_answer(name, since) for visitor in visitors),
    )
    return [visitor.first_answer(name, since) - since for visitor in visitors]


def measure(engine, container, visitors, watchers, changes):
    """Milliseconds from each start to the first answer and from each death to the last request, at each node."""
    identifier, name = container["Id"], name_of(engine, container)
    wait("routers to count its requests", lambda: all(identifier in watcher.last for watcher in watchers))
    events = Events(engine, identifier)
    events.start()
    starts, deaths = [], []
    for number in range(1, changes + 1):
        engine.call("POST", f"/containers/{identifier}/kill")
        died = events.next("die", number)
        time.sleep(SETTLE_SECONDS)
        # The engine says so some milliseconds after the process is gone; a request may be the last before that.
        deaths += [max(0, watcher.last[identifier] - died) * 1e3 for watcher in watchers]
        engine.call("POST", f"/containers/{identifier}/start")
        starts += [seconds * 1e3 for seconds in wait_for_answers(visitors, name, events.next("start", number))]
        time.sleep(SETTLE_SECONDS)
    events.connection.sock.close()
    return starts, deaths


def run(cluster, _):
    print(f"==> changes: {CHANGES} deaths and starts of a container, seen at {len(cluster.engines)} nodes", flush=True)
    details = cluster.server.call("GET", f"/clusters/{urllib.parse.quote(cluster.server.cluster)}")
    host = f"{APPLICATION}.{details['root_domain']}"
    cluster.server.create(APPLICATION, TEMPLATE)
    threads = []
    try:
        wait("both containers to run", lambda: [c["State"] for _, c in cluster.containers(LABEL)] == ["running"] * 2)
        visitors = [Visitor(engine.address, host) for engine in cluster.engines]
        threads += visitors
        for visitor in visitors:
            visitor.start()
        found = cluster.containers(LABEL)
        for engine, container in found:
            wait_for_answers(visitors, name_of(engine, container), 0)
        watchers = [Watcher(engine) for engine in cluster.engines]
        threads += watchers
        for watcher in watchers:
            watcher.start()
        engine, container = found[0]
        starts, deaths = measure(engine, container, visitors, watchers, CHANGES)
    finally:
        for thread in threads:
            thread.is_over = True
        cluster.remove_application(APPLICATION)
    if not starts:
        raise CallFailed("changes: nothing was measured")
    rows = [("", "p50", "p99", "most", "aim")]
    for what, values, aim in (
        ("from a start to the first answer", starts, 200),
        ("from a death to the last request", deaths, 1000),
    ):
        figures = [percentile(values, 50), percentile(values, 99), max(values)]
        verdict = f"p99 < {aim} ms: {'met' if figures[1] < aim else 'MISSED'}"
        rows.append((what, *(f"{figure:.0f} ms" for figure in figures), verdict))
    table(f"Changes of a container at the routers of all nodes ({len(starts)} of each kind)", rows)
