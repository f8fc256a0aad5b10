// Times in the reader's zone and language. The server writes UTC into `datetime`; here it is shown.
import { text } from "./texts.js";

const language = document.documentElement.lang || "tr";
const exact = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" });
const dayThisYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86400;

/**
 * @param {Date} at
 * @param {Date} now
 */
function daysBetween(at, now) {
  const midnight = (/** @type {Date} */ d) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  return Math.round((midnight(now) - midnight(at)) / (DAY_S * 1000));
}

/**
 * How long ago, in words; a date where that says more.
 * @param {Date} at
 * @param {Date} now
 */
export function ago(at, now = new Date()) {
  const seconds = (now.getTime() - at.getTime()) / 1000;
  if (seconds < MINUTE_S) return relative.format(0, "minute");
  if (seconds < HOUR_S) return relative.format(-Math.floor(seconds / MINUTE_S), "minute");
  const days = daysBetween(at, now);
  if (days === 0) return clock.format(at);
  if (days === 1) return text("yesterday");
  if (days < 7) return relative.format(-days, "day");
  return (at.getFullYear() === now.getFullYear() ? dayThisYear : day).format(at);
}

/**
 * The time of the day, with the date where it is not today.
 * @param {Date} at
 * @param {Date} now
 */
export function clockTime(at, now = new Date()) {
  if (daysBetween(at, now) === 0) return clock.format(at);
  return `${(at.getFullYear() === now.getFullYear() ? dayThisYear : day).format(at)} ${clock.format(at)}`;
}

/**
 * Shows every time below `root` in the reader's own way.
 * @param {ParentNode} [root]
 */
export function showTimes(root = document) {
  const now = new Date();
  for (const node of root.querySelectorAll("time[data-time]")) {
    if (!(node instanceof HTMLTimeElement)) continue;
    const at = new Date(node.dateTime);
    const kind = node.dataset.time;
    const shown = kind === "ago" ? ago(at, now) : kind === "day" ? day.format(at) : clockTime(at, now);
    if (node.textContent !== shown) node.textContent = shown;
    const tip = exact.format(at);
    if (node.title !== tip) node.title = tip;
  }
}

/** Keeps "2 min ago" true while the page stays open. */
export function startTimes() {
  showTimes();
  setInterval(() => showTimes(), MINUTE_S * 500);
  document.addEventListener("htmx:load", (event) => {
    const loaded = /** @type {CustomEvent} */ (event).detail?.elt;
    if (loaded instanceof Element) showTimes(loaded.parentElement ?? document);
  });
}
