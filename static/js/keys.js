// The page by keyboard alone: single keys lead where one goes all day, "?" says which; all can be switched off.
(() => {
  "use strict";

  const OFF = "keys off";
  const isOff = () => localStorage.getItem(OFF) === "1";
  const first = (selector, words) =>
    [...document.querySelectorAll(selector)].find((one) => !words || words.test(one.textContent.trim()));
  const go = (link) => { if (link) link.click(); };
  const into = (field) => { if (field) { field.focus(); if (field.select) field.select(); } };
  const rows = () => [...document.querySelectorAll("main table.ledger tbody tr")]
    .map((row) => row.querySelector("td a, th a") || row.querySelector("td input:not([type=hidden]), td button"))
    .filter(Boolean);
  const intoMenu = () => {
    const menu = document.querySelector(".side");
    if (!menu) return;
    document.getElementById("menu-open").checked = true; // on a narrow screen it is folded
    into(menu.querySelector("a.here") || menu.querySelector("a, summary"));
  };

  // Key, what it does, how it is told. Two letters are typed one after the other.
  const KEYS = [
    ["/", () => into(document.querySelector("[data-find]")), "查找村、人员、文号、会议"],
    ["g h", () => go(document.querySelector("a.brand")), "回工作台首页"],
    ["g t", () => go(document.querySelector("a.bar-inbox")), "到待办与通知"],
    ["g v", () => go(first('.side a[href="/villages/"]')), "到村（社区）名册"],
    ["m", intoMenu, "到左侧菜单"],
    ["u", () => go([...document.querySelectorAll(".crumbs a")].pop()), "回上一级"],
    ["f", () => into(document.querySelector("#filters input:not([type=hidden]), #filters select")), "到查询条件"],
    ["r", () => into(rows()[0]), "到列表第一行，再按 ↑ ↓ 换行，回车打开"],
    ["j", () => go(document.querySelector('main [rel="next"]')), "下一条、下一页"],
    ["k", () => go(document.querySelector('main [rel="prev"]')), "上一条、上一页"],
    ["n", () => go(first(".page-actions a", /^新增/)), "新增"],
    ["e", () => go(first(".page-actions a", /^(修改|填报)/)), "修改"],
    ["i", () => go(first(".page-actions a", /^导入/)), "导入"],
    ["p", () => go(first(".page-actions a, .page-actions button, .strip button", /^打印/)), "打印"],
    ["c", () => into(first("main form .form-control, main form .form-select")), "到表单第一栏"],
  ];
  const TOLD = [
    ...KEYS.map(([key, , words]) => [key, words]),
    ["Ctrl + 回车", "提交所在的表单"],
    ["Tab / Shift + Tab", "下一处、上一处"],
    ["Esc", "关闭弹出的窗口"],
    ["?", "显示本表"],
  ];

  const add = (parent, tag, words, properties) => {
    const made = Object.assign(document.createElement(tag), { textContent: words }, properties);
    parent.append(made);
    return made;
  };
  const show = () => {
    if (!window.HTMLDialogElement || document.querySelector("dialog[open]")) return;
    const dialog = add(document.body, "dialog", "", { className: "final" });
    add(dialog, "h2", "键盘快捷键", { id: "keys-title" });
    dialog.setAttribute("aria-labelledby", "keys-title");
    const list = add(dialog, "dl", "", { tabIndex: 0 });
    TOLD.forEach(([key, words]) => {
      add(add(list, "dt", ""), "kbd", key);
      add(list, "dd", words);
    });
    const label = add(dialog, "label", "");
    const box = add(label, "input", "", { type: "checkbox", checked: isOff() });
    label.append(" 停用单键快捷键（“?”除外）");
    box.addEventListener("change", () => {
      if (box.checked) localStorage.setItem(OFF, "1");
      else localStorage.removeItem(OFF);
    });
    const bar = add(dialog, "div", "", { className: "form-actions" });
    add(bar, "button", "关闭", { className: "btn btn-sm btn-primary", type: "button", autofocus: true })
      .addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    dialog.showModal();
  };

  // ↑ and ↓ go from row to row of the list one is in.
  const alongRows = (event) => {
    const row = event.target.closest("main table.ledger:not(.typed) tbody tr");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!row || !step || event.target.closest("select, textarea")) return false;
    const all = rows(), at = all.findIndex((one) => row.contains(one));
    if (at < 0 || !all[at + step]) return false;
    into(all[at + step]);
    return true;
  };

  let before = "";
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      const form = event.target.closest("form");
      const button = form && (form.querySelector(".btn-primary") || form.querySelector("button"));
      if (button) { event.preventDefault(); button.click(); }
      return;
    }
    const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "?") { event.preventDefault(); show(); return; }
    if (isOff()) return;
    if (alongRows(event)) { event.preventDefault(); return; }
    const found = KEYS.find(([key]) => key === `${before} ${event.key}`.trim()) || KEYS.find(([key]) => key === event.key);
    before = event.key === "g" ? "g" : "";
    if (!found) return;
    event.preventDefault();
    found[1]();
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-keys]")) show(); });
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-keys]").forEach((button) => { button.hidden = !window.HTMLDialogElement; });
  });
})();
