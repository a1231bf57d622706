#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""A real server and real agents whose engines only tell of containers that there aren't: more than a machine can run."""

import contextlib
import http.client
import http.server
import json
import multiprocessing
import os
import re
import shutil
import signal
import socket
import socketserver
import ssl
import subprocess
import tempfile
import threading

from cluster import CallFailed, Engine, exchange, wait

CLUSTER = "fleet"
PATIENCE = 120
SERVICES = 200
VERSION = {"Version": "20.10.24", "ApiVersion": "1.41", "MinAPIVersion": "1.12", "Os": "linux", "Arch": "amd64"}


def identifier(node, index):
    return f"{node:032x}{index:032x}"


def name(node, index):
    service = (index * 7 + node) % SERVICES
    return f"shop{service // 10}", f"service{service % 10}", node * 1000 + index


def labels(node, index):
    """Such as an application's containers have."""
    project, service, number = name(node, index)
    return {
        "com.docker.compose.project": project,
        "com.docker.compose.service": service,
        "com.docker.compose.container-number": str(number),
        "aliyun.routing.port_80": f"{service}.{project}",
    }


def summary(node, index):
    """A container's entry in the engine's list."""
    project, service, number = name(node, index)
    return {
        "Id": identifier(node, index),
        "Names": [f"/{project}_{service}_{number}"],
        "Image": "nginx:1.27",
        "ImageID": "sha256:" + "7" * 64,
        "Command": "/docker-entrypoint.sh nginx -g 'daemon off;'",
        "Created": 1_790_000_000 + index,
        "Ports": [{"PrivatePort": 80, "Type": "tcp"}],
        "Labels": labels(node, index),
        "State": "running",
        "Status": "Up 3 hours",
        "HostConfig": {"NetworkMode": "bridge"},
        "NetworkSettings": {
            "Networks": {
                "bridge": {
                    "IPAMConfig": None,
                    "Links": None,
                    "Aliases": None,
                    "NetworkID": "5" * 64,
                    "EndpointID": "6" * 64,
                    "Gateway": "172.17.0.1",
                    "IPAddress": f"172.17.{index // 250}.{index % 250}",
                    "IPPrefixLen": 16,
                    "IPv6Gateway": "",
                    "GlobalIPv6Address": "",
                    "GlobalIPv6PrefixLen": 0,
                    "MacAddress": "02:42:ac:11:00:02",
                    "DriverOpts": None,
                }
            }
        },
        "Mounts": [],
    }


def inspection(node, index):
    project, service, number = name(node, index)
    return {
        "Id": identifier(node, index),
        "Name": f"/{project}_{service}_{number}",
        "Created": "2026-09-21T10:00:00Z",
        "Image": "sha256:" + "7" * 64,
        "RestartCount": 0,
        "State": {
            "Status": "running",
            "Pid": 4_000_000 + index,
            "ExitCode": 0,
            "Error": "",
            "StartedAt": "2026-09-21T10:00:01Z",
            "FinishedAt": "0001-01-01T00:00:00Z",
        },
        "HostConfig": {"Memory": 64 << 20, "PortBindings": {}},
        "Config": {"Image": "nginx:1.27", "Labels": labels(node, index), "ExposedPorts": {"80/tcp": {}}},
        "NetworkSettings": {
            "Ports": {"80/tcp": None},
            "Networks": {"bridge": {"IPAddress": f"172.17.{index // 250}.{index % 250}"}},
        },
        "Mounts": [],
    }


def handler(node, containers):
    """What answers as the node's engine; answers are made once, so that it takes the same time each time."""
    found = json.dumps([summary(node, index) for index in range(containers)]).encode()
    status = {
        "ID": f"FLEET{node}",
        "Name": f"node{node}",
        "ServerVersion": VERSION["Version"],
        "OperatingSystem": "Debian",
        "KernelVersion": "6.1.0",
        "OSType": "linux",
        "NCPU": 8,
        "MemTotal": 64 << 30,
        "MemoryLimit": True,
        "CpuCfsQuota": True,
    }
    fixed = {"/version": VERSION, "/info": status, "/images/json": []}

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            path = re.sub(r"^/v1\.\d+", "", self.path.partition("?")[0])
            if path == "/events":
                return self.stay_silent()
            if path == "/containers/json":
                return self.answer(200, found)
            if match := re.fullmatch(r"/containers/([0-9a-f]{64})/json", path):
                return self.answer(200, json.dumps(inspection(node, int(match[1][32:], 16))).encode())
            if path in fixed:
                return self.answer(200, json.dumps(fixed[path]).encode())
            self.refuse()

        def refuse(self):
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.answer(501, b'{"message":"this engine is none"}')

        do_POST = do_PUT = do_DELETE = do_HEAD = refuse

        def answer(self, code, body):
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def stay_silent(self):
            """Nothing happens, until the agent goes."""
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.flush()
            self.connection.recv(1)
            self.close_connection = True

        def log_message(self, *_):
            pass

    return Handler


class EngineServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_):
        """Agents break off what takes too long, and go at the end."""


def serve_engines(folder, nodes, containers):
    """All engines, in a process of their own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    servers = [EngineServer(f"{folder}/engine{node}.sock", handler(node, containers)) for node in range(nodes)]
    threads = [threading.Thread(target=server.serve_forever, daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def free_ports(count):
    """Ports that nobody has."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


class Fleet:
    """The server, its agents and the engines; they end with the block that made them."""

    def __init__(self, nodes, containers):
        self.nodes = nodes
        self.containers = containers
        self.folder = tempfile.mkdtemp(prefix="gantry-fleet-")
        self.engines = [
            Engine(f"node{node}", f"127.0.0.{node + 1}", f"{self.folder}/engine{node}.sock") for node in range(nodes)
        ]
        self.engine_process = None
        self.processes = {}
        self.token = None
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("GANTRY_")}
        self.environment["GANTRY_CONFIG"] = f"{self.folder}/config.yml"
        self.programs = os.environ["GANTRY_BENCH_PROGRAMS"]

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def execute(self, *command):
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise CallFailed(f"{' '.join(command[:2])}: {done.stderr.strip()}")

    def launch(self, name, *command):
        with open(f"{self.folder}/{name}.log", "wb") as file:
            process = subprocess.Popen(command, env=self.environment, stdout=file, stderr=file)
        self.processes[name] = process

    def start(self):
        self.engine_process = multiprocessing.get_context("fork").Process(
            target=serve_engines, args=(self.folder, self.nodes, self.containers), daemon=True
        )
        self.engine_process.start()
        self.port, agents, endpoint = free_ports(3)
        password = f"{self.folder}/password"
        self.launch(
            "server",
            f"{self.programs}/gantry", "server", "--data-dir", f"{self.folder}/server",
            "--api-address", f"127.0.0.1:{self.port}", "--agent-address", f"127.0.0.1:{agents}",
            "--advertise-host", "127.0.0.1", "--agent-binary", f"{self.programs}/gantry-agent",
            "--console-assets", "/var/cache/gantry/console",
            "--password-file", password, "--endpoint-ports", f"{endpoint}-{endpoint}",
        )  # fmt: skip
        self.wait("the server", lambda: os.path.exists(password) and self.answers())
        url = f"https://127.0.0.1:{self.port}"
        authority = f"{self.folder}/server/ca.pem"
        gantry = f"{self.programs}/gantry"
        self.execute(gantry, "login", url, "--password-file", password, "--ca-file", authority)
        self.execute(gantry, "cluster", "create", CLUSTER, "--region", "here")
        self.tls = ssl.create_default_context(cafile=authority)
        with open(password) as file:
            login = {"user": "admin", "password": file.readline().strip()}
        self.token = self.call("POST", "/login", login)["token"]
        answer = self.call("GET", f"/clusters/{CLUSTER}/join-command?reusable=1")
        ticket = [f"--token={answer['token']}", f"--ca-fingerprint={answer['fingerprint']}"]
        agent = f"{self.programs}/gantry-agent"
        for engine in self.engines:
            folder = f"{self.folder}/{engine.node}"
            own = ["--data-dir", folder, "--docker-socket", engine.path]
            join = ["join", "--server", url, "--name", engine.node, "--address", engine.address, *ticket]
            self.execute(agent, *join, *own)
            self.launch(f"{engine.node}-agent", agent, "agent", *own, "--run-dir", f"{folder}/run")
        expected = self.nodes * self.containers
        self.wait(f"{expected} containers", lambda: self.count() >= expected)

    def stop(self):
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            process.wait()
        if self.engine_process:
            self.engine_process.terminate()
            self.engine_process.join()
        shutil.rmtree(self.folder, ignore_errors=True)

    def answers(self):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port)).close()
            return True
        return False

    def wait(self, what, is_there):
        def is_done():
            if self.processes["server"].poll() is not None:
                raise CallFailed(f"fleet: the server has ended before {what} came")
            return is_there()

        try:
            wait(what, is_done, PATIENCE)
        except CallFailed as failure:
            # It goes with the folder.
            with open(f"{self.folder}/server.log") as file:
                raise CallFailed(f"{failure}\n{file.read()[-2000:]}") from failure

    def connect(self):
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=self.tls)

    def call(self, method, path, body=None):
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        connection = self.connect()
        try:
            return exchange(connection, "server", method, path, body, headers)
        finally:
            connection.close()

    def count(self):
        return self.call("GET", f"/clusters/{CLUSTER}/container_page?size=1")["total"]

    def process(self, name):
        return self.processes[name].pid
