// Buttons that command the telephone are off while none can be commanded, and say why. They stay reachable by the
// keyboard (`aria-disabled`), so that the reason can be found by everybody.
import { text } from "./texts.js";
import { toast } from "./toasts.js";

const OFF = "aria-disabled";
/** What a button's tooltip says when it works. @type {WeakMap<Element, string>} */
const tooltips = new WeakMap();

/** Why nothing can be commanded now; "" where it can. */
function reason() {
  const phone = document.getElementById("me")?.dataset.phone;
  if (phone === "none") return text("noPhone");
  return phone === "down" || document.querySelector("[data-holds] > #link") ? text("linkDown") : "";
}

function reflect() {
  const why = reason();
  for (const button of document.querySelectorAll("[data-needs-phone]")) {
    const off = button.getAttribute(OFF) === "true";
    if (why) {
      if (!off) tooltips.set(button, button.getAttribute("title") ?? "");
      button.setAttribute(OFF, "true");
      button.setAttribute("title", why);
      button.setAttribute("aria-description", why);
    } else if (off) {
      const title = tooltips.get(button);
      if (title) button.setAttribute("title", title);
      else button.removeAttribute("title");
      button.removeAttribute(OFF);
      button.removeAttribute("aria-description");
    }
  }
}

/** @param {Event} event */
function refuse(event) {
  const target = event.target instanceof Element ? event.target : null;
  if (!target?.closest(`[data-needs-phone][${OFF}="true"]`)) return;
  event.preventDefault();
  event.stopPropagation();
  toast(reason(), { key: "phone" });
}

/** @param {import("./stream.js").Stream} stream */
export function startPhone(stream) {
  stream.addEventListener("change", reflect);
  document.addEventListener("htmx:afterSwap", reflect);
  // Enter in a form clicks its button, too.
  document.addEventListener("click", refuse, { capture: true });
}
