// Part of Gantry. Licensed under the Apache License 2.0.
// Makes text areas for templates editors, with what is wrong at its line, and reads files into them.
"use strict";

(() => {
  const edit = (area) => {
    const editor = CodeMirror.fromTextArea(area, {
      mode: area.dataset.editor === "json" ? null : "yaml",
      lineNumbers: true,
      indentUnit: 2,
      tabSize: 2,
      viewportMargin: Infinity,
      gutters: ["problems", "CodeMirror-linenumbers"],
      readOnly: area.readOnly,
      extraKeys: {
        // Tab leaves the editor, as in any field: indent with Ctrl and a bracket.
        Tab: false,
        "Shift-Tab": false,
        "Ctrl-]": "indentMore",
        "Ctrl-[": "indentLess",
      },
    });
    const input = editor.getInputField();
    input.setAttribute("aria-label", document.querySelector(`label[for="${area.id}"]`)?.textContent ?? "");
    if (area.getAttribute("aria-describedby")) input.setAttribute("aria-describedby", area.getAttribute("aria-describedby"));

    const problems = JSON.parse(area.dataset.problems || "[]").filter((problem) => problem.line > 0);
    const lines = Map.groupBy ? Map.groupBy(problems, (problem) => problem.line) : problems.reduce(
      (map, problem) => map.set(problem.line, [...(map.get(problem.line) ?? []), problem]), new Map());
    for (const [line, found] of lines) {
      const handle = editor.getLineHandle(line - 1);
      if (!handle) continue;
      const isError = found.some((problem) => problem.severity === "error");
      const mark = document.createElement("span");
      mark.className = isError ? "problem-mark" : "problem-mark warning";
      mark.textContent = isError ? "✕" : "!";
      mark.title = found.map((problem) => problem.message).join("\n");
      mark.setAttribute("role", "img");
      mark.setAttribute("aria-label", mark.title);
      editor.setGutterMarker(handle, "problems", mark);
      editor.addLineClass(handle, "background", isError ? "problem-line" : "problem-line-warning");
      const note = document.createElement("div");
      note.className = "problem-note";
      note.textContent = mark.title;
      editor.addLineWidget(handle, note);
    }
    if (problems.length) editor.scrollIntoView({ line: problems[0].line - 1, ch: 0 }, 80);

    return editor;
  };

  const editors = [...document.querySelectorAll("textarea[data-editor]")].map(edit);
  for (const chooser of document.querySelectorAll("input[data-reads-into]")) {
    chooser.addEventListener("change", async () => {
      if (!chooser.files.length) return;
      const text = await chooser.files[0].text();
      const area = chooser.form.elements[chooser.dataset.readsInto];
      const editor = editors.find((editor) => editor.getTextArea() === area);
      if (editor) editor.setValue(text);
      else area.value = text;
    });
  }
})();
