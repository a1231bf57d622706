#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Tries the API out as its OpenAPI document says, with schemathesis: `main.py PROGRAMS EXAMPLES`.

No answer may be a server's error, nor be of another status, type or form than the document has it. The server is one of
its own, with a real agent whose engine only tells of containers."""

import os
import pathlib
import subprocess
import sys

programs, examples = sys.argv[1:]
os.environ["GANTRY_BENCH_PROGRAMS"] = programs
sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Benchmarks"))

from fleet import CLUSTER, Fleet

SCHEMATHESIS = pathlib.Path("/var/cache/gantry/python/bin/schemathesis")
CONTAINERS = 3
# One image for all time, as there is no registry that could be asked what is behind a tag.
IMAGE = "nginx@sha256:" + "a" * 64
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
# What takes away the things that are to be found, or the session: tried alone, after all else, in an order in which each
# finds what it takes away.
LAST = (
    "DELETE /clusters/{cluster}/projects/{project}",
    "DELETE /load_balancers/{balancer}",
    "DELETE /clusters/{cluster}/ip/{host}",
    "DELETE /clusters/{cluster}/hosts/{host}",
    "POST /clusters/{cluster}/name/{name}",
    "DELETE /clusters/{cluster}",
    "POST /logout",
)


def fill(fleet):
    """Makes things to be found, so that calls go deeper than to a refusal; returns what the paths' parameters are."""
    template = f"web:\n  image: {IMAGE}\n"
    fleet.call("POST", f"/clusters/{CLUSTER}/projects", {"name": "web", "template": template})
    fleet.call("POST", "/load_balancers", {"name": "balancer"})
    return {
        # By its ID, as the name may change.
        "path.cluster": fleet.call("GET", f"/clusters/{CLUSTER}")["cluster_id"],
        "path.project": "web",
        "path.service": "web_web",
        "path.balancer": "balancer",
        "path.host": fleet.engines[0].node,
        "path.container": fleet.call("GET", f"/clusters/{CLUSTER}/containers?all=1")[0]["id"],
    }


def main():
    if not SCHEMATHESIS.exists():
        sys.exit("error: check-openapi: schemathesis isn't there; run make setup")
    with Fleet(1, CONTAINERS) as fleet:
        configuration = f"{fleet.folder}/schemathesis.toml"
        with open(configuration, "w") as file:
            file.write("[parameters]\n")
            file.writelines(f'"{name}" = "{value}"\n' for name, value in fill(fleet).items())
            # Answers that go on for ever have no end to be looked at.
            file.write('"query.follow" = false\n')
        document = f"https://127.0.0.1:{fleet.port}/openapi.json"
        command = [SCHEMATHESIS, "--config-file", configuration, "run", document, "--tls-verify", "false"]
        command += ["--header", f"Authorization: Bearer {fleet.token}", "--phases", "coverage,fuzzing"]
        command += ["--max-examples", examples, "--checks", ",".join(CHECKS), "--generation-database", "none"]
        # With several workers Python now and then fails in its own compiler.
        command += ["--seed", "1", "--request-timeout", "10", "--warnings", "off", "--no-color"]
        excepted = [word for operation in LAST for word in ("--exclude-name", operation)]
        for which in (excepted, *(["--include-name", operation] for operation in LAST)):
            done = subprocess.run([*command, *which], cwd=fleet.folder)
            if done.returncode:
                sys.exit(done.returncode)


main()
