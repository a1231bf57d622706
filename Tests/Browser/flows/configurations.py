#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Values apart from templates: made, used, changed with a warning, and not deleted while they are in use."""

NAME = "consolevalues"
APPLICATION = "consoleconfigured"
TEMPLATE = """\
web:
  image: busybox:latest
  command: sleep 1000
  labels:
    aliyun.scale: $size
"""


def run(console):
    page = console.page
    console.go(f"/clusters/{console.cluster}/configurations")
    console.look("configurations")
    console.press("Create configuration item")
    console.press("Edit as text")
    console.fill(name=NAME, text="size=1\n")
    console.press("Save")
    console.sees(NAME)

    console.go(f"/clusters/{console.cluster}/new-application")
    console.fill(name=APPLICATION)
    console.write_template(TEMPLATE)
    page.get_by_label(NAME).check()
    console.press("Deploy")
    console.sees("1/1")
    console.go(f"/clusters/{console.cluster}/configurations/{NAME}")
    console.sees(APPLICATION)
    console.look("configuration")
    console.press("Delete")
    console.look("delete")
    console.press("Delete")
    console.sees(APPLICATION)
    console.remove_application(APPLICATION)
    console.go(f"/clusters/{console.cluster}/configurations/{NAME}/delete")
    console.press("Delete")
    console.go(f"/clusters/{console.cluster}/configurations")
    console.sees_not(NAME)
