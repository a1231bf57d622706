#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Inside a container: its log as it comes, what it uses, a terminal, its end, and the volume that it leaves."""

import re

from playwright.sync_api import expect

NAME = "consoleinside"
VOLUME = "consolevolume"
TEMPLATE = f"""\
talker:
  image: busybox:latest
  volumes:
    - {VOLUME}:/data
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
    # Rates are there with the second sample.
    console.look("statistics", lambda: expect(page.locator("[data-value=network]")).not_to_have_text("–"))
    page.locator("main").get_by_role("link", name="Terminal").first.click()
    expect(page.locator("#terminal-state")).to_contain_text("Connected")
    page.keyboard.type("echo answer-$((20+22))\n")
    expect(page.locator("#terminal-text")).to_contain_text("answer-42")
    # What runs in it is told how large it is, which may come after what is typed; until then, it is 24 rows of 80
    # columns.
    page.keyboard.type("while stty size | grep -q '^24 80$'; do sleep 0.1; done; stty size\n")
    expect(page.locator("#terminal-text")).to_contain_text(re.compile(r"\b(?!24 80\b)\d+ \d{2,3}\b"))
    console.look_here("terminal")
    page.keyboard.type("exit\n")
    expect(page.locator("#terminal-state")).to_contain_text("has ended")

    page.locator("main").get_by_role("link", name="Overview").first.click()
    console.press("Restart")
    console.sees("The container was restarted.")
    console.press("Stop")
    console.sees(f"Stop container {NAME}_talker_1?")
    console.look("stop")
    console.press("Cancel")
    console.press("Delete")
    console.sees(f"Delete container {NAME}_talker_1?")
    console.look("delete")
    console.press("Delete")
    console.sees("The container is deleted.")
    # Its service makes another one.
    console.go(f"/clusters/{console.cluster}/applications/{NAME}")
    console.sees("1/1")
    console.remove_application(NAME)

    # The volume stays behind with its data.
    console.go(f"/clusters/{console.cluster}/volumes?q={VOLUME}&use=unused")
    console.sees(VOLUME)
    console.look("volumes")
    console.press("Delete")
    console.sees("Delete volume ")
    console.look("delete-volume")
    console.press("Delete")
    console.sees("The volume is deleted.")
