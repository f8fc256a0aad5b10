// The rows of the tree of definitions: which there are, which are folded or filtered away, which the tabulator finds.
import { fold } from "./folding.js";

/** @returns {HTMLElement} */
export function tree() {
  return /** @type {HTMLElement} */ (document.getElementById("definitions"));
}

/** @param {Element | null} inside @returns {HTMLElement | null} */
export function itemOf(inside) {
  return /** @type {HTMLElement | null} */ (inside?.closest(".definition") ?? null);
}

/** @param {string} code @returns {HTMLElement | null} */
export function nameOf(code) {
  return document.getElementById(`open-${code}`);
}

/** @param {HTMLElement} button @param {boolean} unfolded */
export function setFold(button, unfolded) {
  button.setAttribute("aria-expanded", String(unfolded));
  const list = itemOf(button)?.querySelector(":scope > ul");
  if (list instanceof HTMLElement) list.hidden = !unfolded;
}

/** @param {Element} item @returns {HTMLElement | null} */
export function foldOf(item) {
  return item.querySelector(":scope > .definition-row > button.definition-fold");
}

/** @param {Element | null} inside */
export function unfoldAbove(inside) {
  for (let item = itemOf(itemOf(inside)?.parentElement ?? null); item; item = itemOf(item.parentElement)) {
    const button = foldOf(item);
    if (button) setFold(button, true);
  }
}

/** Shows what has all typed words, with what is above and below it. */
export function filter() {
  const field = document.getElementById("definition-filter");
  const asked = field instanceof HTMLInputElement ? fold(field.value).split(/\s+/).filter(Boolean) : [];
  let any = false;
  /** @param {Element} list @param {string} above @returns {boolean} whether anything in it is shown */
  function walk(list, above) {
    let shown = false;
    for (const item of list.children) {
      if (!(item instanceof HTMLElement)) continue;
      const said = [...item.querySelectorAll(":scope > .definition-row > .definition-name > span")].map((name) => name.textContent);
      const own = `${above} ${fold(said.join(" "))} ${item.dataset.code?.replaceAll("-", " ")}`;
      const fits = asked.every((word) => own.includes(` ${word}`));
      const below = item.querySelector(":scope > ul");
      const inside = below ? walk(below, own) : false;
      item.hidden = !(fits || inside);
      const button = foldOf(item);
      if (button && asked.length && inside) setFold(button, true);
      shown ||= !item.hidden;
    }
    return shown;
  }
  const roots = tree().querySelector(".definition-roots");
  if (roots) any = walk(roots, "");
  const none = tree().querySelector("[data-none]");
  if (none instanceof HTMLElement) none.hidden = any;
}

/** @returns {HTMLElement[]} the names that can be seen, from top to bottom */
export function names() {
  return /** @type {HTMLElement[]} */ ([...tree().querySelectorAll(".definition-name")].filter((name) => name.getClientRects().length));
}

/** One name takes part in the tabulator's round. @param {Element} [chosen] */
export function rove(chosen = tree().querySelector('.definition-name[tabindex="0"]') ?? names()[0]) {
  for (const name of tree().querySelectorAll(".definition-name, .definition-fold")) name.setAttribute("tabindex", "-1");
  chosen?.setAttribute("tabindex", "0");
}
