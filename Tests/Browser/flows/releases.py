#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Versions: a template with a file beside it, a rolling update, what changed, back again, and a blue-green release with weights."""

from playwright.sync_api import expect

NAME = "consolerelease"
TEMPLATE = """\
{service}:
  image: nginx:latest
  env_file: settings.env
  environment:
    - RELEASE={release}
  labels:
    aliyun.routing.port_80: consolerelease
    aliyun.rolling_updates: "true"
"""


def deploy(console, service, release, method=""):
    console.press("Change")
    # The file stays as it is.
    console.sees("Left empty: as in the running version (line 3).")
    console.write_template(TEMPLATE.format(service=service, release=release))
    console.fill(version=f"{release}.0", method=method)
    console.press("Plan")
    console.sees("Changes of the template")
    console.look_here(f"change-{release}")
    console.press("Deploy")


def run(console):
    page = console.page
    console.go(f"/clusters/{console.cluster}/new-application")
    console.fill(name=NAME)
    console.write_template(TEMPLATE.format(service="web", release=1))
    console.press("Plan")
    console.sees("line 3: web.env_file")
    console.sees("Needed: its text (line 3).")
    console.fill(**{"file__settings.env": "COLOUR=blue"})
    console.look_here("files")
    console.press("Deploy")
    console.sees("1/1")
    deploy(console, "web", 2)
    console.sees("2.0")
    console.sees("1/1")
    page.locator("main").get_by_role("link", name="Versions").first.click()
    console.sees("1.0")
    console.look("versions")
    console.press("Compare")
    console.look("difference")
    console.go(f"/clusters/{console.cluster}/applications/{NAME}/versions")
    console.press("Roll back")
    console.sees("Roll back to version 1.0?")
    console.press("Roll back")
    console.sees("1.0")

    console.go(f"/clusters/{console.cluster}/applications/{NAME}")
    deploy(console, "next", 3, "blue-green")
    console.sees("confirm it, or roll it back")
    console.fill(**{"weight__next": "50"})
    console.press("Set weights")
    console.sees("The weights are set.")
    console.look("blue-green")
    console.press("Confirm")
    console.look("confirm")
    console.press("Confirm")
    console.sees("The new version gets all visitors")
    console.sees(f"{NAME}_next_1")
    expect(page.locator("#containers")).not_to_contain_text(f"{NAME}_web_1")

    page.locator("main").get_by_role("link", name="Triggers").first.click()
    console.press("Create trigger")
    console.sees("triggerUrl")
    console.look("triggers")
    console.remove_application(NAME)
