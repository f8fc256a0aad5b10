// Puts the server's fragments into the page. What somebody types, opened, scrolled or focused stays as it is.
import { makeComboboxes } from "./combobox.js";
import { fillAllOptions } from "./shared_options.js";
import { showTimers } from "./timers.js";
import { showTimes } from "./times.js";

/** @typedef {{morph: (old: Element, next: Element, options: object) => void}} Morpher */

/** Attributes that belong to the browser once an element is on the screen. */
const OWN_ATTRIBUTES = new Set(["open", "aria-busy", "aria-pressed", "data-level", "data-loaded", "data-filter"]);

/**
 * Whether a field holds something the server does not know. What it knows is the field's default.
 * @param {Element} field
 */
export function isDirty(field) {
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (field instanceof HTMLInputElement) {
    if (field.type === "hidden") return false;
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    return field.value !== field.defaultValue;
  }
  if (field instanceof HTMLSelectElement) return [...field.options].some((o) => o.selected !== o.defaultSelected);
  return false;
}

/** @param {Element} old @param {Element} next */
function mergeTimeline(old, next) {
  const filter = old.getAttribute("data-filter") || "";
  const known = new Set([...old.children].map((row) => row.getAttribute("data-entry")));
  const fresh = [...next.children].filter((row) => {
    const entry = row.getAttribute("data-entry");
    return entry && !known.has(entry) && (!filter || row.getAttribute("data-kind") === filter);
  });
  old.prepend(...fresh);
}

/**
 * A form that knows a later text than the fragment being put in: the answer to a save overtook an older frame.
 * @type {Element | null}
 */
let ahead = null;

/** @param {Element} old @param {Element} next */
function isAhead(old, next) {
  return Number(old.getAttribute("data-version")) > Number(next.getAttribute("data-version"));
}

/** Radio buttons belong together: one dirty one keeps its whole group. @param {Element} field */
function isHeld(field) {
  if (field instanceof HTMLInputElement && field.type === "radio" && field.form) {
    return [...field.form.elements].some((e) => e instanceof HTMLInputElement && e.name === field.name && isDirty(e));
  }
  return isDirty(field);
}

const callbacks = {
  /** @param {Node} old @param {Node} next */
  beforeNodeMorphed(old, next) {
    if (!(old instanceof Element) || !(next instanceof Element)) return true;
    if (old.hasAttribute("data-keep")) return false;
    if (old.hasAttribute("data-timeline") && (old.hasAttribute("data-loaded") || old.hasAttribute("data-filter"))) {
      mergeTimeline(old, next);
      return false;
    }
    if (old.matches("form[data-version]")) ahead = isAhead(old, next) ? old : null;
    if (ahead?.contains(old) && old.matches("input, textarea, select")) return false;
    return !isHeld(old);
  },
  /** @param {string} name @param {Element} node */
  beforeAttributeUpdated(name, node) {
    if (OWN_ATTRIBUTES.has(name)) return false;
    if ((name === "hidden" || name === "aria-current") && node.hasAttribute("data-region")) return false;
    // The version a text is based on stays with the text until both are saved.
    if (name === "data-version" && (node === ahead || [...node.querySelectorAll("[data-draft-field]")].some(isDirty))) return false;
    return true;
  },
};

/**
 * Keeps the place of who is about to write in a text that another window has changed.
 * @param {() => void} change
 */
function keepingCaret(change) {
  const field = document.activeElement;
  if (!(field instanceof HTMLTextAreaElement)) return change();
  const { value, selectionStart, selectionEnd } = field;
  const atEnd = selectionStart === value.length;
  change();
  if (field.value === value || document.activeElement !== field) return;
  if (atEnd) field.setSelectionRange(field.value.length, field.value.length);
  else field.setSelectionRange(selectionStart, selectionEnd);
}

/** @param {string} html */
function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
}

/**
 * The region of this key, where regions are held: the style guide shows the same fragments as samples.
 * @param {string} key
 */
function held(key) {
  return /** @type {HTMLElement | null} */ (document.querySelector(`[data-holds] > #${CSS.escape(key)}`));
}

/**
 * Puts one fragment where its region is held: new, or morphed into the one that is there.
 * @param {string} key  the id of the fragment's root
 * @param {string} html
 */
export function putFragment(key, html) {
  const next = parse(html);
  const region = next?.getAttribute("data-region");
  const holder = region ? document.querySelector(`[data-holds="${region}"]`) : null;
  if (!next || !holder) return;
  const old = held(key);
  if (!old) {
    for (const child of [...holder.children]) if (!child.hasAttribute("data-region")) child.remove();
    holder.append(next);
  } else if (old.dataset.who !== undefined && old.dataset.who !== next.getAttribute("data-who")) {
    // Somebody else is shown now: nothing of the old content, as a search half typed, belongs to it.
    const hadFocus = old.contains(document.activeElement);
    if (!old.hidden) next.removeAttribute("hidden");
    old.replaceWith(next);
    if (hadFocus) /** @type {HTMLElement|null} */ (next.querySelector("h2"))?.focus();
  } else {
    const morpher = /** @type {Morpher} */ (/** @type {any} */ (window).Idiomorph);
    // A field is held while it is dirty, and only then: one that merely has the focus shows what another window wrote,
    // or this one would write over it.
    ahead = null;
    keepingCaret(() => morpher.morph(old, next, { morphStyle: "outerHTML", restoreFocus: true, callbacks }));
  }
  const shown = held(key);
  if (!shown) return;
  /** @type {any} */ (window).htmx?.process(shown);
  fillAllOptions(shown);
  makeComboboxes(shown);
  showTimes(shown);
  showTimers(holder);
}

/** @param {string} key */
export function dropFragment(key) {
  held(key)?.remove();
}

/**
 * Makes the page show exactly these fragments.
 * @param {Record<string, string>} all
 */
export function putAll(all) {
  for (const old of document.querySelectorAll("[data-holds] > [data-region]")) {
    if (!(old.id in all)) old.remove();
  }
  for (const holder of document.querySelectorAll("[data-holds]")) {
    for (const child of [...holder.children]) if (!child.hasAttribute("data-region") && !child.hasAttribute("data-own")) child.remove();
  }
  for (const [key, html] of Object.entries(all)) putFragment(key, html);
}
