// Times by the house's clock, wherever the reader sits, in the reader's language. The server writes UTC into `datetime`.
import { text } from "./texts.js";

const language = document.documentElement.lang || "tr";
const meta = document.querySelector('meta[name="house-zone"]');
const zone = meta instanceof HTMLMetaElement && known(meta.content) ? meta.content : undefined;
const exact = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short", timeZone: zone });
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", timeZone: zone });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric", timeZone: zone });
const dayThisYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: zone });
const calendarDay = new Intl.DateTimeFormat("en-CA", { day: "2-digit", month: "2-digit", year: "numeric", timeZone: zone });
const offset = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" });
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86400;

/** @param {string} name */
function known(name) {
  try {
    return Boolean(new Intl.DateTimeFormat(language, { timeZone: name }));
  } catch {
    return false;
  }
}

/**
 * What clocks show beside UTC at a moment, as "GMT+3".
 * @param {Date} at
 * @param {Intl.DateTimeFormat} format
 */
function besideUtc(at, format = offset) {
  return format.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? "";
}

/**
 * @param {Date} at
 * @param {Date} now
 */
function daysBetween(at, now) {
  const days = (/** @type {Date} */ d) => Date.parse(calendarDay.format(d)) / (DAY_S * 1000);
  return days(now) - days(at);
}

/**
 * @param {Date} at
 * @param {Date} now
 */
function dayOf(at, now) {
  const year = (/** @type {Date} */ d) => calendarDay.format(d).slice(0, 4);
  return (year(at) === year(now) ? dayThisYear : day).format(at);
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
  return dayOf(at, now);
}

/**
 * The time of the day, with the date where it is not today.
 * @param {Date} at
 * @param {Date} now
 */
export function clockTime(at, now = new Date()) {
  if (daysBetween(at, now) === 0) return clock.format(at);
  return `${dayOf(at, now)} ${clock.format(at)}`;
}

/**
 * Shows every time below `root` in few words. Where the browser does not know the house's zone, what the server
 * wrote stays: it is by the same clock.
 * @param {ParentNode} [root]
 */
export function showTimes(root = document) {
  if (!zone) return;
  const now = new Date();
  for (const node of root.querySelectorAll("time[data-time]")) {
    if (!(node instanceof HTMLTimeElement)) continue;
    const at = new Date(node.dateTime);
    const kind = node.dataset.time;
    const shown = kind === "ago" ? ago(at, now) : kind === "day" ? day.format(at) : clockTime(at, now);
    if (node.textContent !== shown) node.textContent = shown;
    if (node.dataset.told === node.dateTime) continue;
    node.dataset.told = node.dateTime;
    node.title = `${exact.format(at)} (${zone}, ${besideUtc(at)})`;
  }
}

/** Whether the reader's own clock shows something else than the house's, now or in half a year. */
function elsewhere() {
  const own = new Intl.DateTimeFormat("en", { timeZoneName: "shortOffset" });
  const moments = [0, 182].map((days) => new Date(Date.now() + days * DAY_S * 1000));
  return moments.some((at) => besideUtc(at, own) !== besideUtc(at));
}

/** Keeps "2 min ago" true while the page stays open. */
export function startTimes() {
  if (zone && elsewhere()) document.documentElement.dataset.elsewhere = "";
  showTimes();
  setInterval(() => showTimes(), MINUTE_S * 500);
  document.addEventListener("htmx:load", (event) => {
    const loaded = /** @type {CustomEvent} */ (event).detail?.elt;
    if (loaded instanceof Element) showTimes(loaded.parentElement ?? document);
  });
}
