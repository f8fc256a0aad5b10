// Short messages at the edge of the screen. Errors stay until they are closed; the rest leave by themselves.
import { element, icon } from "./elements.js";
import { text } from "./texts.js";

const STAYS_MS = 6000;
const MOST_TOASTS = 4;
const ICONS = { error: "circle-alert", good: "circle-check", plain: "bell", ring: "phone-incoming" };

/**
 * @param {string} sentence
 * @param {{tone?: "error"|"good"|"plain"|"ring", key?: string, actions?: HTMLElement[], stays?: boolean}} [options]
 * @returns {HTMLElement | null}
 */
export function toast(sentence, { tone = "plain", key = "", actions = [], stays = tone === "error" } = {}) {
  const region = document.getElementById("toasts");
  if (!region) return null;
  if (key) closeToast(key);
  const close = element("button", { type: "button", class: "button button-icon", "aria-label": text("close") }, icon("x"));
  const made = element("div", { class: `toast toast-${tone}`, role: tone === "error" ? "alert" : "status" });
  made.append(icon(ICONS[tone]), element("p", {}, sentence), ...actions, close);
  if (key) made.dataset.key = key;
  close.addEventListener("click", () => made.remove());
  region.append(made);
  while (region.children.length > MOST_TOASTS) region.firstElementChild?.remove();
  if (!stays) setTimeout(() => made.remove(), STAYS_MS);
  return made;
}

/** @param {string} key */
export function closeToast(key) {
  for (const old of document.querySelectorAll("#toasts > [data-key]")) {
    if (old instanceof HTMLElement && old.dataset.key === key) old.remove();
  }
}
