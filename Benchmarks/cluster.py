#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""The cluster that is measured: its engines, through their sockets, and its server's management API."""

import http.client
import json
import os
import socket
import ssl
import time
import urllib.parse

NETWORK = "multi-host-network"


class CallFailed(Exception):
    """An answer that is no success, or a wait that took too long."""


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def exchange(connection, where, method, path, body=None, headers=None):
    """Makes a call; the answer's JSON, or its text where it is none."""
    headers = dict(headers or {})
    if isinstance(body, (dict, list)):
        body = json.dumps(body)
        headers["content-type"] = "application/json"
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    text = answer.read()
    if not (200 <= answer.status < 300 or answer.status == 304):
        raise CallFailed(f"{where}: {method} {path}: {answer.status}: {text[:300].decode(errors='replace').strip()}")
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text.decode(errors="replace")


class Engine:
    """One node's Docker Engine."""

    def __init__(self, node, address, path):
        self.node = node
        self.address = address
        self.path = path

    def connect(self, timeout=120):
        return UnixConnection(self.path, timeout)

    def call(self, method, path, body=None, headers=None):
        connection = self.connect()
        try:
            return exchange(connection, self.node, method, "/v1.41" + path, body, headers)
        finally:
            connection.close()

    def containers(self, label):
        filters = urllib.parse.quote(json.dumps({"label": [label]}))
        return self.call("GET", f"/containers/json?all=1&filters={filters}")

    def start_events(self, label):
        """The start of each container that has the label, beginning with now; to be closed from outside."""
        filters = urllib.parse.quote(json.dumps({"type": ["container"], "event": ["start"], "label": [label]}))
        connection = self.connect(timeout=None)
        connection.request("GET", f"/v1.41/events?filters={filters}")
        return connection, connection.getresponse()


class Server:
    """The management API, as the current context of the configuration reaches it."""

    def __init__(self, configuration):
        with open(configuration) as file:
            content = json.load(file)
        context = next(entry for entry in content["contexts"] if entry["name"] == content["current"])
        address = urllib.parse.urlsplit(context["server"])
        self.host, self.port = address.hostname, address.port
        self.token = context["token"]
        self.cluster = context["cluster"]
        self.tls = ssl.create_default_context(cadata=context["authority"])

    def call(self, method, path, body=None):
        connection = http.client.HTTPSConnection(self.host, self.port, timeout=120, context=self.tls)
        try:
            headers = {"authorization": f"Bearer {self.token}"}
            return exchange(connection, "server", method, path, body, headers)
        finally:
            connection.close()

    def create(self, application, template):
        self.call(
            "POST", f"/clusters/{self.cluster}/projects", {"name": application, "template": template}
        )

    def remove(self, application):
        self.call("DELETE", f"/clusters/{self.cluster}/projects/{application}?force=true")

    def applications(self):
        return [entry["name"] for entry in self.call("GET", f"/clusters/{self.cluster}/projects")]


class Cluster:
    """The local cluster in a state directory."""

    def __init__(self, state, configuration):
        self.state = state
        with open(f"{state}/cluster.json") as file:
            self.spec = json.load(file)["spec"]
        self.engines = [
            Engine(node["name"], node["address"], f"{state}/nodes/{node['name']}/run/docker.sock")
            for node in self.spec["nodes"]
        ]
        self.server = Server(configuration)

    def process(self, name):
        """The process ID of one of the cluster's own processes."""
        with open(f"{self.state}/pids/{name}.pid") as file:
            return int(file.read().splitlines()[2].split()[0])

    def containers(self, label):
        return [(engine, found) for engine in self.engines for found in engine.containers(label)]

    def wait_until_gone(self, label):
        wait(f"containers with {label} to be gone", lambda: not self.containers(label))

    def remove_application(self, name):
        self.server.remove(name)
        wait(f"application {name} to be gone", lambda: name not in self.server.applications())
        self.wait_until_gone(f"com.docker.compose.project={name}")


def wait(what, is_done, seconds=180):
    """Asks four times a second until it is so."""
    end = time.monotonic() + seconds
    while not is_done():
        if time.monotonic() > end:
            raise CallFailed(f"waited {seconds} s for {what}; see the logs in the state directory")
        time.sleep(0.25)


def from_environment():
    return Cluster(os.environ["GANTRY_LOCAL_DIR"], os.environ["GANTRY_CONFIG"])
