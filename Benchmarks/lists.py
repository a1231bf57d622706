#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Long lists, where engines take no time of their own: the console's with 10,000 containers, `docker ps` with 1,000."""

import docker
from changes import percentile
from cluster import CallFailed
from fleet import CLUSTER, Fleet
from process import Process
from report import spread, table, verdict

NODES = 10
CONTAINERS = 1_000
PAGES = 60
WARM_UP = 5
AIM = 200
LIST = f"/console/clusters/{CLUSTER}/containers"
ASKED = {
    "containers, the first page": LIST,
    "containers, the last page": f"{LIST}?page={NODES * CONTAINERS // 50}",
    "containers, those of one node": f"{LIST}?node=node3",
    "containers, searched by name": f"{LIST}?q=service7",
    "overview": "/console/",
    "the API's page of 50": f"/clusters/{CLUSTER}/container_page",
}


def get(connection, fleet, path):
    """A page as a browser asks for it, or an answer of the API."""
    headers = {"cookie": f"__Host-gantry={fleet.token}", "authorization": f"Bearer {fleet.token}"}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise CallFailed(f"{path}: {answer.status}: {text[:300].decode(errors='replace')}")
    return text


def measure_pages(fleet):
    """Milliseconds of each page from the first byte asked to the last one answered, and the server's processor time."""
    connection = fleet.connect()
    server = Process(fleet.process("server"))
    if b"shop" not in get(connection, fleet, LIST):
        raise CallFailed("lists: the list of containers shows none of them")
    found = {}
    for name, path in ASKED.items():
        for _ in range(WARM_UP):
            get(connection, fleet, path)
        before = server.thread_milliseconds()
        times = [docker.timed(lambda path=path: get(connection, fleet, path)) for _ in range(PAGES)]
        found[name] = times, (server.thread_milliseconds() - before) / PAGES
    connection.close()
    return found


def tell_pages(results):
    lines = [("", "median", "99 %", "aim", "the server's processor time")]
    for name in ASKED:
        middle, late = ([percentile(each[name][0], percent) for each in results] for percent in (50, 99))
        own = spread([each[name][1] for each in results], " ms", 1)
        lines.append((name, spread(middle, " ms", 1), spread(late, " ms", 1), verdict(late, AIM, True), own))
    table(f"Pages with {NODES * CONTAINERS:,} containers ({len(results)} rounds: median, min–max)", lines)


def run(_, rounds):
    print(f"==> lists: {NODES * CONTAINERS:,} containers on {NODES} nodes", flush=True)
    with Fleet(NODES, CONTAINERS) as fleet:
        tell_pages([measure_pages(fleet) for _ in range(rounds)])
    with Fleet(1, docker.CONTAINERS) as fleet:
        endpoint = docker.Endpoint(CLUSTER, fleet.environment)
        lists = [docker.measure_lists(fleet, fleet.engines[0], endpoint) for _ in range(rounds)]
    docker.tell(f"docker ps --all of {docker.CONTAINERS} containers, on an engine that answers at once", lists, docker.LIST_AIM)
