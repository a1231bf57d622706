#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""A browser at the console, as flows use it: it logs in, keeps screenshots, and fails for whatever a page does wrong."""

import contextlib
import pathlib
import re
import time
import urllib.request

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
#: Findings of axe-core that no page may have.
GRAVE = {"serious", "critical"}
#: Each page is kept as these see it: size, language, colours.
LOOKS = (
    ("desktop", DESKTOP, "en", "light"),
    ("desktop-dark-zh", DESKTOP, "zh", "dark"),
    ("phone", PHONE, "en", "light"),
    ("phone-dark-zh", PHONE, "zh", "dark"),
)
#: How long a page may take to show what was done, in ms: deploys on a busy machine among it.
PATIENCE = 90_000

expect.set_options(timeout=PATIENCE)


class Failed(Exception):
    """What a page did wrong."""


class Browser:
    """A logged-in browser."""

    def __init__(self, page, url, flow, screenshots):
        self.page = page
        self.url = url
        self.flow = flow
        self.screenshots = pathlib.Path(screenshots)
        self.axe = Axe()
        self.mistakes = []
        self.shots = 0
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: self.mistakes.append(f"script: {error}"))
        page.on("console", self._note)

    def _note(self, message):
        # Refusals that a flow brings about are told here as well, as failures to load.
        if message.type == "error" and "status of 4" not in message.text:
            self.mistakes.append(f"browser's console: {message.text}")

    # MARK: Going about

    def go(self, path):
        """Opens a page of the console."""
        self.page.goto(f"{self.url}/console{path}")

    def log_in(self, user, password):
        self.go("/login")
        self.page.get_by_label("User name").fill(user)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.get_by_role("link", name="Overview")).to_be_visible()

    def press(self, name):
        """Presses the button, or follows the link, of this name in the page's content."""
        content = self.page.locator("main")
        content.get_by_role("button", name=name, exact=True).or_(content.get_by_role("link", name=name, exact=True)).first.click()

    def fill(self, **fields):
        """Fills fields of a form by their names."""
        for name, value in fields.items():
            field = self.page.locator(f'main [name="{name.replace("__", "-")}"]').first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            elif field.get_attribute("type") == "checkbox":
                field.set_checked(value)
            else:
                field.fill(value)

    def sees(self, text):
        """Waits until the page's content says something."""
        expect(self.page.locator("main")).to_contain_text(text)

    def sees_title(self, title):
        """Whether a page has come that need not be the console's."""
        expect(self.page).to_have_title(title)

    def sees_not(self, text):
        """Waits until the page's content doesn't say something any more."""
        expect(self.page.locator("main")).not_to_contain_text(text)

    def write_template(self, text):
        """Replaces what is in the editor, or in the field that it is without scripts."""
        self.page.evaluate(
            """text => {
                const editor = document.querySelector(".CodeMirror")?.CodeMirror;
                if (editor) editor.setValue(text);
                else document.querySelector('main [name="template"]').value = text;
            }""",
            text,
        )

    def fetch(self, link):
        """What a link to a file leads to: a download itself needs a certificate that the browser trusts."""
        answer = self.page.request.get(f"{self.url}{link.first.get_attribute('href')}")
        if not answer.ok:
            raise Failed(f"{answer.url}: {answer.status}")
        return answer

    def log_out(self):
        self.page.get_by_role("banner").locator("[data-bs-toggle=dropdown]").click()
        self.page.get_by_role("button", name="Log out").click()
        expect(self.page.get_by_label("Password")).to_be_visible()

    def remove_application(self, name):
        self.go(f"/clusters/{self.cluster}/applications/{name}/delete")
        self.press("Delete")
        self.sees("The application is being deleted.")

    def answers(self, host):
        """Waits until the front door answers for a host."""
        end = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < end:
            request = urllib.request.Request(self.front_door, headers={"Host": host})
            try:
                if urllib.request.urlopen(request, timeout=5).status == 200:
                    return
            except OSError:
                self.page.wait_for_timeout(200)
        raise Failed(f"{host}: isn't answered")

    # MARK: Looking

    def look_here(self, name):
        """Keeps the page as it is, where loading it again would lose what is on it, and checks it."""
        self.shots += 1
        for look, size in (("desktop", DESKTOP), ("phone", PHONE)):
            self.page.set_viewport_size(size)
            self._keep(f"{self.flow}-{self.shots:02}-{name}-{look}")
            self._check(f"{name} ({look})")
        self.page.set_viewport_size(DESKTOP)

    def look(self, name, is_ready=lambda: None):
        """Keeps the page in each size, language and theme, and checks each for what people can't use.

        `is_ready` waits for what comes after the page itself.
        """
        self.shots += 1
        address = self.page.url
        for look, size, language, theme in LOOKS:
            self._set(size, language, theme)
            self.page.goto(address)
            is_ready()
            self._keep(f"{self.flow}-{self.shots:02}-{name}-{look}")
            self._check(f"{name} ({look})")
        self._set(DESKTOP, "en", "light")
        self.page.goto(address)

    def _set(self, size, language, theme):
        self.page.set_viewport_size(size)
        self.page.context.add_cookies([
            {"name": "gantry-language", "value": language, "url": self.url},
            {"name": "gantry-theme", "value": theme, "url": self.url},
        ])

    def _keep(self, name):
        self.screenshots.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.screenshots / f"{name}.png", full_page=True)

    def _check(self, where):
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.mistakes.append(f"{where}: the page is {wide} px wider than the window")
        for finding in self.axe.run(self.page).response["violations"]:
            if finding["impact"] in GRAVE:
                nodes = "; ".join(node["html"][:200] for node in finding["nodes"][:3])
                self.mistakes.append(f"{where}: {finding['help']} ({finding['id']}): {nodes}")

    def finish(self):
        """Fails for what pages did wrong on the way."""
        if self.mistakes:
            raise Failed("\n".join(dict.fromkeys(self.mistakes)))


@contextlib.contextmanager
def browser(url, flow, screenshots):
    """A browser of its own for a flow; when the flow fails, what it saw last is kept."""
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = program.new_context(viewport=DESKTOP, locale="en-US", ignore_https_errors=True)
        console = Browser(context.new_page(), re.sub("/$", "", url), flow, screenshots)
        try:
            yield console
            console.finish()
        except BaseException:
            console._keep(f"{flow}-failed")
            raise
        finally:
            program.close()
