#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""One large route table in a real HAProxy, beside a configuration by hand that is reloaded. No cluster is needed."""

import os
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time

from process import Process
from report import ratios, spread, table, verdict

HAPROXY = "/usr/sbin/haproxy"
SERVICES = 2000
CONTAINERS = 10000
CHANGES = 200
RELOADS = 10
PORT = 18482

HEAD = """
global
    stats socket {folder}/stats.sock mode 600 level admin expose-fd listeners
    hard-stop-after 1h
defaults
    mode http
    balance roundrobin
    timeout connect 1s
    timeout client 3m
    timeout server 3m
    default-server check inter 30s
frontend routes
    bind 127.0.0.1:{port}
    use_backend %[req.hdr(host),lower,map({folder}/hosts.map)]
"""


def percentile(values, percent):
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


class ByHand:
    """Somebody's own HAProxy: its file is written anew at each change, and reloaded without losing a connection."""

    def __init__(self, folder, port):
        self.folder = folder
        self.port = port
        self.made = 0
        self.services = [[self.container() for _ in range(CONTAINERS // SERVICES)] for _ in range(SERVICES)]

    def container(self):
        self.made += 1
        return f"{self.made:064x}"

    def write(self):
        lines = [HEAD.format(folder=self.folder, port=PORT)]
        for index, containers in enumerate(self.services):
            lines.append(f"backend shop{index}\n    cookie CONTAINERID insert indirect nocache\n")
            lines += [f"    server {name} 127.0.0.1:{self.port} cookie {name}\n" for name in containers]
        with open(f"{self.folder}/hosts.map", "w") as file:
            file.writelines(f"shop{index}.cluster.test shop{index}\n" for index in range(SERVICES))
        with open(f"{self.folder}/haproxy.cfg", "w") as file:
            file.writelines(lines)

    def ask(self, command):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(f"{self.folder}/master.sock")
            connection.sendall(f"{command};quit\n".encode())
            return b"".join(iter(lambda: connection.recv(65536), b"")).decode()

    def worker(self):
        """The process ID of the present worker, as soon as it answers."""
        while True:
            try:
                present = self.ask("show proc").partition("# old workers")[0]
                found = [line.split()[0] for line in present.splitlines() if " worker " in line]
                if found and f"Pid: {found[0]}" in self.ask("@1 show info"):
                    return found[0]
            except OSError:
                pass
            time.sleep(0.005)

    def change(self, index):
        """Seconds from the change until a worker answers that has it."""
        before = self.worker()
        self.services[index % SERVICES][0] = self.container()
        start = time.monotonic()
        self.write()
        subprocess.run([HAPROXY, "-c", "-q", "-f", f"{self.folder}/haproxy.cfg"], check=True, capture_output=True)
        self.ask("reload")
        while self.worker() == before:
            time.sleep(0.005)
        return time.monotonic() - start

    def measure(self):
        self.write()
        command = [HAPROXY, "-W", "-db", "-S", f"{self.folder}/master.sock", "-f", f"{self.folder}/haproxy.cfg"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as master:
            try:
                memory = Process(self.worker()).memory()
                return memory, [self.change(7 * index) for index in range(RELOADS)]
            finally:
                master.terminate()


def listen():
    """A port that all containers are at."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)

    def accept():
        while True:
            listener.accept()[0].close()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def gantry():
    folder = tempfile.mkdtemp(prefix="gantry-table-")
    try:
        program = [os.environ["GANTRY_TABLE_BENCH"], folder, str(SERVICES), str(CONTAINERS), str(CHANGES)]
        answer = subprocess.run(program, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        # HAProxy's own words are between the figures.
        lines = (line.split() for line in answer.stdout.splitlines())
        return {name: list(map(int, words)) for name, *words in lines if words and all(map(str.isdigit, words))}
    finally:
        shutil.rmtree(folder)


def by_hand(port):
    folder = tempfile.mkdtemp(prefix="gantry-table-")
    try:
        return ByHand(folder, port).measure()
    finally:
        shutil.rmtree(folder)


def run(_, rounds):
    port = listen()
    ours, peers = [], []
    for _ in range(rounds):
        ours.append(gantry())
        peers.append(by_hand(port))
    decided = [("what", "p50", "slowest")]
    for name, what in (
        ("cpu-table", "the table of all services"),
        ("cpu-configuration", "HAProxy's configuration"),
        ("cpu-map", "its map"),
        ("cpu-plan-server", "the way to another server"),
        ("cpu-plan-rule", "the way to another rule"),
    ):
        times = [value / 1e6 for each in ours for value in each[name]]
        decided.append((what, f"{statistics.median(times):.1f} ms", f"{max(times):.1f} ms"))
    table(f"Route table of {SERVICES} services with {CONTAINERS} containers: processor time", decided)

    rows = [("", "Gantry", "HAProxy by hand, reloaded", "ratio", "aim")]
    for percent in (50, 99):
        own = [percentile(each["change"], percent) / 1e6 for each in ours]
        other = [percentile(times, percent) * 1e3 for _, times in peers]
        ratio = ratios(own, other)
        rows.append((f"a change, p{percent}", spread(own, " ms", 0), spread(other, " ms", 0), spread(ratio), verdict(ratio, 1, True)))
    own = [each["memory"][0] / 1024 for each in ours]
    other = [memory for memory, _ in peers]
    ratio = ratios(own, other)
    rows.append(("HAProxy's memory", spread(own, " MB", 0), spread(other, " MB", 0), spread(ratio), verdict(ratio, 1.5, True)))
    rows.append(("the first table", spread([each["first"][0] / 1e6 for each in ours], " ms", 0), "", "", ""))
    table("The same in a real HAProxy", rows)
