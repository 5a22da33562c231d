// Keeps what is typed into minutes: on the server after a moment's calm, in this window at once. The page works without.
(() => {
  "use strict";

  const form = document.getElementById("minutes-form");
  if (!form) return;
  const CALM = 3000, AGAIN = 15000;
  const status = document.getElementById("minutes-status");
  const restored = document.getElementById("minutes-restored");
  const list = document.getElementById("minutes-lines");
  const place = `minutes ${form.dataset.minutes}`;
  let timer = 0, unsent = false;

  const count = form.elements.lines;
  const version = () => form.elements.version.value;
  const masked = (text) => text.replace(/\d{15,18}[Xx]?/g, "（号码）").replace(/(?<!\d)\d{11}(?!\d)/g, "（号码）");
  const fields = () => [...form.elements].filter((field) => /^(title|distribution|signer|line-\d+-\w+)$/.test(field.name));

  const remember = (extra = {}) => {
    const values = {};
    fields().forEach((field) => { if (field.value) values[field.name] = masked(field.value); });
    const kept = { version: version(), at: Date.now() / 1000, lines: count.value, values, ...extra };
    sessionStorage.setItem(place, JSON.stringify(kept));
  };

  const addLine = () => {
    const number = Number(count.value);
    const source = document.getElementById("minutes-line").innerHTML.replaceAll("line-__-", `line-${number}-`);
    list.insertAdjacentHTML("beforeend", source);
    count.value = number + 1;
    return list.lastElementChild;
  };

  const send = async () => {
    clearTimeout(timer);
    if (!unsent) return;
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body: new FormData(form), redirect: "error" });
      const told = answer.ok ? await answer.json() : null;
      unsent = !told;
      status.textContent = told ? told.saved : "没有自动保存成功，内容暂存在本窗口，请复制后刷新页面再试。";
    } catch {
      status.textContent = "网络中断，内容已暂存在本窗口，恢复后自动保存。";
    }
    if (unsent) timer = setTimeout(send, AGAIN);
  };

  const show = (words, text = "") => {
    restored.hidden = false;
    restored.textContent = words;
    if (!text) return;
    const box = document.createElement("textarea");
    box.className = "form-control form-control-sm mt-2";
    box.rows = 8;
    box.readOnly = true;
    box.value = text;
    restored.append(box);
  };

  const restore = () => {
    let kept;
    try {
      kept = JSON.parse(sessionStorage.getItem(place) || "null");
    } catch {
      kept = null;
    }
    if (!kept) return;
    if (kept.version !== version()) {
      if (!kept.submitted) {
        const texts = Object.entries(kept.values).filter(([name]) => name.endsWith("-text")).map(([, value]) => value);
        show("这份纪要已有人保存了新的内容，下面表格中是新的内容；您在本窗口写的没有丢失：", texts.join("\n"));
      } else {
        sessionStorage.removeItem(place);
      }
      return;
    }
    if (Number(form.dataset.keptAt || 0) > kept.at) return; // the server has it as it was later
    while (Number(count.value) < Number(kept.lines) && Number(count.value) < 200) addLine();
    let changed = false;
    fields().forEach((field) => {
      const value = kept.values[field.name] || "";
      if (field.type === "hidden" || masked(field.value) === value) return;
      field.value = value;
      changed = true;
    });
    if (changed) {
      show("已恢复本窗口暂存、还没有保存的内容；身份证号、电话不暂存，请重新填写。");
      unsent = true;
      timer = setTimeout(send, CALM);
    }
  };

  form.addEventListener("input", () => {
    unsent = true;
    remember();
    status.textContent = "正在输入……";
    clearTimeout(timer);
    timer = setTimeout(send, CALM);
  });
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-more]")) return;
    event.preventDefault();
    addLine().querySelector("textarea").focus();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    remember({ submitted: true });
  });
  window.addEventListener("online", send);
  restore();
})();
