#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""A load balancer with a certificate and listeners, and what becomes of it."""

NAME = "consolebalancer"


def run(console):
    console.go("/load-balancers")
    console.look("load-balancers")
    console.press("Create load balancer")
    console.fill(name=NAME)
    console.look("form")
    console.fill(name=NAME)
    console.press("Create load balancer")
    console.sees(NAME)
    console.press("Issue certificate")
    console.fill(domains="console.example.com", days="90")
    console.press("Issue certificate")
    console.sees("console.example.com")
    console.press("Add listener")
    console.fill(port="8099", scheme="https")
    console.press("Add listener")
    console.sees("8099")
    console.look("load-balancer")
    console.go(f"/load-balancers/{NAME}/listeners/8099/delete")
    console.sees("Port 8099 answers no more.")
    console.look("remove-listener")
    console.press("Remove")
    console.sees("The listener is removed.")
    # The certificate's is the only such button that is left.
    console.press("Remove")
    console.sees("Remove certificate console.example.com?")
    console.look("remove-certificate")
    console.press("Remove")
    console.sees("The certificate is removed.")
    console.sees_not("90 days left")

    console.press("Delete")
    console.press("Delete")
    console.sees("The load balancer is deleted.")
