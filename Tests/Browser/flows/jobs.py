#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""An application that runs to its end, from a template in a file: its runs, and its schedule."""

from playwright.sync_api import expect

NAME = "consolejob"
TEMPLATE = """\
version: "2"
labels:
  aliyun.project_type: batch
services:
  report:
    image: busybox:latest
    command: echo all is counted
"""
SCHEDULE = """\
  aliyun.schedule: "0 0 3 * * *"
"""


def run(console):
    console.go(f"/clusters/{console.cluster}/new-application")
    console.fill(name=NAME)
    file = {"name": "job.yml", "mimeType": "text/yaml", "buffer": TEMPLATE.encode()}
    console.page.locator("#template-file").set_input_files(file)
    expect(console.page.locator(".CodeMirror")).to_contain_text("project_type")
    console.press("Deploy")
    console.sees("runs once at each deploy")
    console.sees("Run 1")
    console.sees("succeeded")
    console.look("job")

    console.press("Change")
    console.write_template(TEMPLATE.replace("services:", SCHEDULE + "services:"))
    console.press("Plan")
    console.look_here("plan")
    console.press("Deploy")
    console.sees("next run")
    console.look("schedule")
    console.remove_application(NAME)
