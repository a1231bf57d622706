#!/usr/bin/env python3
#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Goes through the console as a user does: `main.py FLOW --server URL --password-file FILE --cluster NAME`."""

import argparse
import importlib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from browser import Failed, browser


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("flow")
    parser.add_argument("--server", required=True)
    parser.add_argument("--password-file", required=True)
    parser.add_argument("--cluster", required=True)
    parser.add_argument("--front-door", required=True)
    parser.add_argument("--screenshots", required=True)
    arguments = parser.parse_args()
    password = pathlib.Path(arguments.password_file).read_text().split("\n")[0]
    flow = importlib.import_module(f"flows.{arguments.flow}")
    try:
        with browser(arguments.server, arguments.flow, arguments.screenshots) as console:
            console.cluster = arguments.cluster
            console.front_door = arguments.front_door
            console.password = password
            console.log_in("admin", password)
            flow.run(console)
    except Failed as failure:
        print(f"{arguments.flow}: {failure}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
