// The sentences this code says, in the reader's language; the page carries them as data.

/** @type {Record<string, string>} */
let texts = {};

/** Reads the page's sentences. Called once, before anything speaks. */
export function readTexts() {
  const holder = document.getElementById("texts");
  texts = holder ? JSON.parse(holder.textContent || "{}") : {};
}

/**
 * A sentence by its name, its `{placeholders}` filled.
 * @param {string} name
 * @param {Record<string, string|number>} [values]
 */
export function text(name, values = {}) {
  const sentence = texts[name] ?? name;
  return sentence.replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
}
