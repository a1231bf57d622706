#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Inside a container: its log as it comes, what it uses, and a terminal."""

from playwright.sync_api import expect

NAME = "consoleinside"
TEMPLATE = """\
talker:
  image: busybox:latest
  command: sh -c 'n=0; while true; do n=$$((n+1)); echo line $$n; sleep 1; done'
"""


def run(console):
    page = console.page
    console.go(f"/clusters/{console.cluster}/new-application")
    console.fill(name=NAME)
    console.write_template(TEMPLATE)
    console.press("Deploy")
    console.sees("1/1")
    page.locator("main").get_by_role("link", name="Logs").first.click()
    expect(page.locator("#log")).to_contain_text("line 3")
    console.look("logs")
    expect(page.locator("#log")).to_contain_text("line 3")
    page.locator("#log-filter").fill("no such line")
    expect(page.locator("#log .line:visible")).to_have_count(0)
    log = console.fetch(page.get_by_role("link", name="Download"))
    assert "line 1" in log.text(), "the log that was downloaded lacks its lines"

    console.go(f"/clusters/{console.cluster}/containers?q={NAME}")
    page.locator("main").get_by_role("link", name=f"{NAME}_talker_1").first.click()
    console.sees("busybox")
    console.look("container")
    page.locator("main").get_by_role("link", name="Statistics").first.click()
    expect(page.locator("#statistics-processes")).not_to_have_text("–")
    console.look("statistics")
    page.locator("main").get_by_role("link", name="Terminal").first.click()
    expect(page.locator("#terminal-state")).to_contain_text("Connected")
    page.keyboard.type("echo answer-$((20+22))\n")
    expect(page.locator("#terminal-text")).to_contain_text("answer-42")
    console.look_here("terminal")
    page.keyboard.type("exit\n")
    expect(page.locator("#terminal-state")).to_contain_text("has ended")
    console.remove_application(NAME)
