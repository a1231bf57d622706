#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Requests through the configurations of acsrouting and of the custom routing image, beside one by hand, at 1, 100 and
2,000 services. Real HAProxy processes of one thread on loopback ports; no cluster is needed."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import by_hand
from cluster import CallFailed
from process import Process
from report import ratios, spread, table, verdict

HAPROXY = "/usr/sbin/haproxy"
NGINX = "/usr/sbin/nginx"
VALGRIND = "/usr/bin/valgrind"
SERVICES = (1, 100, 2000)
CONTAINERS = 3
SERVER_PORT = 18500
PORTS = {"hand": 18510, "acsrouting": 18512, "proxy": 18514}
SECONDS = 3
CONNECTIONS = 32
UNITS = {"us": 0.001, "ms": 1, "s": 1000}
# Instructions are counted as the difference of so many requests: what the start costs is not a request's.
FEW, MANY = 500, 2500

WEB = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log /dev/null;
# Health checks of thousands of servers come at once.
worker_rlimit_nofile 16384;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    keepalive_requests 10000000;
    server {{
{listen}
        location / {{ return 200 "ok"; }}
    }}
}}
"""
ONE = "    use_backend shop0 if { hdr(host) -i shop0.cluster.test }\n"
MANY_HOSTS = "    use_backend %[req.hdr(host),lower,map({folder}/hosts.map)]\n"


def write_by_hand(folder, services):
    os.makedirs(folder)
    lines = [f"{by_hand.HEAD}    bind 127.0.0.1:{PORTS['hand']}\n"]
    lines.append(ONE if services == 1 else MANY_HOSTS.format(folder=folder))
    for number in range(services):
        lines.append(f"backend shop{number}\n")
        lines += [f"    server web{index} 127.0.0.1:{SERVER_PORT + index} check\n" for index in range(CONTAINERS)]
    with open(f"{folder}/hosts.map", "w") as file:
        file.writelines(f"shop{number}.cluster.test shop{number}\n" for number in range(services))
    with open(f"{folder}/haproxy.cfg", "w") as file:
        file.writelines(lines)


def wait_for(port, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise CallFailed(f"image: nothing listens at port {port} after {seconds} s")


@contextlib.contextmanager
def running(port, *command):
    """A program that listens at a port, for as long as the body takes."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(port)
            yield process
        finally:
            process.send_signal(signal.SIGCONT)
            process.terminate()


def haproxy(folder, name, configuration="haproxy.cfg"):
    return (HAPROXY, "-db", "-f", f"{folder}/{name}/{configuration}", "-f", f"{folder}/one-thread.cfg")


def load(process, name, host):
    """Requests/s, processor time of HAProxy a request in µs, and latencies in ms."""
    before = Process(process.pid).processor_seconds()
    words = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "-H", f"Host: {host}"]
    target = f"http://127.0.0.1:{PORTS[name]}/"
    text = subprocess.run([*words, target], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise CallFailed(f"image: {name}: not all requests were answered:\n{text}")
    value, unit = re.search(r"^\s*99%\s+([\d.]+)(us|ms|s)$", text, re.MULTILINE).groups()
    requests = int(re.search(r"(\d+) requests in", text).group(1))
    return {
        "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
        "cpu": (Process(process.pid).processor_seconds() - before) / requests * 1e6,
        "p99": float(value) * UNITS[unit],
    }


def alone(processes, name, services):
    """Lets one of the HAProxies run and holds the others, whose health checks would be in its way."""
    for each, process in processes.items():
        process.send_signal(signal.SIGCONT if each == name else signal.SIGSTOP)
    # Checks that were due meanwhile come all at once.
    time.sleep(0.2 + services / 1000)


def measure(folder, host, services, rounds):
    found = {name: [] for name in PORTS}
    with contextlib.ExitStack() as stack:
        processes = {
            name: stack.enter_context(running(port, *haproxy(folder, name))) for name, port in PORTS.items()
        }
        # Before the first round all are warm, and each round begins with another one.
        for number in range(-1, rounds):
            names = list(PORTS)
            for name in names[number % len(names):] + names[:number % len(names)]:
                alone(processes, name, services)
                measured = load(processes[name], name, host)
                if number >= 0:
                    found[name].append(measured)
    return found


def instructions(folder, name, host):
    """What HAProxy carries out for a request, the kernel's part not among it: the same at each run."""
    with open(f"{folder}/{name}/haproxy.cfg") as file:
        text = file.read()
    # The counts are written as the user that HAProxy has become, who could write nothing here; and checks, of which there
    # are more the longer it takes, are no part of a request.
    text = re.sub(r"^ +(uid|gid|user|group) .*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^( +server \S+ \S+) check.*", r"\1", text, flags=re.MULTILINE)
    with open(f"{folder}/{name}/counted.cfg", "w") as file:
        file.write(text)
    counts = []
    for requests in (FEW, MANY):
        out = f"{folder}/callgrind.{name}"
        command = (VALGRIND, "--tool=callgrind", f"--callgrind-out-file={out}", *haproxy(folder, name, "counted.cfg"))
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                wait_for(PORTS[name], 120)
                words = ["ab", "-k", "-q", "-n", str(requests), "-c", "1", "-H", f"Host: {host}"]
                subprocess.run([*words, f"http://127.0.0.1:{PORTS[name]}/"], capture_output=True, check=True)
            finally:
                process.terminate()
        with open(out) as file:
            counts.append(int(re.search(r"^(?:summary|totals): (\d+)", file.read(), re.MULTILINE).group(1)))
    return (counts[1] - counts[0]) / (MANY - FEW)


def run(_, rounds):
    folder = tempfile.mkdtemp(prefix="gantry-image-")
    # HAProxy's user has to find its files in there.
    os.chmod(folder, 0o755)
    try:
        listen = "\n".join(f"        listen 127.0.0.1:{SERVER_PORT + index} backlog=4096;" for index in range(CONTAINERS))
        with open(f"{folder}/nginx.conf", "w") as file:
            file.write(WEB.format(folder=folder, listen=listen))
        with open(f"{folder}/one-thread.cfg", "w") as file:
            file.write("global\n    nbthread 1\n")
        with running(SERVER_PORT, NGINX, "-c", f"{folder}/nginx.conf"):
            for services in SERVICES:
                print(f"==> image: {services} services, {rounds} rounds of {SECONDS} s each", flush=True)
                tell(folder, services, rounds)
    finally:
        shutil.rmtree(folder)


def tell(folder, services, rounds):
    for name in PORTS:
        shutil.rmtree(f"{folder}/{name}", ignore_errors=True)
    program = os.environ["GANTRY_IMAGE_BENCH"]
    numbers = (services, SERVER_PORT, PORTS["acsrouting"], PORTS["proxy"])
    subprocess.run([program, folder, *map(str, numbers)], check=True)
    write_by_hand(f"{folder}/hand", services)
    host = f"shop{services // 2}.cluster.test"
    found = measure(folder, host, services, rounds)
    rows = [("", "by hand", "acsrouting", "against it", "custom image", "against it", "aim")]
    for key, name, unit, digits in (
        ("rate", "requests/s", "", 0),
        ("p99", "latency, 99 %", " ms", 2),
        ("cpu", "HAProxy's processor time a request", " µs", 1),
    ):
        values = {name: [each[key] for each in found[name]] for name in PORTS}
        row = [name, spread(values["hand"], unit, digits)]
        verdicts = []
        for image in ("acsrouting", "proxy"):
            against = ratios(values[image], values["hand"])
            row += [spread(values[image], unit, digits), spread(against)]
            verdicts.append(verdict(against, 0.97, False))
        rows.append((*row, "; ".join(verdicts) if key == "rate" else ""))
    if os.path.exists(VALGRIND):
        counts = {name: instructions(folder, name, host) for name in PORTS}
        row = ["its own instructions a request", f"{counts['hand']:.0f}"]
        for image in ("acsrouting", "proxy"):
            row += [f"{counts[image]:.0f}", f"{counts[image] / counts['hand']:.2f}"]
        rows.append((*row, ""))
    table(f"Requests with {services} services ({rounds} rounds: median, min–max)", rows)
