#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Deploys 30 one-container services on three engines: Gantry, the bare engines, and `docker stack deploy`.

The same observer, the engines' own event streams, says for all three when the last container has started.
"""

import concurrent.futures
import json
import os
import subprocess
import tempfile
import threading
import time
import urllib.parse

from cluster import NETWORK, CallFailed, wait
from process import Process
from report import ratios, spread, table, verdict

APPLICATION = "deploybench"
FLOOR_LABEL = "bench.floor=1"
STACK_LABEL = f"com.docker.stack.namespace={APPLICATION}"
PROJECT_LABEL = f"com.docker.compose.project={APPLICATION}"
SERVICES = 30
# As many containers as Gantry makes at a time on one node.
PARALLELISM = 16
# Between two deployments, for what engines do after the last container is gone.
PAUSE_SECONDS = 3


class StartObserver:
    """Notes when containers with a label start, on every engine."""

    def __init__(self, cluster, label, count):
        self.count = count
        self.times = []
        self.lock = threading.Lock()
        self.complete = threading.Event()
        self.streams = [engine.start_events(label) for engine in cluster.engines]
        for _, stream in self.streams:
            threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream):
        try:
            for _ in iter(stream.readline, b""):
                with self.lock:
                    self.times.append(time.monotonic())
                    if len(self.times) >= self.count:
                        self.complete.set()
        except (OSError, ValueError, AttributeError):
            return  # Closed by `seconds_since`.

    def seconds_since(self, start, limit=180):
        """Seconds until the last of them started."""
        is_complete = self.complete.wait(limit)
        for connection, _ in self.streams:
            if connection.sock:
                connection.sock.close()
        if not is_complete:
            raise CallFailed(f"deploy: {len(self.times)} of {self.count} containers started in {limit} s")
        return self.times[self.count - 1] - start


def template():
    lines = []
    for number in range(1, SERVICES + 1):
        lines += [
            f"s{number:02}:",
            "  image: busybox:latest",
            "  command: sleep 86400",
            "  stop_signal: SIGKILL",
        ]
    return "\n".join(lines) + "\n"


def stack_file(image):
    """The same services; without virtual addresses, which Gantry's have not either."""
    service = {
        "image": image,
        "command": ["sleep", "86400"],
        "stop_signal": "SIGKILL",
        "deploy": {"endpoint_mode": "dnsrr", "replicas": 1},
        "networks": ["cluster"],
    }
    return {
        "version": "3.8",
        "services": {f"s{number:02}": service for number in range(1, SERVICES + 1)},
        "networks": {"cluster": {"external": True, "name": NETWORK}},
    }


def deploy_gantry(cluster):
    observer = StartObserver(cluster, PROJECT_LABEL, SERVICES)
    start = time.monotonic()
    cluster.server.create(APPLICATION, template())
    return observer.seconds_since(start)


def bodies(cluster):
    """What the containers that Gantry made were made of: (engine, name, body) of each."""
    found = []
    for engine, container in cluster.containers(PROJECT_LABEL):
        seen = engine.call("GET", f"/containers/{container['Id']}/json")
        config = seen["Config"]
        keys = ("Image", "Env", "Cmd", "Entrypoint", "Tty", "OpenStdin", "ExposedPorts", "Hostname", "StopSignal")
        body = {key: config[key] for key in keys if config.get(key) is not None}
        # Under other keys, for they are not Gantry's.
        body["Labels"] = {f"bench.{key}": value for key, value in config["Labels"].items()}
        body["Labels"]["bench.floor"] = "1"
        body["HostConfig"] = seen["HostConfig"]
        endpoint = seen["NetworkSettings"]["Networks"][NETWORK]
        aliases = [alias for alias in endpoint["Aliases"] or [] if alias != container["Id"][:12]]
        body["NetworkingConfig"] = {"EndpointsConfig": {NETWORK: {"Aliases": aliases, "Links": endpoint["Links"]}}}
        found.append((engine, seen["Name"].strip("/"), body))
    if len(found) != SERVICES:
        raise CallFailed(f"deploy: {len(found)} containers are there instead of {SERVICES}")
    return found


def deploy_floor(cluster, bodies):
    observer = StartObserver(cluster, FLOOR_LABEL, SERVICES)
    pools = {engine.node: concurrent.futures.ThreadPoolExecutor(PARALLELISM) for engine in cluster.engines}

    def make(engine, name, body):
        connection = engine.connect()
        path = "/v1.41/containers"
        headers = {"content-type": "application/json"}
        for call, content in ((f"{path}/create?name={urllib.parse.quote(name)}", body), (None, None)):
            call = call or f"{path}/{made['Id']}/start"
            connection.request("POST", call, body=content, headers=headers)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status >= 300:
                raise CallFailed(f"{engine.node}: {call}: {answer.status}: {text[:300].decode(errors='replace')}")
            made = json.loads(text) if text else None
        connection.close()

    bodies = [(engine, name, json.dumps(body)) for engine, name, body in bodies]
    start = time.monotonic()
    made = [pools[engine.node].submit(make, engine, name, body) for engine, name, body in bodies]
    for future in concurrent.futures.as_completed(made):
        future.result()
    seconds = observer.seconds_since(start)
    for pool in pools.values():
        pool.shutdown()
    return seconds


def remove_floor(cluster):
    found = cluster.containers(FLOOR_LABEL)
    with concurrent.futures.ThreadPoolExecutor(PARALLELISM) as pool:
        list(pool.map(lambda item: item[0].call("DELETE", f"/containers/{item[1]['Id']}?force=1&v=1"), found))
    cluster.wait_until_gone(FLOOR_LABEL)


def docker(engine, *words):
    # The settings of whoever runs this, such as a registry's credentials, stay out of it.
    environment = {"PATH": os.environ["PATH"], "DOCKER_CONFIG": "/nonexistent", "DOCKER_HOST": f"unix://{engine.path}"}
    done = subprocess.run(["docker", *words], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CallFailed(f"docker {' '.join(words)}: {done.stderr.strip()}")


def deploy_stack(cluster, manager, file):
    observer = StartObserver(cluster, STACK_LABEL, SERVICES)
    start = time.monotonic()
    docker(manager, "stack", "deploy", "--resolve-image", "never", "--compose-file", file, APPLICATION)
    return observer.seconds_since(start)


def remove_stack(cluster, manager):
    docker(manager, "stack", "rm", APPLICATION)
    filters = urllib.parse.quote(json.dumps({"label": [STACK_LABEL]}))
    wait("the stack's tasks to be gone", lambda: not manager.call("GET", f"/tasks?filters={filters}"))
    cluster.wait_until_gone(STACK_LABEL)


def pinned_image(engine, reference):
    """The reference by digest: swarm mode asks the registry for anything else, also for what is there."""
    digests = engine.call("GET", f"/images/{reference}/json")["RepoDigests"]
    repository = reference.rsplit(":", 1)[0]
    return next(digest for digest in digests if digest.startswith(repository + "@"))


def own_processor_seconds(cluster):
    """What the server and all agents have used."""
    names = ["server"] + [f"{engine.node}-agent" for engine in cluster.engines]
    return sum(Process(cluster.process(name)).processor_seconds() for name in names)


def measure(cluster, rounds):
    # The first deploy brings the image to all nodes and shows what containers are made of; it isn't counted.
    deploy_gantry(cluster)
    models = bodies(cluster)
    cluster.remove_application(APPLICATION)
    manager = next(engine for engine in cluster.engines if engine.call("GET", "/info")["Swarm"]["ControlAvailable"])
    image = pinned_image(manager, models[0][2]["Image"])
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(stack_file(image), file)
        file.flush()
        ways = {
            "gantry": (
                lambda: deploy_gantry(cluster),
                lambda: cluster.remove_application(APPLICATION),
            ),
            "floor": (lambda: deploy_floor(cluster, models), lambda: remove_floor(cluster)),
            "stack": (
                lambda: deploy_stack(cluster, manager, file.name),
                lambda: remove_stack(cluster, manager),
            ),
        }
        seconds = {name: [] for name in ways}
        own = {name: [] for name in ways}
        for number in range(rounds):
            # Another one begins in each round, so that none has always the same before it.
            order = list(ways)[number % 3 :] + list(ways)[: number % 3]
            for name in order:
                deploy, remove = ways[name]
                time.sleep(PAUSE_SECONDS)
                before = own_processor_seconds(cluster)
                seconds[name].append(deploy())
                own[name].append(own_processor_seconds(cluster) - before)
                remove()
            line = ", ".join(f"{name} {values[-1]:.2f} s" for name, values in seconds.items())
            print(f"  round {number + 1}: {line}", flush=True)
    return seconds, own


def run(cluster, rounds):
    print(f"==> deploy: {SERVICES} services of one container on {len(cluster.engines)} engines", flush=True)
    seconds, own = measure(cluster, rounds)
    to_floor = ratios(seconds["gantry"], seconds["floor"])
    to_stack = ratios(seconds["gantry"], seconds["stack"])
    ways = {
        "gantry": ("Gantry", "", ""),
        "floor": ("engines' sockets (floor)", spread(to_floor), verdict(to_floor, 1.15, True)),
        "stack": ("docker stack deploy", spread(to_stack), verdict(to_stack, 1, True)),
    }
    rows = [("", "seconds", "Gantry against it", "aim", "processor s of server and agents")]
    for way, (title, against, aim) in ways.items():
        rows.append((title, spread(seconds[way]), against, aim, spread(own[way])))
    table(f"Deploy of {SERVICES} one-container services until all run ({rounds} rounds: median, min–max)", rows)
