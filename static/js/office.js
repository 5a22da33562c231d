// Small comforts on top of pages that work without any script.
(() => {
  "use strict";

  const boxes = () => [...document.querySelectorAll('input[name="row"][form="bulk"]')];

  // What was ticked on other pages of the same list stays ticked until it is acted on or cleared.
  const listKey = () => {
    const asked = new URLSearchParams(location.search);
    ["page", "sort", "per_page", "column"].forEach((name) => asked.delete(name));
    return `ticks ${location.pathname}?${asked}`;
  };
  const rowOf = (value) => value.split(":")[0];
  const elsewhere = () => {
    const here = new Set(boxes().map((box) => rowOf(box.value)));
    const kept = JSON.parse(sessionStorage.getItem(listKey()) || "[]");
    return kept.filter((value) => !here.has(rowOf(value)));
  };
  const keepTicks = () => {
    const all = [...elsewhere(), ...boxes().filter((box) => box.checked).map((box) => box.value)];
    if (all.length) sessionStorage.setItem(listKey(), JSON.stringify(all));
    else sessionStorage.removeItem(listKey());
  };
  const forgetTicks = () => {
    sessionStorage.removeItem(listKey());
    boxes().forEach((box) => { box.checked = false; });
  };
  const restoreTicks = () => {
    const kept = new Set(JSON.parse(sessionStorage.getItem(listKey()) || "[]").map(rowOf));
    boxes().forEach((box) => { if (kept.has(rowOf(box.value))) box.checked = true; });
  };
  const sendElsewhere = (others) => {
    document.querySelectorAll("[data-elsewhere]").forEach((box) => box.remove());
    others.forEach((value) => {
      const box = Object.assign(document.createElement("input"), { type: "hidden", name: "row", value });
      box.dataset.elsewhere = "";
      document.querySelector("form#bulk")?.append(box);
    });
  };
  const ticksInWords = (number, others) => {
    if (!number && !others) return "";
    return `已勾选${number + others}行` + (others ? `(其中其他页${others}行)` : "");
  };

  const showTicked = () => {
    const ticked = boxes().filter((box) => box.checked), others = boxes().length ? elsewhere() : [];
    sendElsewhere(others);
    boxes().forEach((box) => box.closest("tr")?.classList.toggle("ticked", box.checked));
    const all = document.querySelector("[data-tick-all]");
    if (all) {
      all.checked = ticked.length > 0 && ticked.length === boxes().length;
      all.indeterminate = ticked.length > 0 && !all.checked;
    }
    document.querySelectorAll("[data-ticked]").forEach((place) => {
      place.textContent = ticksInWords(ticked.length, others.length);
      if (!others.length) return;
      const clear = Object.assign(document.createElement("button"), { type: "button", textContent: "清除勾选" });
      clear.className = "btn btn-link";
      clear.addEventListener("click", () => { forgetTicks(); showTicked(); });
      place.append(" ", clear);
    });
  };

  const addTickAll = () => {
    const head = document.querySelector("table.ledger th.tick");
    if (head && boxes().length && !head.querySelector("input")) {
      const all = document.createElement("input");
      all.type = "checkbox";
      all.dataset.tickAll = "";
      all.title = "勾选本页全部";
      all.setAttribute("aria-label", all.title);
      head.append(all);
    }
    restoreTicks();
    showTicked();
  };

  // The list one came from: its filter stands in the way back, and its rows are leafed through.
  const KEPT_LISTS = 12;
  const keptLists = () => JSON.parse(sessionStorage.getItem("lists") || "[]");
  const keepList = () => {
    const links = [...document.querySelectorAll("#rows table.ledger tbody tr")].map((row) => row.querySelector("td a"));
    const rows = links.filter(Boolean).map((link) => link.pathname);
    if (!rows.length) return;
    const list = { path: location.pathname, url: location.pathname + location.search, rows };
    const others = keptLists().filter((one) => one.path !== list.path).slice(0, KEPT_LISTS - 1);
    sessionStorage.setItem("lists", JSON.stringify([list, ...others]));
  };
  const leaf = (label, rel, address) => {
    const link = Object.assign(document.createElement("a"), { href: address, rel, textContent: label });
    link.className = "btn btn-sm btn-outline-secondary";
    return link;
  };
  const showWayBack = () => {
    const list = keptLists().find((one) => one.rows.includes(location.pathname));
    const actions = document.querySelector(".page-actions");
    if (!list || !actions || document.getElementById("rows")) return;
    document.querySelectorAll(".crumbs a").forEach((link) => {
      if (link.pathname === list.path && !link.search) link.href = list.url;
    });
    const at = list.rows.indexOf(location.pathname), ways = [];
    if (at > 0) ways.push(leaf("上一条", "prev", list.rows[at - 1]));
    if (at + 1 < list.rows.length) ways.push(leaf("下一条", "next", list.rows[at + 1]));
    actions.querySelectorAll('[rel="prev"], [rel="next"]').forEach((link) => link.remove());
    actions.prepend(...ways);
  };

  // The pages of single things that were opened in this window, for the search page. The page of a person is none of them.
  const KEPT_PAGES = 12;
  const keepRecent = () => {
    const place = document.querySelector("[data-recent]");
    const kept = JSON.parse(sessionStorage.getItem("recent") || "[]");
    if (place && kept.length) {
      place.hidden = false;
      kept.forEach(({ url, name, list }) => {
        const item = document.createElement("li");
        item.append(Object.assign(document.createElement("a"), { href: url, textContent: name }));
        item.append(Object.assign(document.createElement("small"), { className: "muted", textContent: ` ${list}` }));
        place.querySelector("ul").append(item);
      });
    }
    const crumb = document.querySelector(".page-title .crumbs a"), title = document.querySelector(".page-title h1");
    if (!crumb || !title || !/\/\d+\/$/.test(location.pathname)) return;
    const page = { url: location.pathname, name: title.textContent.trim(), list: crumb.textContent.trim() };
    const others = kept.filter((one) => one.url !== page.url).slice(0, KEPT_PAGES - 1);
    sessionStorage.setItem("recent", JSON.stringify([page, ...others]));
  };

  const copy = async (button) => {
    const source = document.querySelector(button.dataset.copy) || button.parentElement.querySelector("textarea");
    const label = button.textContent;
    source.select?.();
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    } catch {
      document.execCommand("copy"); // plain-http office networks have no clipboard object
    }
    button.textContent = "已复制";
    setTimeout(() => { button.textContent = label; }, 1500);
  };

  // What cannot be taken back is shown in one piece before it is done.
  const labelOf = (field) => {
    const words = field.labels?.[0]?.textContent || field.getAttribute("aria-label") || field.placeholder || "";
    return words.replace(/\s+/g, " ").trim().replace(/[*：:]$/, "");
  };
  const saidIn = (field) => {
    if (field.tagName === "SELECT") return field.selectedOptions[0]?.textContent.trim() || "";
    if (field.type === "file") return [...field.files].map((file) => file.name).join("、");
    if (["checkbox", "radio"].includes(field.type)) return field.checked ? "是" : "";
    return field.value.trim();
  };
  const summary = (form) => [...form.elements]
    .filter((field) => field.name && !["hidden", "submit", "button", "password"].includes(field.type))
    .map((field) => [labelOf(field), saidIn(field)])
    .filter(([label, said]) => label && said);
  const showFinal = (form, button) => {
    const dialog = document.createElement("dialog");
    dialog.className = "final";
    const add = (tag, words, parent = dialog) => {
      const made = Object.assign(document.createElement(tag), { textContent: words });
      parent.append(made);
      return made;
    };
    add("h2", `${button.textContent.trim()}：${document.querySelector("h1")?.textContent.trim() || ""}`);
    const list = add("dl", "");
    list.tabIndex = 0; // what is longer than the window is scrolled by keys
    summary(form).forEach(([label, said]) => { add("dt", label, list); add("dd", said, list); });
    add("p", button.dataset.final).className = "warn-text";
    const bar = add("div", "");
    bar.className = "form-actions";
    const done = add("button", "确认办理", bar), back = add("button", "返回核对", bar);
    done.className = "btn btn-sm btn-primary";
    back.className = "btn btn-sm btn-outline-secondary";
    done.addEventListener("click", () => { form.dataset.seen = "1"; form.requestSubmit(button); dialog.remove(); });
    back.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  };

  let unsaved = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-guard]")) unsaved = true;
  });
  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (button?.dataset.final && !form.dataset.seen && window.HTMLDialogElement) {
      event.preventDefault();
      event.stopImmediatePropagation();
      showFinal(form, button);
      return;
    }
    unsaved = false;
    if (event.target.action?.endsWith("/logout/")) { // nothing typed stays for the next person
      sessionStorage.clear();
      Object.keys(localStorage).filter((key) => key.startsWith("grid ")).forEach((key) => localStorage.removeItem(key));
    }
    const question = event.submitter?.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
    else if (event.target.id === "bulk" && event.submitter?.formMethod === "post") sessionStorage.removeItem(listKey());
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-all]")) boxes().forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches("[data-tick-all], input[name=row]")) { keepTicks(); showTicked(); }
    if (event.target.matches("[data-submit-on-change]")) event.target.form.submit();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
    const back = event.target.closest("[data-back]");
    if (back && history.length > 1) { event.preventDefault(); history.back(); }
    document.querySelectorAll("details.chooser[open]").forEach((box) => {
      if (!box.contains(event.target)) box.open = false;
    });
  });

  // A file takes its time: the button says so until the answer takes the cookie away, and is not pressed twice.
  const MAKING = "making=1";
  const isMaking = () => document.cookie.split("; ").includes(MAKING);
  const saysAgain = new Map();
  const watch = () => {
    if (isMaking()) { setTimeout(watch, 300); return; }
    saysAgain.forEach((words, button) => { button.innerHTML = words; button.removeAttribute("aria-busy"); });
    saysAgain.clear();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-making]");
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (saysAgain.has(button)) { event.preventDefault(); return; }
    saysAgain.set(button, button.innerHTML);
    button.textContent = "正在生成…";
    button.setAttribute("aria-busy", "true");
    document.cookie = `${MAKING}; path=/; max-age=300; samesite=lax`;
    watch();
  });
  window.addEventListener("pageshow", () => { // the way back from a job or a refusal
    document.cookie = "making=; path=/; max-age=0; samesite=lax";
  });

  // Groups of the menu stay as one left them, as long as the window is open; the group one is in is always open.
  document.querySelectorAll("details[data-remember]").forEach((box) => {
    const kept = sessionStorage.getItem(box.dataset.remember);
    if (kept && !box.querySelector(".here")) box.open = kept === "open";
    box.querySelector("summary").addEventListener("click", () => { // before the group opens or closes
      sessionStorage.setItem(box.dataset.remember, box.open ? "closed" : "open");
    });
  });

  // A part of a page that comes back as another page (signed out, refused) is opened as that page.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, pathInfo } = event.detail;
    const answered = xhr.responseURL && new URL(xhr.responseURL).pathname;
    if (answered && answered !== new URL(pathInfo.requestPath, location.href).pathname) {
      event.preventDefault();
      location.assign(xhr.responseURL);
    }
  });
  document.addEventListener("htmx:responseError", (event) => location.assign(event.detail.pathInfo.finalRequestPath));
  // Who uses no mouse must be able to scroll what does not fit: such a box takes the keys.
  const reachByKeys = () => document.querySelectorAll(".table-box:not([tabindex])").forEach((box) => {
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
  });
  window.addEventListener("resize", reachByKeys);
  const arrive = () => { addTickAll(); keepList(); reachByKeys(); };
  document.addEventListener("htmx:afterSettle", arrive);
  document.addEventListener("DOMContentLoaded", () => { arrive(); showWayBack(); keepRecent(); });
})();
