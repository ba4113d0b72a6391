// Keys, copy buttons, the clock. Everything works without it.
"use strict";
(() => {
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const isWriting = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  const move = (step) => {
    const all = rows();
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
    if (!next) return;
    const link = next.querySelector("[data-open]");
    (link || next).focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => document.getElementById("search")?.focus(),
    "?": () => document.getElementById("keys").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  const copy = async (button) => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), 1500);
  };

  const fill = (button) => {
    const field = document.querySelector(button.dataset.fill);
    field.value = button.dataset.value;
    document.querySelector("input[type=password]").focus();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.copy) copy(button);
    if (button?.dataset.fill) fill(button);
    if (button?.hasAttribute("data-keys")) keys["?"]();
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // The library of security keys says so when a key is not there, is not right or is not touched.
  document.addEventListener("allauth.error", (event) => {
    const failed = document.querySelector("[data-key-failed]");
    if (!failed) return;
    event.preventDefault();
    failed.hidden = false;
  });

  const clock = document.querySelector("[data-clock]");
  if (clock) {
    const zone = clock.textContent.trim().split(" ")[1];
    const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Tokyo" });
    setInterval(() => { clock.textContent = `${time.format(new Date())} ${zone}`; }, 10000);
  }

  document.querySelector(".left [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  document.getElementById("errors")?.focus();
})();
