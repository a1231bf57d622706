#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Processes of the machine, as the kernel accounts for them."""

import glob
import os


class Process:
    """A process of the machine, by its ID."""

    def __init__(self, identifier):
        self.folder = f"/proc/{identifier}"

    def memory(self, key="VmRSS"):
        """Megabytes."""
        with open(f"{self.folder}/status") as file:
            line = next(line for line in file if line.startswith(key + ":"))
        return int(line.split()[1]) / 1024

    def thread_milliseconds(self):
        """The processor time of its threads to the nanosecond; that of threads that ended isn't in it."""
        nanoseconds = 0
        for path in glob.glob(f"{self.folder}/task/*/schedstat"):
            try:
                with open(path) as file:
                    nanoseconds += int(file.read().split()[0])
            except (FileNotFoundError, ProcessLookupError):
                continue
        return nanoseconds / 1e6

    def processor_seconds(self):
        with open(f"{self.folder}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
