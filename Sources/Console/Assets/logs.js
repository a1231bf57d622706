// Part of Gantry. Licensed under the Apache License 2.0.
// Follows a log: lines as they come, those that match a filter, with a pause.
"use strict";

(() => {
  const view = document.querySelector("[data-log]");
  if (!view) return;
  // Most lines that are kept in the page.
  const limit = 10000;
  const filter = document.getElementById("log-filter");
  const pause = document.getElementById("log-pause");
  const state = document.getElementById("log-state");
  const waiting = [];
  const known = new Set();
  const colours = new Map();
  let isPaused = false;
  let frame = null;

  const matches = (line) => !filter.value || line.textContent.toLowerCase().includes(filter.value.toLowerCase());

  const element = (line) => {
    const row = document.createElement("div");
    row.className = line.stream === "stderr" ? "line stderr" : "line";
    const time = document.createElement("time");
    time.textContent = line.time.slice(0, 23).replace("T", " ");
    time.dateTime = line.time;
    const name = document.createElement("span");
    if (!colours.has(line.container)) colours.set(line.container, colours.size % 6);
    name.className = `source source-${colours.get(line.container)}`;
    name.textContent = line.container;
    row.append(time, " ", name, " ", line.text);
    return row;
  };

  // Many lines come at once: they are drawn together.
  const draw = () => {
    frame = null;
    if (isPaused) return;
    const isAtEnd = view.scrollHeight - view.scrollTop - view.clientHeight < 40;
    view.querySelector(".nothing")?.remove();
    const rows = waiting.splice(0).map(element);
    for (const row of rows) row.hidden = !matches(row);
    view.append(...rows);
    for (let surplus = view.childElementCount - limit; surplus > 0; surplus -= 1) view.firstElementChild.remove();
    if (isAtEnd) view.scrollTop = view.scrollHeight;
  };

  const nothing = document.createElement("p");
  nothing.className = "nothing text-body-secondary";
  nothing.textContent = view.dataset.empty;
  view.append(nothing);

  const say = () => {
    const key = isPaused ? "paused" : stream.readyState === EventSource.OPEN ? "open" : "cut";
    state.textContent = state.dataset[key];
  };

  const stream = new EventSource(view.dataset.log);
  stream.onopen = say;
  stream.onerror = say;
  stream.onmessage = (message) => {
    // After a connection that broke off, some lines come twice.
    if (known.has(message.data)) return;
    known.add(message.data);
    if (known.size > 2 * limit) known.delete(known.values().next().value);
    waiting.push(JSON.parse(message.data));
    if (waiting.length > limit) waiting.shift();
    frame ??= requestAnimationFrame(draw);
  };
  addEventListener("pagehide", () => stream.close());

  filter.addEventListener("input", () => {
    for (const row of view.querySelectorAll(".line")) row.hidden = !matches(row);
    view.scrollTop = view.scrollHeight;
  });

  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", String(isPaused));
    pause.classList.toggle("active", isPaused);
    say();
    if (!isPaused) draw();
  });
})();
