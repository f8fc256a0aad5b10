// Keys. A control that has a key says so in `aria-keyshortcuts`; that key presses or focuses it wherever it is.
// Single letters work only while nothing is typed, and can be switched off (WCAG 2.1.4).
import { isTyping, isVisible } from "./elements.js";
import { openDialog } from "./menus.js";

const SINGLE_KEYS = "santral.singleKeys";
const SEQUENCE_MS = 1200;

/** @param {KeyboardEvent} event */
function nameOf(event) {
  // By place, not by letter: with Alt some layouts type another letter.
  const letter = /^(Key|Digit)(.)$/.exec(event.code)?.[2] ?? event.key;
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Control");
  if (event.altKey) parts.push("Alt");
  return [...parts, parts.length ? letter : event.key].join("+");
}

/**
 * The control that has the key: of the selected call first, whose card a narrow screen may not show just now.
 * @param {string} name
 */
function controlFor(name) {
  const found = [...document.querySelectorAll("[aria-keyshortcuts]")].filter(
    (node) => node instanceof HTMLElement && node.getAttribute("aria-keyshortcuts")?.split(" ").includes(name),
  );
  const near = found.find((node) => node.closest('.call-card[aria-current="true"]'));
  const elsewhere = found.find((node) => !node.closest(".call-card") && isVisible(/** @type {HTMLElement} */ (node)));
  return /** @type {HTMLElement | undefined} */ (near ?? elsewhere);
}

/** @param {HTMLElement} control */
function use(control) {
  control.focus();
  // Whoever comes to a text for the first time goes on writing at its end.
  if (control instanceof HTMLTextAreaElement && control.selectionEnd === 0) {
    control.setSelectionRange(control.value.length, control.value.length);
  }
  if (!isTyping(control)) control.click();
}

export function singleKeysAreOn() {
  return localStorage.getItem(SINGLE_KEYS) !== "off";
}

/** @param {import("./calls.js").Calls} calls */
export function startShortcuts(calls) {
  let went = -Infinity;

  /** @param {KeyboardEvent} event @returns {boolean} whether the key meant something */
  function onSingleKey(event) {
    if (event.timeStamp - went < SEQUENCE_MS) {
      went = -Infinity;
      const place = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (place instanceof HTMLElement) place.click();
      return Boolean(place);
    }
    if (event.key === "g") went = event.timeStamp;
    else if (event.key === "?") openDialog("shortcuts");
    else if (event.key === "j") calls.move(1);
    else if (event.key === "k") calls.move(-1);
    else {
      const control = controlFor(event.key);
      if (!control) return false;
      use(control);
    }
    return true;
  }

  /** @param {string} name @returns {boolean} */
  function onChord(name) {
    if (/^Alt\+[1-9]$/.test(name)) calls.selectNth(Number(name.at(-1)) - 1);
    else if (name === "Alt+C" && calls.desk) {
      calls.show("customer");
      document.getElementById("column-customer")?.focus();
    } else {
      if (name === "Alt+N") calls.show("work");
      const control = controlFor(name);
      if (!control) return false;
      use(control);
    }
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.getModifierState("AltGraph")) return;
    const inDialog = Boolean(document.querySelector("dialog[open]"));
    const name = nameOf(event);
    if (event.altKey !== (event.ctrlKey || event.metaKey)) {
      if (!inDialog && onChord(name)) event.preventDefault();
    } else if (!event.altKey && !inDialog && !isTyping() && singleKeysAreOn() && onSingleKey(event)) {
      event.preventDefault();
    } else if (event.key === "Escape" && isTyping() && !inDialog) {
      // Leaves the field; what is typed stays.
      event.preventDefault();
      /** @type {HTMLElement} */ (document.activeElement).blur();
    }
  });

  const check = document.querySelector("[data-single-keys]");
  if (check instanceof HTMLInputElement) {
    check.checked = singleKeysAreOn();
    check.addEventListener("change", () => localStorage.setItem(SINGLE_KEYS, check.checked ? "on" : "off"));
  }
}
