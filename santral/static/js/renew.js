// Puts a newer version of a page's parts into it. A part is a section, or the head; it is replaced only where the
// server's own text of it became another one, and nothing that is typed, chosen, focused or opened is touched.
import { makeComboboxes } from "./combobox.js";
import { showTimers } from "./timers.js";
import { showTimes } from "./times.js";

/** @typedef {Map<string, {part: HTMLElement, pieces: string[]}>} Parts */

/** @param {HTMLElement} part */
function keyOf(part) {
  return part.id || part.getAttribute("aria-labelledby") || part.className;
}

/**
 * The parts of a page as the server sent them, by name.
 * @param {HTMLElement} page
 * @returns {Parts}
 */
export function parts(page) {
  const found = new Map();
  for (const part of page.querySelectorAll(":scope > header, :scope .panels-stack > *")) {
    if (part instanceof HTMLElement) found.set(keyOf(part), { part, pieces: [...part.children].map((piece) => piece.outerHTML) });
  }
  return found;
}

/** @param {Element} field */
function isChanged(field) {
  if (field.contains(document.activeElement)) return true;
  if (field instanceof HTMLInputElement && field.type === "file") return Boolean(field.files?.length);
  if (field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox")) return field.checked !== field.defaultChecked;
  if (field instanceof HTMLInputElement) return field.type !== "hidden" && Boolean(field.name) && field.value !== field.defaultValue;
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (field instanceof HTMLSelectElement) {
    const typedIn = field.nextElementSibling;
    if (typedIn?.classList.contains("combobox") && typedIn.contains(document.activeElement)) return true;
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(first, 0);
  }
  return false;
}

/** @param {Element} piece */
function isHeld(piece) {
  const fields = [...piece.querySelectorAll("input, textarea, select")];
  return fields.some(isChanged) || (fields.length > 0 && piece.contains(document.activeElement));
}

/** @param {Element} piece */
function openAs(piece) {
  return [piece, ...piece.querySelectorAll("details")].map((one) => one instanceof HTMLDetailsElement && one.open);
}

/** @param {Element} old @param {Element} next */
function replace(old, next) {
  const fresh = /** @type {Element} */ (document.importNode(next, true));
  const open = openAs(old);
  [fresh, ...fresh.querySelectorAll("details")].forEach((one, place) => {
    if (one instanceof HTMLDetailsElement && open[place]) one.open = true;
  });
  const focused = old.contains(document.activeElement);
  old.replaceWith(fresh);
  if (focused && fresh instanceof HTMLElement) {
    fresh.tabIndex = -1;
    fresh.focus({ preventScroll: true });
  }
  wake(fresh);
}

/** @param {Element} fresh */
function wake(fresh) {
  /** @type {any} */ (window).htmx?.process(fresh);
  makeComboboxes(fresh);
  showTimes(fresh);
  showTimers(fresh);
}

/**
 * A form that is written in: fields nobody touched here show what is saved now. The version stays the one that the
 * rest was typed over, so that a save tells both versions instead of writing over a colleague's. Returns whether a
 * field that is written in was changed by somebody else. `typed`: the server sent the form as it was typed, since it
 * was not saved, so that no field shows by itself whether somebody wrote in it.
 * @param {Element} old
 * @param {Element} next
 * @param {boolean} typed
 */
function mergeFields(old, next, typed) {
  const form = old.querySelector("form[data-application-form]");
  const saved = next.querySelector("form[data-application-form]");
  if (!(form instanceof HTMLFormElement) || !(saved instanceof HTMLFormElement)) return true;
  let both = false;
  for (const fresh of saved.elements) {
    const field = fresh instanceof Element ? form.elements.namedItem(fresh.getAttribute("name") ?? "") : null;
    if (!(field instanceof Element)) continue;
    if (typed || isChanged(field)) both ||= defaultOf(field) !== defaultOf(fresh);
    else show(field, fresh);
  }
  return both;
}

/** What the server sent of a field. @param {Element} field */
function defaultOf(field) {
  if (field instanceof HTMLSelectElement) return [...field.options].find((option) => option.defaultSelected)?.value ?? "";
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.defaultValue : "";
}

/** @param {Element} field @param {Element} fresh */
function show(field, fresh) {
  if (field instanceof HTMLSelectElement && fresh instanceof HTMLSelectElement) {
    for (const option of field.options) option.defaultSelected = option.value === fresh.value;
    field.value = fresh.value;
    field.dispatchEvent(new Event("change", { bubbles: true })); // of another kind, other fields are shown
  } else if (field instanceof HTMLTextAreaElement && fresh instanceof HTMLTextAreaElement) {
    field.defaultValue = fresh.defaultValue;
    field.value = fresh.defaultValue;
  } else if (field instanceof HTMLInputElement && fresh instanceof HTMLInputElement && field.type !== "hidden") {
    field.defaultValue = fresh.defaultValue;
    field.value = fresh.defaultValue;
  }
}

/**
 * Returns whether something of what is new had to wait, since somebody is writing there.
 * @param {HTMLElement} page
 * @param {HTMLElement} next  the same page, newer
 * @param {Parts} sent  what the server sent before
 */
export function renew(page, next, sent) {
  const refused = page.hasAttribute("data-refused");
  const here = new Map([...parts(page)].map(([key, { part }]) => [key, part]));
  let waits = false;
  let last = /** @type {HTMLElement | null} */ (null);
  for (const [key, { part: fresh, pieces }] of parts(next)) {
    const part = here.get(key);
    if (!part) {
      const added = /** @type {HTMLElement} */ (document.importNode(fresh, true));
      if (last) last.after(added);
      wake(added);
      last = added;
      continue;
    }
    last = part;
    const before = sent.get(key)?.pieces ?? [];
    const old = [...part.children];
    pieces.forEach((piece, place) => {
      const one = old[place];
      const now = fresh.children[place];
      if (!now || piece === before[place]) return;
      if (!one) {
        part.append(document.importNode(now, true));
        wake(part.lastElementChild ?? part);
      } else if (isHeld(one) || (refused && one.querySelector("form"))) {
        waits = mergeFields(one, now, page.dataset.refused === "fields") || waits;
      } else replace(one, now);
    });
    for (const gone of old.slice(pieces.length)) if (!isHeld(gone)) gone.remove();
  }
  return waits;
}
