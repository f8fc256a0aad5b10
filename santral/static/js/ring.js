// A ring is told to everybody: to a screen reader at once, in the title, as a desktop notification where the
// page is hidden, and softly as a sound where that is wanted.
import { element } from "./elements.js";
import { text } from "./texts.js";
import { closeToast, toast } from "./toasts.js";

const plainTitle = document.title;
/** @type {Map<string, Notification>} */
const notifications = new Map();
/** Keys of the cards that ring, also on pages that do not show them. @type {Map<string, string>} */
const ringing = new Map();

/** @param {string} name */
function isOn(name) {
  return localStorage.getItem(`santral.${name}`) === "on";
}

/** @param {string} sentence @param {boolean} now */
export function announce(sentence, now = false) {
  const region = document.getElementById(now ? "announce-now" : "announce");
  if (!region) return;
  region.textContent = "";
  requestAnimationFrame(() => (region.textContent = sentence));
}

/** One after the other; some names end with a full stop of their own. @param {string[]} parts */
function sentences(...parts) {
  return parts.filter(Boolean).map((part) => part.replace(/\.$/, "")).join(". ");
}

function showTitle() {
  const first = [...ringing.values()][0];
  document.title = first ? `\u260E ${first}` : plainTitle;
}

/** @param {string} key */
function stop(key) {
  ringing.delete(key);
  notifications.get(key)?.close();
  notifications.delete(key);
  closeToast(key);
  showTitle();
}

/** A slow look-up: the ring was told by its number, and the name came after. @param {string} key */
function rename(key) {
  const name = document.getElementById(key)?.querySelector("[data-select-call]")?.textContent ?? "";
  if (!name || name === ringing.get(key)) return;
  ringing.set(key, name);
  const shown = notifications.get(key);
  if (shown) notify(key, name, shown.body); // of the same tag: in the place of the one before
  announce(sentences(text("ring"), name), true);
  showTitle();
}

/** @param {string} key */
function select(key) {
  const card = document.getElementById(key);
  /** @type {HTMLElement | null} */ (card?.querySelector("[data-select-call]"))?.click();
}

/** @param {string} key @param {string} title @param {string} body */
function notify(key, title, body) {
  if (!document.hidden || !isOn("notifications") || !("Notification" in window) || Notification.permission !== "granted") return;
  let shown;
  try {
    shown = new Notification(title, { body, tag: key, icon: "/static/icon.svg" });
  } catch {
    return; // a telephone's browser has them only for installed programs
  }
  shown.addEventListener("click", () => {
    window.focus();
    if (document.getElementById("desk")) select(key);
    else location.assign(`/?call=${key.replace(/^call-/, "")}`);
    shown.close();
  });
  notifications.set(key, shown);
}

/** Two soft tones. */
function playSound() {
  if (!isOn("sound")) return;
  const audio = new AudioContext();
  const volume = audio.createGain();
  volume.connect(audio.destination);
  volume.gain.setValueAtTime(0.0001, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.06, audio.currentTime + 0.04);
  volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.9);
  [523, 659].forEach((pitch, place) => {
    const tone = audio.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(volume);
    tone.start(audio.currentTime + place * 0.18);
    tone.stop(audio.currentTime + 0.9);
    tone.onended = () => place === 1 && audio.close();
  });
}

/** @param {import("./stream.js").Tell} tell */
function onTell(tell) {
  if (tell.kind === "ring" && tell.key) {
    const title = tell.title ?? "";
    ringing.set(tell.key, title);
    announce(sentences(text("ring"), title, tell.text ?? ""), true);
    showTitle();
    notify(tell.key, title, tell.text ?? "");
    playSound();
    if (!document.getElementById("desk")) {
      const go = element("a", { class: "button button-small", href: `/?call=${tell.key.replace(/^call-/, "")}` }, text("openConsole"));
      toast([title, tell.text].filter(Boolean).join(" · "), { tone: "ring", key: tell.key, actions: [go], stays: true });
    }
  } else if (tell.kind === "notice" && tell.text) {
    toast(tell.text);
  }
}

/** @param {import("./stream.js").Frame} frame */
function onChange(frame) {
  if (frame.all) {
    for (const key of ringing.keys()) if (!(key in frame.all) || !frame.all[key].includes('data-state="ringing"')) stop(key);
    return;
  }
  for (const key of frame.drop ?? []) if (ringing.has(key)) stop(key);
  for (const [key, html] of Object.entries(frame.put ?? {})) {
    if (!ringing.has(key)) continue;
    if (!html.includes('data-state="ringing"')) stop(key);
    else rename(key);
  }
}

/** @param {HTMLElement} control */
async function flip(control) {
  const name = control.dataset.switch ?? "";
  let on = !isOn(name);
  if (on && name === "notifications" && "Notification" in window && Notification.permission !== "granted") {
    on = (await Notification.requestPermission()) === "granted";
    if (!on) toast(text("notificationsAsk"), { tone: "error" });
  }
  localStorage.setItem(`santral.${name}`, on ? "on" : "off");
  control.setAttribute("aria-checked", String(on));
  if (on && name === "sound") playSound();
}

/** @param {import("./stream.js").Stream} stream */
export function startRing(stream) {
  stream.addEventListener("change", (event) => onChange(/** @type {CustomEvent} */ (event).detail.frame));
  stream.addEventListener("tell", (event) => onTell(/** @type {CustomEvent} */ (event).detail));
  for (const control of document.querySelectorAll("[data-switch]")) {
    if (!(control instanceof HTMLElement)) continue;
    control.setAttribute("aria-checked", String(isOn(control.dataset.switch ?? "")));
    control.addEventListener("click", () => flip(control));
  }
}
