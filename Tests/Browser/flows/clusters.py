#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""A second cluster from nothing: made, renamed, given a domain, its join command, and deleted; and the nodes of the first."""

NAME = "consolecluster"


def run(console):
    page = console.page
    console.go("/clusters")
    console.look("clusters")
    console.press("Create cluster")
    console.fill(name="-wrong")
    console.press("Create cluster")
    console.sees("-wrong")
    console.look_here("refused")
    console.fill(name=NAME, domain="console.example.com")
    console.press("Create cluster")
    console.sees("console.example.com")
    console.look("new-cluster")
    console.press("Add node")
    console.press("Make the command")
    console.sees("curl")
    console.look_here("join")
    console.go(f"/clusters/{NAME}/settings")
    console.look("settings")
    console.go(f"/clusters/{NAME}/certificates")
    console.look("certificates")
    archive = console.fetch(page.locator("main").get_by_role("link", name="Download certificates"))
    assert "certFiles.zip" in archive.headers["content-disposition"], archive.headers
    assert archive.body().startswith(b"PK"), "the certificates are no archive"
    console.go(f"/clusters/{NAME}")
    console.press("Delete")
    console.look("delete")
    console.press("Delete")
    console.sees(f"Cluster {NAME} is deleted.")

    console.go(f"/clusters/{console.cluster}")
    console.look("cluster")
    console.go(f"/clusters/{console.cluster}/nodes")
    console.sees("node1")
    console.look("nodes")
    page.locator("main").get_by_role("link", name="node2", exact=True).click()
    console.look("node")
    for place in ("routes", "events", "volumes"):
        console.go(f"/clusters/{console.cluster}/{place}")
        console.look(place)
