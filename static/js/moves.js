// A move that is refused says so beside its form, with everything that was typed still there, the field marked and
// linked. Forms say data-inline that they carry one move on a version of a row; without scripts a refusal has its page.
(() => {
  "use strict";

  const isMove = (form) => form.matches("form[data-inline]:not([data-plain])") && form.elements.version;
  const labelOf = (field) => {
    const words = field.labels?.[0]?.textContent || field.getAttribute("aria-label") || field.placeholder || "";
    return words.replace(/\s+/g, " ").trim().replace(/[*：:]$/, "");
  };
  const shownFields = (form) => [...form.elements].filter(
    (field) => field.name && labelOf(field) && field.offsetParent
      && !["hidden", "submit", "button", "checkbox", "radio"].includes(field.type),
  );
  const fieldOf = (form, sentence) => {
    const fields = shownFields(form);
    const named = fields.find((field) => sentence.includes(labelOf(field)));
    const reason = /原因|意见|理由/.test(sentence) && fields.find((field) => field.name === "reason");
    return named || reason || (fields.length === 1 ? fields[0] : null);
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
  const tell = (form, sentence) => {
    clear(form);
    numbered += 1;
    const box = document.createElement("div"), field = fieldOf(form, sentence);
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
    form.before(box);
    (field || box).focus();
    box.scrollIntoView({ block: "nearest" });
  };

  const goTo = (address) => {
    const to = new URL(address, location.href);
    const isHere = to.pathname === location.pathname && to.search === location.search;
    if (!isHere) { location.assign(to.href); return; }
    if (to.hash) history.replaceState(null, "", to.href);
    location.reload();
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

  document.addEventListener("submit", async (event) => {
    const form = event.target, button = event.submitter;
    if (event.defaultPrevented || !isMove(form)) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    const address = button?.hasAttribute("formaction") ? button.formAction : form.getAttribute("action") || location.href;
    try {
      const answer = await fetch(address, { method: "POST", body: sent(form, button), headers: { "X-Inline": "1" } });
      const leads = answer.headers.get("X-Location"), isPage = (answer.headers.get("Content-Type") || "").includes("html");
      if (leads) { goTo(leads); return; }
      if (answer.ok && !isPage) { await save(answer); return; }
      const text = await answer.text();
      const page = new DOMParser().parseFromString(text, "text/html");
      const sentence = answer.status === 422 && page.querySelector("[data-refusal]");
      if (sentence) {
        tell(form, sentence.textContent.trim());
      } else if (answer.ok) {
        document.open();
        document.write(text);
        document.close();
      } else { // not done, and more to say than a sentence: its page says it
        form.dataset.plain = "1";
        form.requestSubmit(button);
      }
    } catch {
      tell(form, "没有收到答复，可能没有办上。请刷新本页核对后再办。");
    } finally {
      delete form.dataset.sending;
      delete form.dataset.seen;
    }
  });
})();
