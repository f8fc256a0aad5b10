// What is typed and not yet acknowledged, kept in this browser: it outlives a reload, a crash and a dead link.

const PREFIX = "santral.draft.";
const OLDEST_MS = 24 * 3600 * 1000;

/** @typedef {{values: Record<string, string>, version: number, at: number}} LocalDraft */

/** The texts belong to who typed them: another account on this computer never sees them. */
function owner() {
  return document.documentElement.dataset.user ?? "";
}

/** @param {string} call */
function place(call) {
  return `${PREFIX}${owner()}.${call}`;
}

/** @param {string} call @param {LocalDraft} draft */
export function keepLocally(call, draft) {
  try {
    localStorage.setItem(place(call), JSON.stringify(draft));
  } catch {
    // The browser's store is full or closed; the server's copy follows in a moment.
  }
}

/** @param {string} call @returns {LocalDraft | null} */
export function keptLocally(call) {
  try {
    return JSON.parse(localStorage.getItem(place(call)) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} call */
export function forgetLocally(call) {
  localStorage.removeItem(place(call));
}

/** Removes texts of long ago. */
export function forgetOld() {
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX)) continue;
    let at = 0;
    try {
      at = JSON.parse(localStorage.getItem(name) ?? "{}").at ?? 0;
    } catch {
      // not ours to read: too old
    }
    if (Date.now() - at > OLDEST_MS) localStorage.removeItem(name);
  }
}
