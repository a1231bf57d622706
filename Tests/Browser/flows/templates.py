#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""A template with mistakes and variables: shown at their lines, asked for, kept, and deployed from the library."""

NAME = "consoletemplate"
TEMPLATE = """\
web:
  image: nginx:latest
  environment:
    - GREETING=${GREETING}
  labels:
    aliyun.scale: "1"
"""


def run(console):
    page = console.page
    console.go(f"/clusters/{console.cluster}/new-application")
    console.fill(name=NAME)
    console.write_template("web:\n  image: nginx:latest\n  imge: other\n  build: .\n")
    console.press("Plan")
    console.sees("images are not built here")
    assert page.locator(".problem-note").count() >= 1, "no problem is shown at its line"
    console.look_here("problems")
    assert page.locator('[name="name"]').input_value() == NAME, "what was typed is lost"

    console.write_template(TEMPLATE)
    console.press("Plan")
    console.sees("GREETING")
    console.fill(**{"variable__GREETING": "hello"})
    console.press("Deploy")
    console.sees(f"{NAME}_web_1")
    console.sees("1/1")

    console.go("/templates")
    console.look("templates")
    console.press("Create template")
    console.fill(name="console-kept", description="kept by a flow")
    console.write_template(TEMPLATE)
    console.press("Save")
    console.go("/templates?q=console-kept")
    console.sees("console-kept")
    page.locator("main").get_by_role("link", name="console-kept").click()
    console.look("template")
    console.press("Delete")
    console.look("delete")
    console.press("Delete")
    console.go("/templates?q=console-kept")
    console.sees_not("kept by a flow")
    console.remove_application(NAME)
