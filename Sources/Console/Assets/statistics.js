// Part of Gantry. Licensed under the Apache License 2.0.
// Draws what a container uses, as it goes on.
"use strict";

(() => {
  const place = document.querySelector("[data-statistics]");
  if (!place) return;
  // How many samples a line has: about one each second.
  const length = 120;
  const lines = { cpu: [[]], memory: [[]], network: [[], []], disk: [[], []] };
  let last = null;

  const bytes = (count) => {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let unit = 0;
    while (count >= 1024 && unit < units.length - 1) { count /= 1024; unit += 1; }
    return `${count < 10 && unit > 0 ? count.toFixed(1) : Math.round(count)} ${units[unit]}`;
  };

  const show = (name, text) => { place.querySelector(`[data-value="${name}"]`).textContent = text; };

  const add = (name, values, least) => {
    values.forEach((value, index) => {
      lines[name][index].push(value);
      if (lines[name][index].length > length) lines[name][index].shift();
    });
    const chart = place.querySelector(`[data-chart="${name}"]`);
    const top = Math.max(least, ...lines[name].flat()) * 1.1;
    chart.replaceChildren(...lines[name].map((samples, index) => {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
      line.setAttribute("class", `line-${index}`);
      line.setAttribute("points", samples.map((value, at) => {
        const x = 300 * (at + length - samples.length) / (length - 1);
        return `${x.toFixed(1)},${(59 - 58 * value / top).toFixed(1)}`;
      }).join(" "));
      return line;
    }));
  };

  const stream = new EventSource(place.dataset.statistics);
  stream.onmessage = (message) => {
    const now = JSON.parse(message.data);
    show("cpu", `${now.cpu.toFixed(1)} %`);
    add("cpu", [now.cpu], 1);
    show("memory", now.memoryLimit ? `${bytes(now.memory)} / ${bytes(now.memoryLimit)}` : bytes(now.memory));
    add("memory", [now.memory], 1024);
    document.getElementById("statistics-processes").textContent = now.processes;
    if (last) {
      const seconds = Math.max(0.1, (Date.parse(now.time) - Date.parse(last.time)) / 1000);
      const rate = (name) => Math.max(0, (now[name] - last[name]) / seconds);
      for (const [name, first, second] of [["network", "received", "sent"], ["disk", "read", "written"]]) {
        show(name, `${bytes(rate(first))}, ${bytes(rate(second))}`);
        add(name, [rate(first), rate(second)], 1024);
      }
    }
    last = now;
  };
  addEventListener("pagehide", () => stream.close());
})();
