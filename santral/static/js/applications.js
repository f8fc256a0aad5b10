// Applications by keyboard: j and k walk the list, x chooses, Enter opens; a version is taken with one press.
import { singleKeysAreOn } from "./shortcuts.js";
import { text } from "./texts.js";

/** @returns {HTMLElement[]} */
function rows() {
  return [...document.querySelectorAll("[data-application-list] tr[data-row]")].filter((row) => row instanceof HTMLElement);
}

/** @param {number} by */
function walk(by) {
  const all = rows();
  const place = all.findIndex((row) => row.hasAttribute("data-here"));
  const next = all[place < 0 ? 0 : Math.min(Math.max(place + by, 0), all.length - 1)];
  if (!next) return;
  for (const row of all) row.toggleAttribute("data-here", row === next);
  const link = next.querySelector("[data-open]");
  if (link instanceof HTMLElement) link.focus();
  next.scrollIntoView({ block: "nearest" });
}

function tellCount() {
  const chosen = document.querySelectorAll('[data-application-list] input[name="application"]:checked').length;
  const words = document.querySelector("[data-bulk-count]");
  if (!(words instanceof HTMLElement)) return;
  words.dataset.hint ??= words.textContent ?? "";
  words.textContent = chosen ? text("chosen", { num: chosen }) : words.dataset.hint;
  words.closest("form")?.toggleAttribute("data-some", chosen > 0);
}

/** Ctrl+Enter sends the form one writes in, be there several. @param {KeyboardEvent} event */
function onSend(event) {
  const form = event.target instanceof Element ? event.target.closest(".application form") : null;
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !(form instanceof HTMLFormElement)) return;
  event.preventDefault();
  form.requestSubmit();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (!singleKeysAreOn() || document.querySelector("dialog[open]")) return;
  if (!document.querySelector("[data-application-list]") || event.ctrlKey || event.altKey || event.metaKey) return;
  const here = event.target;
  if (here instanceof HTMLElement && here.matches("input:not([type=checkbox]), select, textarea")) return;
  if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    walk(event.key === "j" ? 1 : -1);
  } else if (event.key === "x") {
    const box = document.querySelector('[data-application-list] tr[data-here] input[name="application"]');
    if (box instanceof HTMLInputElement) {
      box.checked = !box.checked;
      tellCount();
    }
  }
}

/** @param {Event} event */
function onTake(event) {
  const button = event.target instanceof Element ? event.target.closest("[data-take]") : null;
  if (!(button instanceof HTMLElement)) return;
  const field = document.querySelector(`[data-application-form] [name="${button.dataset.take}"]`);
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) {
    field.value = button.dataset.value ?? "";
    field.dispatchEvent(new Event("change", { bubbles: true }));
    for (const other of button.closest(".conflict-pair")?.querySelectorAll("[data-take]") ?? []) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  }
}

export function startApplications() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("keydown", onSend);
  document.addEventListener("click", onTake);
  document.addEventListener("change", tellCount);
  document.addEventListener("focusin", (event) => {
    const row = event.target instanceof Element ? event.target.closest("tr[data-row]") : null;
    if (row) for (const other of rows()) other.toggleAttribute("data-here", other === row);
  });
}
