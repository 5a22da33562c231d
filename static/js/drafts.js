// Keeps what is typed into a form in this window until it is saved: a session that ends takes nothing along.
// Personal numbers and files are never kept; signing out empties the window's memory. The page works without.
(() => {
  "use strict";

  const form = document.querySelector("form[data-draft]");
  const place = `draft ${location.pathname}`;
  const masked = (text) => text.replace(/\d{15,18}[Xx]?/g, "（号码）").replace(/(?<!\d)\d{11}(?!\d)/g, "（号码）");
  const UNKEPT = /csrf|token|password|^version$|id_number|phone/;
  const fields = () => [...form.elements].filter(
    (field) => field.name && !UNKEPT.test(field.name) && !["hidden", "file", "password", "submit"].includes(field.type),
  );
  const valueOf = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : masked(field.value));
  const keyOf = (field) => (["checkbox", "radio"].includes(field.type) ? `${field.name}=${field.value}` : field.name);
  const version = () => form.elements.version?.value ?? "";
  const read = (key) => {
    try {
      return JSON.parse(sessionStorage.getItem(key) || "null");
    } catch {
      return null;
    }
  };

  // The page that asks to sign in, or that says the page was out of date: what was sent last was not taken.
  const gone = document.querySelector("form input[name=next]") && document.body.classList.contains("sign-in");
  if (gone || document.querySelector("[data-not-taken]")) {
    Object.keys(sessionStorage).filter((key) => key.startsWith("draft ")).forEach((key) => {
      const kept = read(key);
      if (kept) sessionStorage.setItem(key, JSON.stringify({ ...kept, sent: false }));
    });
  }
  if (!form) return;

  // A refusal shows what was typed, not what is stored; what stands on the page anyhow (data-standing) is none.
  const refused = document.querySelector('main .callout.bad[role="alert"]:not([data-standing])');
  const asGiven = refused ? {} : Object.fromEntries(fields().map((field) => [keyOf(field), valueOf(field)]));
  const keep = (sent) => {
    const values = Object.fromEntries(fields().map((field) => [keyOf(field), valueOf(field)]));
    const changed = Object.entries(values).filter(([key, value]) => asGiven[key] !== value);
    if (!changed.length && !sent) { sessionStorage.removeItem(place); return; }
    sessionStorage.setItem(place, JSON.stringify({ version: version(), sent, values: Object.fromEntries(changed) }));
  };

  const tell = (words, action) => {
    const box = document.createElement("div");
    box.className = "callout warn";
    box.setAttribute("role", "status");
    box.append(words, " ");
    if (action) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: "不要，恢复原样" });
      button.className = "btn btn-link";
      button.addEventListener("click", action);
      box.append(button);
    }
    form.before(box);
  };

  const restore = () => {
    const kept = read(place);
    if (!kept) return;
    if (kept.sent || refused || kept.version !== version()) {
      sessionStorage.removeItem(place);
      if (!kept.sent && kept.version !== version()) tell("本窗口暂存的内容与现在的版本不同，没有恢复，请核对后重新填写。");
      return;
    }
    const missing = fields().filter((field) => keyOf(field) in kept.values);
    missing.forEach((field) => {
      const value = kept.values[keyOf(field)];
      if (typeof value === "boolean") field.checked = value;
      else field.value = value;
    });
    if (missing.length) {
      tell("已恢复本窗口暂存、还没有保存的内容；身份证号、电话和文件不暂存，请重新填写。", () => {
        sessionStorage.removeItem(place);
        location.reload();
      });
    }
  };

  form.addEventListener("input", () => keep(false));
  form.addEventListener("change", () => keep(false));
  form.addEventListener("submit", () => keep(true));
  restore();
})();
