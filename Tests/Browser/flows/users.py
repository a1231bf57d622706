#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Users, keys and the audit log; and what a user who may only read sees."""

NAME = "consolereader"
PASSWORD = "a long pass phrase"


def run(console):
    console.go("/users")
    console.look("users")
    console.press("Create user")
    console.fill(name=NAME, password=PASSWORD, role="read-only")
    console.press("Create user")
    console.go("/users")
    console.sees(NAME)
    console.go("/keys")
    console.press("Create access key")
    console.sees("Secret")
    console.look_here("key")
    console.go(f"/audit?user=admin")
    console.sees("admin")
    console.look("audit")
    console.go("/settings")
    console.look("settings")

    console.log_out()
    console.log_in(NAME, PASSWORD)
    console.go(f"/clusters/{console.cluster}/new-application")
    console.fill(name="x")
    console.write_template("web:\n  image: nginx\n")
    console.press("Deploy")
    console.sees("isn't allowed it")
    console.look_here("refused")
    console.log_out()
    console.log_in("admin", console.password)
    console.go(f"/users/{NAME}/delete")
    console.press("Delete")
    console.go("/users")
    console.sees_not(NAME)
