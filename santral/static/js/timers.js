// Running times: one ticker for all of them, in step with the seconds of the clock.

/** @param {number} seconds */
export function asTimer(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** @param {string} name */
function limit(name) {
  const meta = document.querySelector(`meta[name="${name}"]`);
  return meta instanceof HTMLMetaElement ? Number(meta.content) : Infinity;
}

/** Milliseconds by which the server's clock is ahead of this one; told by the socket's first frame where it can be. */
let skew = 0;

/** @param {number} milliseconds */
export function setSkew(milliseconds) {
  skew = milliseconds;
}

/** Milliseconds since 1970 by the server's clock. */
export function serverNow() {
  return Date.now() + skew;
}

/**
 * Brings every running time below `root` up to date.
 * @param {ParentNode} [root]
 */
export function showTimers(root = document) {
  const now = Date.now() + skew;
  for (const node of root.querySelectorAll("time[data-since]")) {
    if (!(node instanceof HTMLTimeElement)) continue;
    const shown = asTimer((now - Date.parse(node.dateTime)) / 1000);
    if (node.textContent !== shown) node.textContent = shown;
  }
  const amber = limit("queue-amber-s");
  const red = limit("queue-red-s");
  for (const chip of root.querySelectorAll(".queue-chip")) {
    if (!(chip instanceof HTMLElement)) continue;
    const waited = chip.dataset.warnSince ? (now - Date.parse(chip.dataset.warnSince)) / 1000 : 0;
    const level = waited >= red ? "red" : waited >= amber ? "amber" : "";
    if (level) chip.dataset.level = level;
    else delete chip.dataset.level;
  }
}

export function startTimers() {
  const tick = () => {
    showTimers();
    setTimeout(tick, 1000 - ((Date.now() + skew) % 1000));
  };
  tick();
}
