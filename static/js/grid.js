// A grid typed like a sheet: keys move, a block is pasted, filled down and undone; what is not saved stays on this
// machine until it is. The page is an ordinary form without any of this.
(() => {
  "use strict";

  const form = document.querySelector("form[data-grid]");
  if (!form) return;
  const body = form.querySelector("tbody");
  const restored = form.querySelector("[data-restored]");
  const place = `grid ${form.dataset.grid}`;
  const KEPT_DAYS = 7;
  const NUMBERS = /\d{17}[\dXx]|(?<!\d)1\d{10}(?!\d)/; // numbers of persons do not stay on the machine

  // --- cells -------------------------------------------------------------------------------------------------------

  const CELLS = "tbody input, tbody textarea";
  const isCell = (target) => target.matches?.(CELLS) && form.contains(target);
  const cellsOf = (row) => [...row.querySelectorAll("input, textarea")];
  const at = (cell, down, right) => {
    const row = cell.closest("tr");
    const line = body.rows[row.sectionRowIndex + down];
    return line && cellsOf(line)[cellsOf(row).indexOf(cell) + right];
  };
  const go = (cell) => {
    if (!cell) return;
    cell.focus();
    cell.select();
  };
  const parts = (cell) => /^c-([^-]+)-([^-]+)$/.exec(cell.name).slice(1);

  // --- what the page was shown with --------------------------------------------------------------------------------

  const asShown = form.elements.seen.value;
  let seen = JSON.parse(asShown);
  const shown = (key, column) => (seen.lines[key] || [])[seen.columns.indexOf(column) + 1] || "";
  const text = (cell) => cell.value.replace(/\r\n?/g, "\n").trim();
  const isMine = (cell) => text(cell) !== shown(...parts(cell));
  const mine = () => [...form.querySelectorAll(CELLS)].filter((cell) => !cell.readOnly && isMine(cell));

  // --- undo --------------------------------------------------------------------------------------------------------

  const done = [];
  let before = "";
  let current = null;
  const put = (pairs) => {
    const changed = pairs.filter(([cell, words]) => cell && !cell.readOnly && cell.value !== words);
    if (!changed.length) return;
    done.push(changed.map(([cell]) => [cell, cell.value]));
    changed.forEach(([cell, words]) => { cell.value = words; });
    changed[0][0].dispatchEvent(new Event("input", { bubbles: true }));
    before = document.activeElement.value ?? "";
  };
  const undo = () => {
    const cell = document.activeElement;
    const last = isCell(cell) && cell.value !== before ? [[cell, before]] : done.pop();
    (last || []).forEach(([one, words]) => { one.value = words; });
    if (isCell(cell)) before = cell.value;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  body.addEventListener("focusin", (event) => { before = event.target.value ?? ""; current = event.target; });
  body.addEventListener("focusout", (event) => {
    if (isCell(event.target) && event.target.value !== before) done.push([[event.target, before]]);
  });

  // --- keys --------------------------------------------------------------------------------------------------------

  const step = (event, cell) => {
    const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    const several = cell.value.includes("\n") && !whole;
    switch (event.key) {
      case "Enter": return event.altKey ? null : [event.shiftKey ? -1 : 1, 0];
      case "ArrowUp": return several ? null : [-1, 0];
      case "ArrowDown": return several ? null : [1, 0];
      case "ArrowLeft": return whole || cell.selectionEnd === 0 ? [0, -1] : null;
      case "ArrowRight": return whole || cell.selectionStart === cell.value.length ? [0, 1] : null;
      default: return null;
    }
  };
  body.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!isCell(cell) || event.isComposing) return;
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && (key === "d" || key === "z") && !event.shiftKey) {
      event.preventDefault();
      if (key === "z") undo();
      else put([[cell, at(cell, -1, 0)?.value ?? cell.value]]);
      return;
    }
    if (event.ctrlKey || event.metaKey || (event.altKey && event.key !== "Enter")) return;
    if (event.altKey && cell.tagName === "TEXTAREA") {
      event.preventDefault();
      cell.setRangeText("\n", cell.selectionStart, cell.selectionEnd, "end");
      cell.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    const move = step(event, cell);
    if (!move) {
      if (event.key === "Enter") event.preventDefault(); // no cell sends the form
      return;
    }
    event.preventDefault();
    go(at(cell, ...move));
  });

  // --- a block out of a sheet --------------------------------------------------------------------------------------

  // Cells are parted by tabs, lines by line breaks; a quoted cell may hold both, and quotes twice.
  const parse = (block) => {
    const lines = [[]];
    const pattern = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/g;
    for (const [, quoted, plain, end] of block.matchAll(pattern)) {
      lines[lines.length - 1].push(quoted === undefined ? plain : quoted.replace(/""/g, '"'));
      if (!end) break;
      if (end !== "\t") lines.push([]);
    }
    while (lines.length > 1 && lines[lines.length - 1].join("") === "") lines.pop();
    return lines;
  };
  const fitting = (cell, words) => {
    const tidied = words.replace(/\r\n?/g, "\n").trim();
    return cell && cell.tagName === "TEXTAREA" ? tidied : tidied.replace(/\s*\n\s*/g, " ");
  };
  const addLine = () => {
    const last = body.rows[body.rows.length - 1];
    const number = Number((/^n(\d+)$/.exec(last.dataset.line) || [])[1]);
    if (!number || number >= 500) return;
    const line = last.cloneNode(true);
    line.dataset.line = `n${number + 1}`;
    const title = line.cells[0].querySelector("span");
    line.cells[0].replaceChildren(title);
    title.id = `l-n${number + 1}`;
    title.textContent = Number(title.textContent) + 1;
    cellsOf(line).forEach((cell) => {
      cell.name = cell.name.replace(/^c-n\d+-/, `c-n${number + 1}-`);
      cell.setAttribute("aria-labelledby", cell.getAttribute("aria-labelledby").replace(/^l-n\d+/, title.id));
      cell.value = "";
    });
    body.append(line);
  };
  body.addEventListener("paste", (event) => {
    const cell = event.target;
    if (!isCell(cell)) return;
    const lines = parse(event.clipboardData.getData("text"));
    if (lines.length < 2 && lines[0].length < 2) return;
    event.preventDefault();
    const first = cell.closest("tr").sectionRowIndex;
    while (first + lines.length > body.rows.length) {
      const count = body.rows.length;
      addLine();
      if (body.rows.length === count) break;
    }
    const pairs = lines.flatMap((line, down) => line.map((words, right) => {
      const target = at(cell, down, right);
      return [target, fitting(target, words)];
    }));
    const outside = pairs.filter(([target, words]) => words && (!target || target.readOnly)).length;
    put(pairs);
    tell(outside ? `粘贴的内容中有${outside}格超出了本表或不能填写，没有填入，请核对。` : "");
  });

  // --- buttons -----------------------------------------------------------------------------------------------------

  form.querySelectorAll("[data-fill-down], [data-undo]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the cell keeps the focus
  });
  form.querySelector("[data-undo]")?.addEventListener("click", undo);
  form.querySelector("[data-fill-down]")?.addEventListener("click", () => {
    if (!current || !isCell(current)) return;
    const pairs = [];
    for (let down = 1, cell = at(current, 1, 0); cell; down += 1, cell = at(current, down, 0)) {
      if (!cell.value) pairs.push([cell, current.value]);
    }
    put(pairs);
  });

  // --- what is not saved yet ---------------------------------------------------------------------------------------

  const tell = (words, ...more) => {
    restored.hidden = !words;
    restored.replaceChildren(words, ...more);
  };
  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key) || "null");
    } catch {
      return null;
    }
  };
  const stored = () => read(place);
  const isOld = (draft) => !(Date.now() - draft.at <= KEPT_DAYS * 86400000);
  // Office machines are shared: what somebody else left here when their time ran out goes, and whatever is old.
  const sweep = () => {
    const own = `${place.split(" ", 2).join(" ")} `;
    try {
      Object.keys(localStorage).filter((key) => key.startsWith("grid ")).forEach((key) => {
        if (!key.startsWith(own) || isOld(read(key) || {})) localStorage.removeItem(key);
      });
    } catch {
      // a closed store holds nothing
    }
  };
  const keep = (draft) => {
    try {
      if (draft) localStorage.setItem(place, JSON.stringify(draft));
      else localStorage.removeItem(place);
    } catch {
      // a full or closed store: the page itself still holds everything
    }
  };
  const remember = () => {
    const cells = {};
    const lines = {};
    mine().forEach((cell) => {
      if (NUMBERS.test(cell.value)) return;
      cells[cell.name] = text(cell);
      const [key] = parts(cell);
      lines[key] = seen.lines[key] || [];
    });
    const id = form.elements.draft.value || `${Date.now()}${Math.random().toString(36).slice(2, 8)}`;
    form.elements.draft.value = id;
    keep(Object.keys(cells).length ? { id, at: Date.now(), columns: seen.columns, cells, lines } : null);
  };
  const forget = (cells) => {
    cells.forEach(([cell, words]) => { cell.value = words; });
    form.elements.seen.value = asShown;
    seen = JSON.parse(asShown);
    tell("");
    remember();
  };
  const restore = () => {
    const draft = stored();
    if (!draft) return;
    if (draft.id === form.dataset.done || String(draft.columns) !== String(seen.columns)) {
      keep(null);
      return;
    }
    const found = [];
    const gone = [];
    Object.entries(draft.cells).forEach(([name, words]) => {
      while (/^c-n/.test(name) && !form.elements[name]) {
        const count = body.rows.length;
        addLine();
        if (body.rows.length === count) break;
      }
      const cell = form.elements[name];
      if (!cell || cell.readOnly) { gone.push(words); return; }
      if (isMine(cell) || text(cell) === words) return; // the page brought it itself, or it stands there already
      found.push([cell, cell.value]);
      cell.value = words;
      const [key, column] = parts(cell);
      const then = draft.lines[key];
      if (!then.length || !seen.lines[key]) return;
      const number = seen.columns.indexOf(column) + 1; // what it was typed over then, which may be something else now
      [seen.lines[key][0], seen.lines[key][number]] = [then[0], then[number]];
    });
    form.elements.seen.value = JSON.stringify(seen);
    if (!found.length && !gone.length) return;
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "btn btn-sm btn-outline-secondary";
    drop.textContent = "放弃这些填写";
    drop.addEventListener("click", () => forget(found));
    const lost = gone.length ? `其中${gone.length}格已不能填写：${gone.join("、")}。` : "";
    tell(`已找回您上次没有保存的填写(${found.length}格)，请核对后保存；身份证号、电话不留在本机。${lost} `, drop);
    found.forEach(([cell]) => cell.closest("td").classList.add("found"));
    found[0]?.[0].dispatchEvent(new Event("input", { bubbles: true }));
  };

  form.addEventListener("input", remember);
  form.addEventListener("formdata", ({ formData }) => { // the other cells stand as they were shown
    const sent = new Set(mine().map((cell) => cell.name));
    [...formData.keys()].filter((name) => /^c-/.test(name) && !sent.has(name)).forEach((name) => formData.delete(name));
  });
  if (form.dataset.done && !mine().length) history.replaceState(null, "", location.href.replace(/[?&]done=[^&]*/, ""));
  sweep();
  restore();
  if (mine().length) remember();
})();
