#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Requests through acsrouting, and through a plain HAProxy written by hand, on one node to the same containers."""

import glob
import http.client
import io
import re
import subprocess
import tarfile
import urllib.parse

import by_hand
from cluster import NETWORK, CallFailed, wait
from report import ratios, spread, table, verdict

APPLICATION = "routingbench"
CONTAINERS = 3
ROUTING_PORT = 9080
PLAIN = "bench-haproxy"
PLAIN_PORT = 9081
# An answer of two bytes that nginx gives without a file or a log: what is measured is the way to it.
PATH = "/healthz"
ROUND_SECONDS = 5
CONNECTIONS = 32
UNITS = {"us": 0.001, "ms": 1, "s": 1000}

TEMPLATE = f"""\
web:
  image: nginx:latest
  ports:
    - "80"
  labels:
    aliyun.scale: "{CONTAINERS}"
    aliyun.routing.port_80: {APPLICATION}
    aliyun.routing.session_sticky: "%s"
"""

SERVICE_BY_HAND = """\
    bind :80
    acl is-bench hdr(host) -i {host}
    use_backend bench if is-bench

backend bench
{cookie}{servers}
"""
# HAProxy's own way to do what sticky sessions do.
COOKIE = "    cookie CONTAINERID insert indirect maxidle 30m maxlife 8h\n"


def archive(name, text):
    """A tar file of one file, as the engine takes it."""
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o644
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as file:
        file.addfile(entry, io.BytesIO(content))
    return target.getvalue()


def addresses(cluster):
    found = cluster.containers(f"com.docker.compose.project={APPLICATION}")
    return [container["NetworkSettings"]["Networks"][NETWORK]["IPAddress"] for _, container in found]


def start_plain(cluster, engine, host, is_sticky):
    """A container of the routing image whose HAProxy has a configuration of a dozen lines."""
    [router] = engine.containers("com.docker.compose.project=acsrouting")
    servers = [
        f"    server web{index} {address}:80 check" + (f" cookie web{index}" if is_sticky else "")
        for index, address in enumerate(addresses(cluster))
    ]
    made = engine.call(
        "POST",
        f"/containers/create?name={PLAIN}",
        {
            "Image": router["Image"],
            "Entrypoint": ["haproxy", "-W", "-db", "-f", "/etc/bench.cfg"],
            "Labels": {"bench.plain": "1"},
            "ExposedPorts": {"80/tcp": {}},
            "HostConfig": {
                "NetworkMode": NETWORK,
                "PortBindings": {"80/tcp": [{"HostPort": str(PLAIN_PORT)}]},
            },
        },
    )
    text = by_hand.HEAD + SERVICE_BY_HAND.format(host=host, cookie=COOKIE if is_sticky else "", servers="\n".join(servers))
    engine.call(
        "PUT",
        f"/containers/{made['Id']}/archive?path=/etc",
        archive("bench.cfg", text),
        {"content-type": "application/x-tar"},
    )
    engine.call("POST", f"/containers/{made['Id']}/start")


def remove_plain(engine):
    for container in engine.containers("bench.plain=1"):
        engine.call("DELETE", f"/containers/{container['Id']}?force=1")


def ask(address, port, host):
    """A first request: the container that answers it, and the cookies to come back with; None when none does."""
    connection = http.client.HTTPConnection(address, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"host": host})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            return None, ""
        cookies = [cookie.split(";")[0] for cookie in answer.headers.get_all("set-cookie", [])]
        return answer.getheader("x-container"), "; ".join(cookies)
    except OSError:
        return None, ""
    finally:
        connection.close()


def wait_until_routed(address, port, host):
    seen = set()

    def is_complete():
        seen.add(ask(address, port, host)[0])
        return len(seen - {None}) == CONTAINERS

    wait(f"all {CONTAINERS} containers to answer through {address}:{port}", is_complete)


def load(address, port, host, seconds=ROUND_SECONDS, is_sticky=False):
    """What wrk measures: requests/s, their number, and the median and 99th percentile of the latency in ms."""
    words = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-H", f"Host: {host}"]
    if is_sticky:
        # The same container through both: how far it is makes a difference.
        name, cookies = None, ""
        while name != f"{APPLICATION}_web_1":
            name, cookies = ask(address, port, host)
        words += ["-H", f"Cookie: {cookies}"]
    target = f"http://{address}:{port}{PATH}"
    text = subprocess.run([*words, target], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise CallFailed(f"routing: {target}: not all requests were answered:\n{text}")

    def latency(percentile):
        value, unit = re.search(rf"^\s*{percentile}%\s+([\d.]+)(us|ms|s)$", text, re.MULTILINE).groups()
        return float(value) * UNITS[unit]

    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
    requests = int(re.search(r"(\d+) requests in", text).group(1))
    return {"rate": rate, "requests": requests, "p50": latency(50), "p99": latency(99)}


def processor_seconds(engine, label):
    """What the HAProxy of a container has used, all of its threads together."""
    [container] = engine.containers(label)
    rows = engine.call("GET", f"/containers/{container['Id']}/top?ps_args=-eo%20pid,comm")["Processes"]
    nanoseconds = 0
    for identifier, command in rows:
        if command != "haproxy":
            continue
        for path in glob.glob(f"/proc/{identifier}/task/*/schedstat"):
            with open(path) as file:
                nanoseconds += int(file.read().split()[0])
    return nanoseconds / 1e9


def measure(cluster, rounds, is_sticky):
    engine = cluster.engines[0]
    details = cluster.server.call("GET", f"/clusters/{urllib.parse.quote(cluster.server.cluster)}")
    host = f"{APPLICATION}.{details['root_domain']}"
    cluster.server.create(APPLICATION, TEMPLATE % ("true" if is_sticky else "false"))
    try:
        wait_until_routed(engine.address, ROUTING_PORT, host)
        start_plain(cluster, engine, host, is_sticky)
        wait_until_routed(engine.address, PLAIN_PORT, host)
        ports = {"gantry": ROUTING_PORT, "plain": PLAIN_PORT}
        labels = {"gantry": "com.docker.compose.project=acsrouting", "plain": "bench.plain=1"}
        found = {name: [] for name in ports}
        for port in ports.values():
            load(engine.address, port, host, 2, is_sticky)
        for number in range(rounds):
            for name in list(ports) if number % 2 == 0 else reversed(ports):
                before = processor_seconds(engine, labels[name])
                measured = load(engine.address, ports[name], host, is_sticky=is_sticky)
                used = processor_seconds(engine, labels[name]) - before
                measured["cpu"] = used / measured["requests"] * 1e6
                found[name].append(measured)
            last = [(name, values[-1]) for name, values in found.items()]
            line = ", ".join(f"{name} {each['rate']:.0f}/s with {each['cpu']:.0f} µs each" for name, each in last)
            print(f"  round {number + 1}: {line}", flush=True)
        return found
    finally:
        remove_plain(engine)
        cluster.remove_application(APPLICATION)


def run(cluster, rounds):
    for is_sticky, title in ((False, "round robin"), (True, "sticky sessions, clients with cookies")):
        print(f"==> routing, {title}: {CONNECTIONS} connections, {ROUND_SECONDS} s a round", flush=True)
        tell(measure(cluster, rounds, is_sticky), rounds, title)


def tell(found, rounds, title):
    rows = [("", "acsrouting", "HAProxy by hand", "acsrouting against it", "aim")]
    for key, name, unit, digits in (
        ("rate", "requests/s", "", 0),
        ("cpu", "HAProxy's processor time a request", " µs", 1),
        ("p50", "latency, median", " ms", 2),
        ("p99", "latency, 99 %", " ms", 2),
    ):
        own = [entry[key] for entry in found["gantry"]]
        peer = [entry[key] for entry in found["plain"]]
        against = ratios(own, peer)
        aim = verdict(against, 0.95, False) if key == "rate" else ""
        rows.append((name, spread(own, unit, digits), spread(peer, unit, digits), spread(against), aim))
    table(f"Requests to {CONTAINERS} containers through one node, {title} ({rounds} rounds: median, min–max)", rows)
