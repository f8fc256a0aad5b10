// Two windows wrote different notes for one call: both are shown, and a person decides.
import { element } from "./elements.js";
import { text } from "./texts.js";

/**
 * @param {HTMLFormElement} form
 * @param {{notes: string}} theirs
 * @param {(notes: string) => void} onChoice  gets the notes that hold from now on
 */
export function showConflict(form, theirs, onChoice) {
  const place = /** @type {HTMLElement} */ (form.querySelector("[data-conflict]"));
  const mine = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("notes"));
  const choice = (/** @type {string} */ name, /** @type {() => string} */ notes) => {
    const button = element("button", { type: "button", class: "button button-small" }, text(name));
    button.addEventListener("click", () => {
      const chosen = notes();
      place.hidden = true;
      place.replaceChildren();
      onChoice(chosen);
    });
    return button;
  };
  const actions = element("div", { class: "conflict-actions" });
  actions.append(
    choice("conflictKeepMine", () => mine.value),
    choice("conflictTakeTheirs", () => theirs.notes),
    choice("conflictJoin", () => `${theirs.notes}\n${mine.value}`),
  );
  const other = element("blockquote", { class: "prose", "aria-label": text("conflictTheirs") }, theirs.notes);
  place.replaceChildren(element("p", { role: "alert" }, text("conflictTitle")), other, actions);
  place.hidden = false;
}
