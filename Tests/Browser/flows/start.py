#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Coming in, looking round, changing language and theme, and going out."""

from playwright.sync_api import expect


#: Most bytes that the first page may take on its way, with all that it loads.
FIRST_PAGE = 150 * 1024
TRANSFERRED = """
    ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
        .reduce((sum, entry) => sum + entry.transferSize, 0)
"""


def first_page_is_small(console):
    """Nothing is in this browser's cache."""
    context = console.page.context.browser.new_context(ignore_https_errors=True)
    context.add_cookies(console.page.context.cookies())
    page = context.new_page()
    # The page's stream of events never ends, but the rest of it does.
    page.goto(f"{console.url}/console/", wait_until="load")
    size = page.evaluate(TRANSFERRED)
    assert 20_000 < size < FIRST_PAGE, f"the first page takes {size} bytes"
    context.close()


def run(console):
    console.go("/")
    console.sees(console.cluster)
    console.look("overview")
    first_page_is_small(console)

    console.page.get_by_role("button", name="中文").click()
    expect(console.page.locator("html")).to_have_attribute("lang", "zh-CN")
    console.page.get_by_role("button", name="English").click()
    expect(console.page.locator("html")).to_have_attribute("lang", "en")
    console.page.get_by_role("button", name="Light/dark").click()
    expect(console.page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    console.page.get_by_role("button", name="Light/dark").click()
    expect(console.page.locator("html")).to_have_attribute("data-bs-theme", "light")

    # By the keyboard alone: the first stop leads past the navigation.
    console.go("/clusters")
    console.page.keyboard.press("Tab")
    expect(console.page.get_by_role("link", name="Skip to the content")).to_be_focused()
    console.page.keyboard.press("Enter")
    expect(console.page.locator("main")).to_be_focused()

    console.go("/nowhere")
    console.sees("There is no such page.")

    console.log_out()
    console.look("login")
    console.go("/clusters")
    console.page.get_by_label("User name").fill("admin")
    console.page.get_by_label("Password").fill("wrong")
    console.page.get_by_role("button", name="Log in").click()
    console.sees("wrong")
    console.log_in("admin", console.password)
