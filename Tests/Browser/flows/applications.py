#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""From an image to a routed application: planned, deployed, scaled, moved, traced, stopped and deleted."""

NAME = "consoleapp"


def run(console):
    console.go(f"/clusters/{console.cluster}/applications")
    console.look("applications")
    console.press("Create from image")
    console.look("image-form")
    console.fill(name=NAME, image="nginx:latest", addresses=NAME, routed__port="80", memory="64m")
    console.press("Make the template")
    console.sees("aliyun.routing.port_80")
    console.press("Plan")
    console.sees(f"{NAME}_web_1")
    console.look_here("plan")
    console.press("Deploy")
    console.sees("The application is being deployed")
    console.sees(f"{NAME}_web_1")
    console.sees("1/1")
    console.answers(f"{NAME}.localhost")
    console.look("application")

    # The page follows what others do meanwhile.
    console.page.locator("main").get_by_role("link", name="web", exact=True).first.click()
    console.sees(f"{NAME}_web_1")
    console.fill(count="3")
    console.press("Scale")
    console.sees("3/3")
    console.sees(f"{NAME}_web_3")
    console.look("service")
    # Its address leads there as it stands, with the port of the front door.
    console.page.get_by_role("link", name=f"http://{NAME}.localhost").first.click()
    console.sees_title("Hello")
    console.page.go_back()
    console.press("Reschedule")
    console.sees(f"Reschedule service {NAME}_web?")
    console.look("reschedule")
    console.press("Reschedule")
    console.sees("Containers that have a better place go there.")
    console.sees("3/3")

    console.go(f"/clusters/{console.cluster}/routes")
    console.sees(f"{NAME}.localhost")
    console.look("routes")
    console.fill(url=f"http://{NAME}.localhost/cart")
    console.press("Trace")
    console.sees("Who answers")
    console.sees(f"{NAME}_web_1")
    console.look("trace")
    console.go(f"/clusters/{console.cluster}/services?q={NAME}")
    console.look("services")
    console.go(f"/clusters/{console.cluster}/containers?q={NAME}")
    console.sees(f"{NAME}_web_2")
    console.look("containers")

    console.go(f"/clusters/{console.cluster}/applications/{NAME}")
    console.press("Stop")
    console.sees(f"{NAME}_web_1")
    console.look("stop")
    console.press("Stop")
    console.sees("The application stops.")
    console.sees("stopped")
    console.press("Start")
    console.sees("3/3")

    console.press("Delete")
    console.sees("3 containers are removed")
    console.look("delete")
    console.press("Delete")
    console.sees("The application is being deleted.")
    console.sees_not(f"{NAME} ")
