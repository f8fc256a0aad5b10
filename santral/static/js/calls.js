// Which call is being worked on. Its card is marked; its customer and its work are shown beside it.
import { isTyping } from "./elements.js";
import { isDirty } from "./fragments.js";

/** Ringing first, then what is alive, then what is left to do. */
const RANKS = ["ringing", "dialling", "talking", "held", "wrap-up", "missed", "elsewhere"];
const WORKED_ON = new Set(["dialling", "talking", "held", "wrap-up"]);
const WORTH_SHOWING = ["talking", "dialling", "ringing", "held", "wrap-up"];
const TAKES_SCREEN = new Set(["dialling", "talking"]);
const NOT_ANSWERED = new Set(["missed", "elsewhere"]);
const REMEMBERED = "santral.call";

/** @returns {HTMLElement[]} */
function cards() {
  return /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.call-card[data-region="calls"]')]);
}

/** @param {string} call */
function cardOf(call) {
  return call ? document.getElementById(`call-${call}`) : null;
}

/** @param {HTMLElement} card */
function rank(card) {
  const place = RANKS.indexOf(card.dataset.state ?? "");
  return place < 0 ? RANKS.length : place;
}

export class Calls {
  constructor() {
    this.desk = document.getElementById("desk");
    /** @type {Map<string, string>} */
    this.states = new Map();
    this.selected = "";
    /** What a ring took the screen from. */
    this.interrupted = "";
  }

  /** @param {import("./stream.js").Stream} stream */
  start(stream) {
    if (!this.desk) return;
    this.selected = sessionStorage.getItem(REMEMBERED) ?? "";
    const asked = new URLSearchParams(location.search).get("call");
    if (asked) this.selected = asked;
    stream.addEventListener("change", (event) => this.onChange(/** @type {CustomEvent} */ (event).detail.snapshot));
    document.addEventListener("click", (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const chosen = target?.closest("[data-select-call]");
      if (chosen) this.select(chosen.getAttribute("data-select-call") ?? "", { show: true });
      const tab = target?.closest("[data-show]");
      if (tab) this.show(tab.getAttribute("data-show") ?? "calls");
    });
  }

  /** @param {boolean} snapshot */
  onChange(snapshot) {
    const before = this.states;
    this.states = new Map(cards().map((card) => [card.dataset.call ?? "", card.dataset.state ?? ""]));
    this.arrange();
    this.choose(before, snapshot);
    // A reload within a call: the customer is what was looked at, also where there is room for one column only.
    if (snapshot && before.size === 0 && WORKED_ON.has(this.states.get(this.selected) ?? "")) this.show("customer");
    this.reflect();
  }

  /**
   * A ring takes the screen from nobody who talks or writes, and gives it back where it was not answered; a call
   * that was answered takes it from everything but a text being typed.
   * @param {Map<string, string>} before
   * @param {boolean} snapshot
   */
  choose(before, snapshot) {
    if (!this.states.has(this.selected)) {
      this.selected = "";
      const first = this.first();
      if (first) this.take(first);
    }
    for (const [call, state] of this.states) {
      if (call === this.selected || before.get(call) === state) continue;
      if (TAKES_SCREEN.has(state) && !snapshot && !(isTyping() && this.isWriting())) this.take(call);
      else if (state === "ringing" && !this.isBusy()) this.takeForRing(call);
    }
    if (NOT_ANSWERED.has(this.states.get(this.selected) ?? "") && this.states.get(this.interrupted) === "wrap-up") {
      this.take(this.interrupted);
    }
  }

  /** The call to work on where none is chosen; "" where there is nothing to do. */
  first() {
    for (const state of WORTH_SHOWING) {
      const found = cards().find((card) => card.dataset.state === state);
      if (found) return found.dataset.call ?? "";
    }
    return "";
  }

  /** @param {string} call */
  take(call) {
    this.selected = call;
    if (this.desk?.dataset.view !== "work" || !isTyping()) this.show("customer");
  }

  /** @param {string} call */
  takeForRing(call) {
    this.interrupted = this.selected;
    this.take(call);
  }

  isWriting() {
    return Boolean(document.activeElement?.closest('[data-region="work"]'));
  }

  /** Whether the call on the screen is being worked on. What is left to write of a call that is over can wait. */
  isBusy() {
    const state = this.states.get(this.selected) ?? "";
    if (state === "wrap-up") return this.isWriting();
    if (WORKED_ON.has(state)) return true;
    if (state === "ringing") return true; // the first of several rings stays; the others wait as cards
    const work = document.getElementById(`work-${this.selected}`);
    return Boolean(work && [...work.querySelectorAll("[data-draft-field]")].some(isDirty));
  }

  /** Puts the cards in order, moving only those that are out of it. */
  arrange() {
    const all = cards();
    const wanted = [...all].sort((a, b) => rank(a) - rank(b) || (a.dataset.at ?? "").localeCompare(b.dataset.at ?? ""));
    const focused = document.activeElement;
    wanted.forEach((card, place) => {
      const holder = card.parentElement;
      if (holder && holder.children[place] !== card) holder.insertBefore(card, holder.children[place]);
    });
    if (focused instanceof HTMLElement && focused !== document.activeElement) focused.focus({ preventScroll: true });
  }

  /**
   * @param {string} call
   * @param {{show?: boolean}} [options]
   */
  select(call, { show = false } = {}) {
    if (!cardOf(call)) return;
    this.selected = call;
    this.reflect();
    if (show) this.show("customer");
  }

  /** @param {number} by  1 for the next card, -1 for the one before */
  move(by) {
    const all = cards();
    const here = all.findIndex((card) => card.dataset.call === this.selected);
    const next = all[here < 0 ? 0 : Math.min(all.length - 1, Math.max(0, here + by))];
    if (!next) return;
    this.select(next.dataset.call ?? "");
    next.scrollIntoView({ block: "nearest" });
    /** @type {HTMLElement | null} */ (next.querySelector(".call-select"))?.focus();
  }

  /** @param {number} place  counted from 0 */
  selectNth(place) {
    const card = cards()[place];
    if (card) this.select(card.dataset.call ?? "", { show: true });
  }

  /** @param {string} view  "calls" | "customer" | "work", on narrow screens */
  show(view) {
    if (!this.desk) return;
    this.desk.dataset.view = view;
    for (const tab of document.querySelectorAll("[data-show]")) {
      tab.setAttribute("aria-pressed", String(tab.getAttribute("data-show") === view));
    }
  }

  /** Shows what the selection says. */
  reflect() {
    if (!this.desk) return;
    for (const card of cards()) {
      if (card.dataset.call === this.selected) card.setAttribute("aria-current", "true");
      else card.removeAttribute("aria-current");
    }
    for (const region of ["customer", "work"]) {
      for (const panel of document.querySelectorAll(`[data-region="${region}"]`)) {
        if (panel instanceof HTMLElement) panel.hidden = panel.dataset.call !== this.selected;
      }
    }
    const idle = document.getElementById("idle");
    const busy = Boolean(document.getElementById(`customer-${this.selected}`));
    if (idle) idle.hidden = busy;
    this.desk.dataset.busy = busy ? "yes" : "no";
    this.desk.dataset.work = document.getElementById(`work-${this.selected}`) ? "yes" : "no";
    const ringing = cards().filter((card) => card.dataset.state === "ringing").length;
    for (const count of document.querySelectorAll("[data-call-count]")) {
      if (!(count instanceof HTMLElement)) continue;
      count.textContent = String(ringing);
      count.hidden = ringing === 0;
    }
    if (this.selected) sessionStorage.setItem(REMEMBERED, this.selected);
    else sessionStorage.removeItem(REMEMBERED);
    this.desk.dispatchEvent(new CustomEvent("selection", { detail: this.selected }));
  }
}
