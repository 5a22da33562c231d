// A result sheet while it is typed: sums turn red, Enter leads to the next field, the server keeps what stands there.
// Nothing is kept in the browser: the next person may sit down at it. The page works without.
(() => {
  "use strict";

  const form = document.getElementById("sheet-form");
  if (!form) return;
  const CALM = 2000, AGAIN = 10000;
  const status = document.getElementById("sheet-status");
  const told = document.getElementById("sheet-sums");
  const sums = JSON.parse(document.getElementById("sheet-sum-data").textContent);
  let timer = 0, unsent = false, stopped = false, going = null;

  const field = (key) => form.elements[key];
  const figure = (key) => {
    const text = field(key) ? field(key).value.trim() : "";
    return /^\d+$/.test(text) ? Number(text) : null;
  };
  const label = (key) => field(key).getAttribute("aria-label");

  const wrong = (sum) => {
    const whole = figure(sum.whole), typed = sum.parts.map(figure);
    if (whole === null) return false;
    const total = typed.reduce((all, one) => all + (one || 0), 0);
    if (sum.most) return total > whole * sum.most;
    return typed.every((one) => one !== null) && total !== whole;
  };

  const check = () => {
    form.querySelectorAll(".sheet-figure.off").forEach((one) => one.classList.remove("off"));
    told.replaceChildren();
    sums.filter(wrong).forEach((sum) => {
      [sum.whole, ...sum.parts].forEach((key) => field(key) && field(key).value && field(key).classList.add("off"));
      const line = document.createElement("li");
      line.textContent = `${label(sum.whole)}与各项${sum.most ? "相比，各项多了" : "之和不符"}`;
      told.append(line);
    });
    told.hidden = !told.children.length;
  };

  const send = () => {
    clearTimeout(timer);
    if (!unsent || stopped || going) return;
    going = keep().finally(() => { going = null; });
  };

  const keep = async () => {
    unsent = false;
    try {
      const body = new FormData(form);
      body.set("by_script", "1");
      const answer = await fetch(form.dataset.keep, { method: "POST", body, redirect: "error" });
      if (!answer.ok) {
        stopped = answer.status === 409 || answer.status === 403;
        throw new Error(String(answer.status));
      }
      const kept = await answer.json();
      form.elements.saved.value = kept.saved;
      status.textContent = kept.told;
    } catch {
      unsent = true;
      status.textContent = stopped
        ? "没有保存：这份报告单在别处有变化，请抄下刚填的内容，刷新页面。"
        : "没有保存成功，请不要关闭页面，稍后自动再试。";
    }
    if (unsent && !stopped) timer = setTimeout(send, AGAIN);
  };

  form.addEventListener("input", () => {
    check();
    unsent = true;
    status.textContent = "正在输入……";
    clearTimeout(timer);
    timer = setTimeout(send, CALM);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".sheet-figure")) return;
    event.preventDefault();
    const every = [...form.querySelectorAll(".sheet-figure")].filter((one) => one.offsetParent);
    const next = every[every.indexOf(event.target) + 1];
    if (next) next.select();
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    stopped = true;
    if (!going) return;
    event.preventDefault(); // what is under way counts as a save: the form goes after it, with its number
    const button = event.submitter;
    going.finally(() => form.requestSubmit(button));
  });
  window.addEventListener("online", send);
  check();
})();
