// Pieces of pages fetched by htmx: the token goes along, and a refusal is shown where it belongs.
import { csrfToken } from "./server.js";
import { text } from "./texts.js";
import { toast } from "./toasts.js";

/** @param {Event} event */
function detailOf(event) {
  return /** @type {CustomEvent} */ (event).detail;
}

export function startRequests() {
  document.addEventListener("htmx:configRequest", (event) => {
    detailOf(event).headers["X-CSRF-Token"] = csrfToken();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = detailOf(event);
    // A form with a mistake comes back as HTML with the sentence at the field: show it in place.
    if (xhr.status === 422 && (xhr.getResponseHeader("content-type") ?? "").includes("html")) {
      detailOf(event).shouldSwap = true;
      detailOf(event).isError = false;
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = detailOf(event);
    let sentence = "";
    try {
      sentence = JSON.parse(xhr.responseText).error;
    } catch {
      sentence = text("refused", { status: xhr.status });
    }
    toast(sentence || text("failed"), { tone: "error", key: "request" });
  });
  document.addEventListener("htmx:sendError", () => toast(text("failed"), { tone: "error", key: "request" }));
}
