// Part of Gantry. Licensed under the Apache License 2.0.
// What every page does in the browser: it keeps its live regions up to date, and a few small comforts.
"use strict";

(() => {
  const body = document.body;

  // MARK: Live regions

  let timer = null;
  let isLoading = false;
  let isStale = false;

  // A region that somebody is typing in, or has opened something in, is left as it is.
  const isBusy = (region) => region.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")
    || region.querySelector(".dropdown-menu.show, dialog[open]") !== null;

  const replace = (region, fresh) => {
    if (!fresh || isBusy(region) || region.innerHTML === fresh.innerHTML) return;
    const open = new Set([...region.querySelectorAll("details[open][id]")].map((details) => details.id));
    const focused = region.contains(document.activeElement) ? document.activeElement.id : "";
    region.innerHTML = fresh.innerHTML;
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (focused) document.getElementById(focused)?.focus();
  };

  const refresh = async () => {
    timer = null;
    if (isLoading) { isStale = true; return; }
    isLoading = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.redirected && new URL(answer.url).pathname !== location.pathname) { location.reload(); return; }
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const region of document.querySelectorAll("[data-live]")) {
          replace(region, page.getElementById(region.id));
        }
        document.dispatchEvent(new CustomEvent("gantry:refreshed"));
      } else if (answer.status >= 500) {
        // A node that didn't answer, perhaps: what changed isn't told again.
        setTimeout(schedule, 3000);
      }
    } catch {
      // The server is away: its return brings the page up to date.
    }
    isLoading = false;
    if (isStale) { isStale = false; schedule(); }
  };

  // Many things happen at once in a deploy: one refresh shows them all.
  const schedule = () => { timer ??= setTimeout(refresh, 250); };

  if (body.dataset.events) {
    const events = new EventSource(body.dataset.events);
    events.onmessage = (message) => {
      document.dispatchEvent(new CustomEvent("gantry:event", { detail: JSON.parse(message.data) }));
      schedule();
    };
    // The first one comes as soon as changes are listened for, and stands for what happened since the page was made,
    // or since the connection broke off.
    events.addEventListener("change", schedule);
    addEventListener("pagehide", () => events.close());
  }

  // MARK: Comforts

  // What is of no use without this.
  for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;

  for (const link of document.querySelectorAll("[data-back]")) {
    link.addEventListener("click", (click) => {
      if (history.length > 1) { click.preventDefault(); history.back(); }
    });
  }

  document.addEventListener("click", async (click) => {
    const button = click.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    const text = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = text; }, 2000);
  });

  // A select that stands for a choice of what the page shows sends its form by itself.
  document.addEventListener("change", (change) => {
    if (change.target.matches("[data-submit]")) change.target.form.requestSubmit();
  });

  // The theme's switch means the other one of what is seen, which only the browser knows while it chooses itself.
  const theme = document.querySelector("[data-theme-switch]");
  if (theme) theme.value = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (submit) => {
    if (submit.target.method !== "post") return;
    if (submit.target.dataset.sent) { submit.preventDefault(); return; }
    submit.target.dataset.sent = "1";
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();
