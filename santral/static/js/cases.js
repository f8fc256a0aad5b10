// A new application beside the call it is about: in the work column, so that the call stays at hand. What is
// typed in it stays until it is saved, also while another call, or the notes, are looked at.
import { settleDraft } from "./drafts.js";
import { element } from "./elements.js";
import { text } from "./texts.js";
import { toast } from "./toasts.js";

/** @returns {HTMLElement | null} */
function holder() {
  return document.querySelector("[data-cases]");
}

/** @param {string} call @returns {HTMLElement | undefined} */
function placeOf(call) {
  const places = /** @type {HTMLElement[]} */ ([...(holder()?.children ?? [])]);
  return places.find((place) => place.dataset.case === call);
}

/** @param {string} selected  the call on the screen */
function reflect(selected) {
  for (const place of /** @type {HTMLElement[]} */ ([...(holder()?.children ?? [])])) {
    const call = place.dataset.case ?? "";
    if (!document.getElementById(`work-${call}`)) leaveOver(place);
    else place.hidden = call !== selected || "closed" in place.dataset;
  }
}

/** The call left the desk: a form that is not saved is offered for another look. @param {HTMLElement} place */
function leaveOver(place) {
  place.remove();
  if (!place.querySelector("form")) return;
  const dialog = /** @type {HTMLDialogElement} */ (element("dialog", { class: "dialog dialog-small", "aria-label": text("caseLeft") }, place));
  place.hidden = false;
  place.className = "dialog-body";
  for (const button of place.querySelectorAll("[data-close-case]")) button.remove();
  document.body.append(dialog);
  const look = element("button", { type: "button", class: "button button-small" }, text("caseShow"));
  look.addEventListener("click", () => dialog.showModal());
  toast(text("caseLeft"), { tone: "error", actions: [look] });
}

/** @param {HTMLElement} place @param {boolean} open */
function turn(place, open) {
  if (open) delete place.dataset.closed;
  else place.dataset.closed = "";
  place.hidden = !open;
}

/** @param {string} call */
function focusNotes(call) {
  const notes = document.getElementById(`notes-${call}`);
  if (notes instanceof HTMLElement) notes.focus();
}

/** @param {HTMLAnchorElement} link @param {import("./calls.js").Calls} calls */
async function open(link, calls) {
  const call = link.dataset.openCase ?? "";
  calls.show("work");
  const known = placeOf(call);
  if (known?.querySelector("form")) {
    turn(known, true);
    /** @type {HTMLElement | null} */ (known.querySelector('[name="subject"]'))?.focus();
    return;
  }
  known?.remove();
  await settleDraft(call);
  if (placeOf(call)) return; // pressed twice
  const inside = element("section", { class: "case", "aria-busy": "true" });
  const place = element("div", { "data-case": call }, inside);
  holder()?.append(place);
  place.hidden = call !== calls.selected;
  const htmx = /** @type {any} */ (window).htmx;
  await htmx.ajax("GET", link.getAttribute("href"), { target: inside, swap: "outerHTML" });
  if (!place.querySelector("form")) place.remove();
}

/** @param {import("./calls.js").Calls} calls */
export function startCases(calls) {
  if (!holder()) return;
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest("a[data-open-case]");
    if (link instanceof HTMLAnchorElement && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      void open(link, calls);
    }
    const place = target?.closest("[data-case]");
    if (!(place instanceof HTMLElement)) return;
    if (target?.closest("[data-close-case]")) {
      turn(place, false);
      focusNotes(place.dataset.case ?? "");
    } else if (target?.closest("[data-forget-case]")) (place.closest("dialog") ?? place).remove();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const place = event.target instanceof Element ? event.target.closest("[data-case]") : null;
    if (place instanceof HTMLElement && place.querySelector("[data-case-opened]")) focusNotes(place.dataset.case ?? "");
  });
  calls.desk?.addEventListener("selection", (event) => reflect(/** @type {CustomEvent} */ (event).detail));
}
