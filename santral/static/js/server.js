// Asking the server to do something, and reading its refusals.
import { text } from "./texts.js";

export function csrfToken() {
  const meta = document.querySelector('meta[name="csrf-token"]');
  return meta instanceof HTMLMetaElement ? meta.content : "";
}

/** What the server, or the way to it, refused. `data` is the answer's JSON, where there was one. */
export class Refusal extends Error {
  /** @param {number} status 0 where nothing came back @param {string} sentence @param {any} data */
  constructor(status, sentence, data) {
    super(sentence);
    this.status = status;
    this.field = data?.field ?? "";
    this.data = data;
  }
}

/**
 * Sends a form's values. Returns the answer's JSON, or null where it has none; throws `Refusal`.
 * @param {string} path
 * @param {URLSearchParams} values
 * @param {string} [method]
 */
export async function send(path, values, method = "POST") {
  let response;
  try {
    response = await fetch(path, {
      method,
      body: values,
      headers: { "X-CSRF-Token": csrfToken(), Accept: "application/json" },
      signal: AbortSignal.timeout(15000),
    });
  } catch {
    throw new Refusal(0, text("failed"), null);
  }
  const data = (response.headers.get("content-type") ?? "").includes("json") ? await response.json() : null;
  if (response.ok) return data;
  if (response.status === 401) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  throw new Refusal(response.status, data?.error || text("refused", { status: response.status }), data);
}

/**
 * A form's values as they are sent.
 * @param {HTMLFormElement} form
 */
export function valuesOf(form) {
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") values.append(name, value);
  return values;
}
