// The bell's menu is fetched when it is opened; what somebody is told now is also shown at the edge of the screen.
import { element } from "./elements.js";
import { text } from "./texts.js";
import { toast } from "./toasts.js";

function fetchLatest() {
  /** @type {any} */ (window).htmx?.ajax("GET", "/notifications/latest", { target: "#bell-latest", swap: "innerHTML" });
}

/** @param {import("./stream.js").Tell} tell */
function onTell(tell) {
  if (tell.kind !== "notification" || !tell.text) return;
  const actions = tell.link ? [element("a", { class: "button button-small", href: tell.link }, text("show"))] : [];
  // It waits under the bell, so it need not be closed by hand here, over the calls of who supervises many. What
  // is told of the same thing takes the place of what was told before.
  toast(tell.text, { tone: tell.title === "sla-breached" ? "error" : "plain", key: tell.link, actions, stays: false });
  if (bell()?.open) fetchLatest();
}

function bell() {
  return /** @type {HTMLDetailsElement | null} */ (document.querySelector("details#bell"));
}

/** @param {import("./stream.js").Stream} stream */
export function startNotifications(stream) {
  stream.addEventListener("tell", (event) => onTell(/** @type {CustomEvent} */ (event).detail));
  // `toggle` does not bubble, but it can be caught on its way down.
  document.addEventListener("toggle", (event) => event.target === bell() && bell()?.open && fetchLatest(), { capture: true });
}
