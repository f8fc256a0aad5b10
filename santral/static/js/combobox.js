// A select with many options becomes a field one types in (the ARIA combobox with a list). The select stays in the
// form and holds the value; without this code it is the field.
import { element } from "./elements.js";
import { fillOptions } from "./shared_options.js";
import { fold } from "./folding.js";
import { text } from "./texts.js";

const MOST_SHOWN = 60;
const ARROW = " › ";
let made = 0;

class Combobox {
  /** @param {HTMLSelectElement} select */
  constructor(select) {
    made += 1;
    fillOptions(select);
    this.select = select;
    this.list = element("ul", { class: "combobox-list", role: "listbox", id: `combobox-list-${made}` });
    this.list.hidden = true;
    const label = select.labels?.[0]?.textContent?.trim() ?? select.getAttribute("aria-label") ?? "";
    this.list.setAttribute("aria-label", label);
    this.input = /** @type {HTMLInputElement} */ (
      element("input", {
        class: "input", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list",
        "aria-expanded": "false", "aria-controls": this.list.id,
      })
    );
    for (const name of ["aria-invalid", "aria-describedby", "aria-label"]) {
      const value = select.getAttribute(name);
      if (value) this.input.setAttribute(name, value);
    }
    // The label names the field one sees.
    if (select.id) this.input.id = select.id;
    select.removeAttribute("id");
    // What is hidden cannot be asked for by the browser.
    this.input.required = select.required;
    select.required = false;
    select.hidden = true;
    select.dataset.combobox = "made";
    /** @type {{option: HTMLOptionElement, folded: string}[]} */
    this.choices = [...select.options].map((option) => ({ option, folded: fold(option.text) }));
    this.active = -1;
    select.after(element("div", { class: "combobox" }, this.input, this.list));
    this.show();
    this.listen();
  }

  get chosen() {
    return this.select.selectedOptions[0];
  }

  /** The field says what the select holds; nothing chosen is a hint, not a text to delete first. */
  show() {
    const empty = !this.select.value;
    this.input.value = empty ? "" : (this.chosen?.text ?? "");
    this.input.placeholder = empty ? (this.chosen?.text ?? "") : "";
    this.input.title = this.input.value;
  }

  listen() {
    this.input.addEventListener("input", () => this.open(this.input.value));
    this.input.addEventListener("click", () => this.open(""));
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("blur", () => this.leave());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target instanceof Element ? event.target.closest("[data-value]") : null;
      if (row instanceof HTMLElement) this.take(row.dataset.value ?? "");
    });
    this.select.addEventListener("change", () => this.show());
    this.select.addEventListener("shown", () => this.show());
    this.select.form?.addEventListener("reset", () => setTimeout(() => this.show()));
  }

  /** @param {string} typed  all of its words are in what is shown; "" shows everything */
  open(typed) {
    const words = fold(typed).split(/\s+/).filter(Boolean);
    const found = this.choices.filter(({ folded }) => words.every((word) => folded.includes(word)));
    this.list.replaceChildren(...found.slice(0, MOST_SHOWN).map(({ option }, place) => this.row(option, place)));
    if (!found.length) this.list.append(element("li", { role: "option", "aria-disabled": "true", class: "combobox-none" }, text("nothingFits")));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    const here = typed ? 0 : found.findIndex(({ option }) => option.selected);
    this.move(found.length ? Math.min(Math.max(here, 0), MOST_SHOWN - 1) : -1);
  }

  /** @param {HTMLOptionElement} option @param {number} place */
  row(option, place) {
    const path = option.text.split(ARROW);
    const leaf = element("span", { class: "combobox-leaf" }, path.at(-1) ?? "");
    const above = path.length > 1 ? [element("span", { class: "combobox-above" }, path.slice(0, -1).join(ARROW) + ARROW)] : [];
    const row = element("li", { role: "option", id: `${this.list.id}-${place}`, "aria-selected": "false" }, ...above, leaf);
    row.dataset.value = option.value;
    if (option.selected) row.dataset.chosen = "";
    return row;
  }

  /** @param {number} place */
  move(place) {
    const rows = /** @type {HTMLElement[]} */ ([...this.list.querySelectorAll("[data-value]")]);
    this.active = rows.length ? Math.min(Math.max(place, 0), rows.length - 1) : -1;
    rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === this.active)));
    const here = rows[this.active];
    if (here) {
      this.input.setAttribute("aria-activedescendant", here.id);
      here.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {string} value */
  take(value) {
    this.select.value = value;
    this.close();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** An emptied field means nothing chosen, where that can be; a text that is no choice goes back to what was. */
  leave() {
    if (!this.input.value.trim() && this.select.value && this.choices.some(({ option }) => !option.value)) this.take("");
    this.close();
    this.show();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const open = !this.list.hidden;
    if (event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!open) this.open("");
      else this.move(this.active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && open) {
      const row = /** @type {HTMLElement | null} */ (this.list.querySelector('[aria-selected="true"]'));
      if (row) this.take(row.dataset.value ?? "");
    } else if (event.key === "Escape" && open) {
      this.close();
      this.show();
    } else return;
    event.preventDefault();
  }
}

/** Makes what is new on the page one can type in. @param {ParentNode} inside */
export function makeComboboxes(inside) {
  for (const select of inside.querySelectorAll('select[data-combobox=""]')) {
    if (select instanceof HTMLSelectElement) new Combobox(select);
  }
}

export function startComboboxes() {
  makeComboboxes(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.target instanceof Element) makeComboboxes(event.target.parentElement ?? event.target);
  });
}
