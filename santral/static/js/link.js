// Tells when the server itself is out of reach. What is typed meanwhile is kept.
import { element, icon } from "./elements.js";
import { TOO_MANY } from "./stream.js";
import { text } from "./texts.js";
import { toast } from "./toasts.js";

const PATIENCE_MS = 1200;

/** @param {number} code  with which the socket was closed */
function show(code) {
  document.documentElement.dataset.link = "down";
  const banner = document.getElementById("stream-lost") ?? element("div", { class: "banner banner-warning", id: "stream-lost", role: "alert", "data-own": "" });
  banner.replaceChildren(icon("wifi-off"), element("p", {}, text(code === TOO_MANY ? "tooManyTabs" : "connectionLost")));
  document.querySelector('[data-holds="banner"]')?.append(banner);
}

/** @param {import("./stream.js").Stream} stream */
export function startLink(stream) {
  let code = 0;
  /** @type {number | undefined} */
  let patience;
  stream.addEventListener("down", (event) => {
    const before = code;
    code = /** @type {CustomEvent<number>} */ (event).detail;
    if (patience === undefined) patience = setTimeout(() => show(code), PATIENCE_MS);
    else if (document.getElementById("stream-lost") && code !== before) show(code);
  });
  stream.addEventListener("up", () => {
    clearTimeout(patience);
    patience = undefined;
    const banner = document.getElementById("stream-lost");
    if (banner) toast(text("connectionBack"), { tone: "good" });
    banner?.remove();
    delete document.documentElement.dataset.link;
  });
}
