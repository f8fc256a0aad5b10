// Business time that is left, counted on in the browser: while the house is closed it stands still, as on the server.
import { asTimer, serverNow } from "./timers.js";
import { text } from "./texts.js";

/** @type {[number, number][]} Openings and closings around now, in milliseconds since 1970. */
let openings = [];

/**
 * Milliseconds of business time between two moments.
 * @param {number} a
 * @param {number} b
 */
function worked(a, b) {
  return openings.reduce((sum, [opens, closes]) => sum + Math.max(0, Math.min(b, closes) - Math.max(a, opens)), 0);
}

/** @param {number} seconds */
function asWorkTime(seconds) {
  const whole = Math.floor(seconds);
  if (whole < 3600) return asTimer(whole);
  return text("hoursMinutes", { hours: Math.floor(whole / 3600), minutes: Math.floor(whole / 60) % 60 });
}

/**
 * @param {HTMLElement} chip
 * @param {number} now
 */
function show(chip, now) {
  const { due, warn, at, left, stopped } = chip.dataset;
  const late = due !== undefined && now > Date.parse(due);
  const still = stopped !== undefined;
  const seconds = still ? Number(left) : Number(left) - worked(Date.parse(at ?? ""), now) / 1000;
  const state = late ? "breached" : still ? "paused" : warn && now >= Date.parse(warn) ? "warning" : "ok";
  if (chip.dataset.state !== state) chip.dataset.state = state;
  const time = asWorkTime(Math.abs(seconds));
  const words = late ? (seconds <= -60 ? text("promiseLate", { time }) : text("promiseJustLate")) : text(still ? "promiseStill" : "promiseLeft", { time });
  const node = chip.querySelector("[data-promise-time]");
  if (node && node.textContent !== words) node.textContent = words;
}

function showAll() {
  const now = serverNow();
  for (const chip of document.querySelectorAll("[data-promise]")) if (chip instanceof HTMLElement) show(chip, now);
}

export function startPromises() {
  openings = JSON.parse(document.getElementById("openings")?.textContent || "[]");
  const tick = () => {
    showAll();
    setTimeout(tick, 1000 - (serverNow() % 1000));
  };
  tick();
}
