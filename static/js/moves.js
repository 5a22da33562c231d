// An act that is refused says so beside its form, with everything that was typed still there, the field marked and
// linked. It is every form that sends the version of a row, and those that add and say data-inline; not those that
// come back with their own faults (novalidate) or keep themselves (data-keep). Without scripts a refusal has its page.
(() => {
  "use strict";

  const ACTS = "main form[method=post]:not([novalidate]):not([data-keep])";
  const isMove = (form, button) => form.matches(ACTS) && (form.elements.version || "inline" in form.dataset)
    && (!button?.hasAttribute("formmethod") || button.formMethod === "post");
  const labelOf = (field) => {
    const words = field.labels?.[0]?.textContent || field.getAttribute("aria-label") || field.placeholder || "";
    return words.replace(/\s+/g, " ").trim().replace(/[*：:]$/, "");
  };
  const shownFields = (form) => [...form.elements].filter(
    (field) => field.name && labelOf(field) && field.offsetParent
      && !["hidden", "submit", "button", "checkbox", "radio"].includes(field.type),
  );
  const named = (form, name) => { // the one that the server says, where it is on the page
    const found = name && form.elements[name], field = found instanceof RadioNodeList ? found[0] : found;
    return field?.type !== "hidden" && field?.offsetParent && labelOf(field) ? field : null;
  };
  const fieldOf = (form, sentence, name) => {
    const fields = shownFields(form);
    if (named(form, name)) return named(form, name);
    const said = fields.find((field) => sentence.includes(labelOf(field)));
    const reason = /原因|意见|理由/.test(sentence) && fields.find((field) => field.name === "reason");
    return said || reason || (fields.length === 1 ? fields[0] : null);
  };

  let numbered = 0;
  const clear = (form) => {
    form.previousElementSibling?.matches(".move-refused") && form.previousElementSibling.remove();
    form.querySelectorAll(".is-invalid").forEach((field) => {
      field.classList.remove("is-invalid");
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    });
  };
  const way = (textContent, more) => Object.assign(
    document.createElement("a"), { className: "btn btn-sm btn-outline-secondary", textContent, ...more },
  );
  const tell = (form, sentence, { name = "", since = null, isOvertaken = false, signIn = "" } = {}) => {
    clear(form);
    numbered += 1;
    const box = document.createElement("div"), field = isOvertaken || signIn ? null : fieldOf(form, sentence, name);
    box.className = "callout bad move-refused";
    box.id = `refused-${numbered}`;
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    box.append("没有办理：");
    if (field) {
      field.id = field.id || `field-${numbered}`;
      field.classList.add("is-invalid");
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", box.id);
      field.addEventListener("input", () => clear(form), { once: true });
      box.append(Object.assign(document.createElement("a"), { href: `#${field.id}`, textContent: labelOf(field) }), "：");
    }
    box.append(sentence);
    if (since) box.append(since);
    if (isOvertaken) box.append(" ", way("重新打开本页核对", { href: location.pathname + location.search }));
    if (signIn) box.append(" ", way("在新窗口登录", { href: signIn, target: "_blank", rel: "noopener" }));
    form.before(box);
    form.dispatchEvent(new Event("input", { bubbles: true })); // what is typed there is not saved yet
    (field || box).focus();
    box.scrollIntoView({ block: "nearest" });
  };

  const goTo = (address) => {
    const to = new URL(address, location.href);
    const isHere = to.pathname === location.pathname && to.search === location.search;
    if (!isHere) { location.assign(to.href); return; }
    if (!to.hash) { location.replace(to.href); return; } // from the top, where what was done is said
    history.replaceState(null, "", to.href);
    location.reload();
  };
  // Signed out meanwhile: one signs in beside this page, and the form takes the token of the new session.
  const isSignIn = (address) => /\/login\/$/.test(new URL(address, location.href).pathname);
  const askToSignIn = (form, leads) => {
    form.dataset.renew = "1";
    tell(form, "登录已过期。请先重新登录，再回到本页按一次按钮，填写的内容还在。", { signIn: leads.split("?")[0] });
  };
  const renew = async (form) => {
    const answer = await fetch(location.href), page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (isSignIn(answer.url)) return;
    const token = page.querySelector("main [name=csrfmiddlewaretoken], [name=csrfmiddlewaretoken]");
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
    delete form.dataset.renew;
  };
  const save = async (answer) => { // a paper that the move hands out
    const named = (answer.headers.get("Content-Disposition") || "").split("filename*=UTF-8''")[1] || "";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = decodeURIComponent(named);
    link.click();
  };
  const sent = (form, button) => {
    const body = new FormData(form);
    if (button?.name) body.append(button.name, button.value);
    return body;
  };

  const settle = (form) => {
    delete form.dataset.sending;
    [...form.elements].forEach((one) => one.removeAttribute("aria-busy"));
  };
  // A page that the browser kept as it was left, and shows again.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(settle));

  document.addEventListener("submit", async (event) => {
    const form = event.target, button = event.submitter;
    if (event.defaultPrevented || !isMove(form, button)) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    button?.setAttribute("aria-busy", "true");
    let isLeaving = false; // the form takes no second press while the page it leads to is on its way
    const address = button?.hasAttribute("formaction") ? button.formAction : form.getAttribute("action") || location.href;
    try {
      if (form.dataset.renew) await renew(form);
      const answer = await fetch(address, { method: "POST", body: sent(form, button), headers: { "X-Inline": "1" } });
      const leads = answer.headers.get("X-Location"), isPage = (answer.headers.get("Content-Type") || "").includes("html");
      if (leads && isSignIn(leads)) { askToSignIn(form, leads); return; }
      if (leads) { isLeaving = true; goTo(leads); return; }
      if (answer.ok && !isPage) { await save(answer); return; }
      const text = await answer.text();
      const page = new DOMParser().parseFromString(text, "text/html");
      const said = page.querySelector("[data-refusal]"), isOvertaken = answer.status === 409;
      if (said) {
        const since = page.querySelector("[data-since]"), name = said.dataset.field || "";
        tell(form, said.textContent.trim(), { name, since, isOvertaken });
      } else { // another page: what the act leads to, or the form with its faults
        document.open();
        document.write(text);
        document.close();
      }
    } catch {
      tell(form, "没有收到答复，可能没有办上。请刷新本页核对后再办。");
    } finally {
      if (!isLeaving) settle(form);
      delete form.dataset.seen;
    }
  });
})();
