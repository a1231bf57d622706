#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""A node leaves, and a machine joins by the line that the page makes; whoever starts the flow runs it there."""

from playwright.sync_api import expect

NODE = "node3"


def run(console):
    nodes = f"/clusters/{console.cluster}/nodes"
    console.go(f"{nodes}/{NODE}")
    console.press("Remove")
    console.sees(f"Remove node {NODE}?")
    console.look("removal")
    console.press("Remove")
    console.sees(f"{NODE} is removed.")

    console.go(f"{nodes}/join")
    console.fill(zone="zone-c")
    console.press("Make the command")
    console.sees("Run this as root on the machine")
    row = console.page.locator("tr", has=console.page.get_by_role("link", name=NODE, exact=True))
    expect(row).to_have_count(0)
    line = console.page.locator("#join-command").inner_text().strip()
    (console.screenshots / "join-command").write_text(line + "\n")

    # Nothing is loaded again: the page shows the machine when it is there.
    expect(row).to_contain_text("ready")
    expect(row).to_contain_text("zone-c")
    console.look_here("joined")
