"use strict";
const form = document.querySelector("form");
const told = document.querySelector("[role=status]");
const JAPAN = 9 * 3600 * 1000;
const own = (scope) => [...scope.querySelectorAll("[data-path]")].filter(
  (field) => field.closest("[data-entry], form") === scope);
const entries = (list) => [...list.querySelectorAll("[data-entry]")];

function put(into, path, value) {
  const names = path.split("."), last = names.pop();
  for (const name of names) into = into[name] ??= {};
  into[last] = value;
}

function at(from, path) {
  return path.split(".").reduce((value, name) => value?.[name], from);
}

function complain(field, text) {
  const place = field.querySelector(".error");
  place.textContent = text;
  place.hidden = !text;
  field.classList.toggle("wrong", Boolean(text));
}

function value(field) {
  const input = field.querySelector("input, select, textarea"), text = input.value;
  switch (field.dataset.type) {
    case "choices": return [...field.querySelectorAll(":checked")].map((one) => one.value);
    case "flag": return input.checked || undefined;
    case "lines": return text.split("\n").map((line) => line.trim()).filter(Boolean);
    case "instant": return text && `${text.length > 16 ? text : `${text}:00`}+09:00`;
    case "count": {
      const digits = text.replaceAll(",", "").trim();
      if (digits && !/^[0-9]{1,10}$/.test(digits)) throw form.dataset.count;
      return digits && Number(digits);
    }
    default: return text.trim() && text;
  }
}

function read(scope, into, faults) {
  for (const field of own(scope)) {
    let given;
    try {
      given = value(field);
      complain(field, "");
    } catch (text) {
      complain(field, text);
      faults.push(field);
      continue;
    }
    if (given !== undefined && given !== "" && given.length !== 0) put(into, field.dataset.path, given);
  }
  return into;
}

function lack(scope, said, faults) {
  for (const field of own(scope)) {
    if ("needed" in field.dataset && at(said, field.dataset.path) === undefined && !field.matches(".wrong")) {
      complain(field, form.dataset.missing);
      faults.push(field);
    }
  }
}

function gather(faults) {
  const said = read(form, { kind: form.dataset.kind }, faults);
  lack(form, said, faults);
  for (const list of form.querySelectorAll("[data-many]")) {
    const many = [];
    entries(list).forEach((entry, place) => {
      const one = read(entry, {}, faults);
      if (Object.keys(one).length || (place === 0 && "needed" in list.dataset)) {
        lack(entry, one, faults);
        many.push(one);
      }
    });
    if (many.length) put(said, list.dataset.many, many);
  }
  if (form.dataset.part) said[form.dataset.part] ??= {};
  if (said.impact) said.impact.service ??= "";
  return said;
}

function save(isWhole) {
  const faults = [], said = gather(faults);
  if (isWhole && faults.length) {
    told.textContent = form.dataset.mend;
    faults[0].querySelector("input, select, textarea").focus();
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(said, null, 2)], { type: "application/json" }));
  link.download = isWhole ? `incident-${said.kind}.json` : `unfinished-${said.kind}.json`;
  link.click();
  told.textContent = isWhole ? form.dataset.saved : form.dataset.kept;
}

function add(list) {
  const entry = list.querySelector("template").content.firstElementChild.cloneNode(true);
  const number = entries(list).length + 1;
  for (const name of ["id", "for", "aria-describedby"]) {
    for (const one of entry.querySelectorAll(`[${name}]`)) one.setAttribute(name, `${one.getAttribute(name)}-${number}`);
  }
  list.querySelector("[data-add]").before(entry);
  return entry;
}

function fill(scope, said) {
  for (const field of own(scope)) {
    const given = at(said, field.dataset.path), input = field.querySelector("input, select, textarea");
    if (field.dataset.type === "choices") {
      for (const box of field.querySelectorAll("input")) box.checked = (given ?? []).includes(box.value);
    } else if (field.dataset.type === "flag") input.checked = given === true;
    else if (field.dataset.type === "lines") input.value = (given ?? []).join("\n");
    else if (field.dataset.type === "instant") {
      input.value = given ? new Date(Date.parse(given) + JAPAN).toISOString().slice(0, 16) : "";
    } else input.value = given ?? "";
  }
}

async function reopen(file) {
  try {
    const said = JSON.parse(await file.text());
    if (said.kind !== form.dataset.kind) throw new TypeError();
    fill(form, said);
    for (const list of form.querySelectorAll("[data-many]")) {
      entries(list).forEach((entry) => entry.remove());
      for (const one of at(said, list.dataset.many) ?? [{}]) fill(add(list), one);
    }
    told.textContent = "";
  } catch {
    told.textContent = form.dataset.unreadable;
  }
}

form.addEventListener("submit", (event) => { event.preventDefault(); save(true); });
document.querySelector("[data-keep]").addEventListener("click", () => save(false));
document.querySelector("[data-open]").addEventListener("change", (event) => reopen(event.target.files[0]));
for (const list of form.querySelectorAll("[data-many]")) {
  add(list);
  list.querySelector("[data-add]").addEventListener("click", () => add(list).querySelector("input, select, textarea").focus());
}
