// Buttons that command the telephone. Their effect comes back over the socket; only a refusal is told here.
import { send, valuesOf } from "./server.js";
import { closeToast, toast } from "./toasts.js";

/** @param {SubmitEvent} event */
async function onSubmit(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-command")) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  const path = (form.getAttribute("action") ?? "").replace("{call_id}", encodeURIComponent(form.dataset.callId ?? ""));
  form.setAttribute("aria-busy", "true");
  event.submitter?.setAttribute("aria-busy", "true");
  try {
    await send(path, valuesOf(form));
    closeToast(path); // why it was refused before
    if (form.hasAttribute("data-clear") || form.hasAttribute("data-dialog-form")) form.reset();
    form.closest("dialog")?.close();
    const menu = form.closest("details[data-menu]");
    if (menu instanceof HTMLDetailsElement) menu.open = false;
  } catch (refusal) {
    if (!(refusal instanceof Error)) throw refusal;
    toast(refusal.message, { tone: "error", key: path });
  } finally {
    form.removeAttribute("aria-busy");
    event.submitter?.removeAttribute("aria-busy");
  }
}

export function startCommands() {
  document.addEventListener("submit", onSubmit);
}
