// Light, dark, or as the system has it: shown at once, and told to the server for the next page.
import { send } from "./server.js";
import { toast } from "./toasts.js";

export function startTheme() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-theme-form")) return;
    event.preventDefault();
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement)) return;
    document.documentElement.dataset.theme = button.value;
    for (const other of form.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
    try {
      await send("/preferences", new URLSearchParams({ theme: button.value }));
    } catch (refusal) {
      toast(/** @type {Error} */ (refusal).message, { tone: "error" });
    }
  });
}
