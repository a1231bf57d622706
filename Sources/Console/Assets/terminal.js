// Part of Gantry. Licensed under the Apache License 2.0.
// A terminal in a container. Each message to the server begins with a byte: 0 before what is typed, 1 before the size
// (columns and rows, two bytes each); what comes from it is what the terminal shows.
"use strict";

(() => {
  const place = document.querySelector("[data-terminal]");
  if (!place) return;
  const state = document.getElementById("terminal-state");
  Terminal.applyAddon(fit);
  const terminal = new Terminal({ cursorBlink: true, fontSize: 14 });
  terminal.open(place);
  terminal.textarea.setAttribute("aria-label", place.getAttribute("aria-label") ?? document.title);

  const socket = new WebSocket(new URL(place.dataset.terminal, location.href.replace(/^http/, "ws")), "gantry.terminal");
  socket.binaryType = "arraybuffer";
  const encoder = new TextEncoder();
  // What one message ends with may be half a character.
  const decoder = new TextDecoder();

  const send = (kind, bytes) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    const message = new Uint8Array(bytes.length + 1);
    message[0] = kind;
    message.set(bytes, 1);
    socket.send(message);
  };

  const resize = () => {
    terminal.fit();
    const { cols, rows } = terminal;
    send(1, new Uint8Array([cols >> 8, cols & 255, rows >> 8, rows & 255]));
  };

  terminal.on("data", (text) => send(0, encoder.encode(text)));
  socket.onopen = () => {
    state.textContent = state.dataset.open;
    resize();
    terminal.focus();
  };
  // What the terminal draws is a picture: its text is there for those who don't see it.
  const text = document.getElementById("terminal-text");
  const say = () => {
    saying = null;
    const rows = [];
    for (let row = 0; row < terminal.rows; row += 1) {
      rows.push(terminal.buffer.translateBufferLineToString(terminal.buffer.ydisp + row, true));
    }
    text.textContent = rows.join("\n").trimEnd();
  };
  let saying = null;

  socket.onmessage = (message) => {
    terminal.write(decoder.decode(message.data, { stream: true }));
    saying ??= setTimeout(say, 250);
  };
  socket.onclose = (close) => {
    state.textContent = close.reason || state.dataset.closed;
    terminal.setOption("cursorBlink", false);
    terminal.blur();
  };

  let timer = null;
  addEventListener("resize", () => { clearTimeout(timer); timer = setTimeout(resize, 100); });
})();
