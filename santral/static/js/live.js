// Two people on one application: who else looks at it, and what they change, at once. The server says only that
// something is new; what it is, is asked for. What somebody types, opened or focused here stays.
import { parts, renew } from "./renew.js";
import { toast } from "./toasts.js";

const PAUSE_MS = 150;
const AGAIN_MS = 2000; // doubled each time, up to
const LONGEST_MS = 60000;
const GONE_MS = 1500; // who only loads the page anew is back by then
const LEAVES_MS = 10000; // by then the next page is there, or this one stays

/** The record is not there any more, or no longer for who looks: asking again changes nothing. */
class Gone extends Error {}

/** The page of one record, as the server sent it: take it before anything on it is changed. */
export class Live {
  constructor() {
    const page = document.querySelector("[data-live]");
    /** @type {HTMLElement | null} */
    this.page = page instanceof HTMLElement ? page : null;
    this.place = this.page?.dataset.live ?? "";
    this.version = Number(this.page?.dataset.version ?? 0);
    this.sent = this.page ? parts(this.page) : new Map();
    this.path = location.pathname.match(/^\/applications\/\d+/)?.[0] ?? "";
    /** @type {number | undefined} */
    this.timer = undefined;
    this.asking = false;
    this.again = false;
    this.fewerSince = 0;
    this.failures = 0;
    this.leavesTill = 0;
  }

  /** @param {import("./stream.js").Stream} stream */
  start(stream) {
    if (!this.page || !this.path) return;
    stream.place = this.place;
    stream.addEventListener("up", () => this.soon());
    stream.addEventListener("tell", (event) => {
      const tell = /** @type {CustomEvent} */ (event).detail;
      if (tell.kind === "place" && tell.key === this.place) this.soon();
    });
    stream.addEventListener("down", () => this.showLookers(null));
    // The next page is on its way and has it all; what is pressed on something new in this one would be lost.
    addEventListener("beforeunload", () => (this.leavesTill = performance.now() + LEAVES_MS));
  }

  /** Several things at once are asked for once. @param {number} [wait_ms] */
  soon(wait_ms = PAUSE_MS) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), Math.max(wait_ms, this.leavesTill - performance.now()));
  }

  /** One answer was lost, and nobody may tell of this change again. */
  later() {
    this.failures += 1;
    this.soon(Math.min(LONGEST_MS, AGAIN_MS * 2 ** (this.failures - 1)));
  }

  async ask() {
    if (performance.now() < this.leavesTill) return this.soon();
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    try {
      await this.look();
      this.failures = 0;
    } catch (error) {
      if (error instanceof Gone) return;
      this.later();
    } finally {
      this.asking = false;
      if (this.again) {
        this.again = false;
        this.soon();
      }
    }
  }

  async look() {
    const now = await this.fetch(`${this.path}/looking?since=${this.version}`);
    const told = now.querySelector("[data-now]");
    if (!(told instanceof HTMLElement)) return;
    this.onLookers(told.querySelector("[data-lookers]"));
    if (Number(told.dataset.now) <= this.version) return;
    const page = (await this.fetch(`${this.path}?since=${this.version}`)).querySelector("[data-live]");
    if (!(page instanceof HTMLElement) || !this.page) return;
    if (performance.now() < this.leavesTill) return this.soon();
    const waits = renew(this.page, page, this.sent);
    this.version = Number(page.dataset.version);
    this.sent = parts(page);
    const said = [...told.querySelectorAll("[data-said]")].map((one) => one.textContent?.trim() ?? "").reverse();
    for (const sentence of said) toast(sentence);
    if (waits) toast(this.page.dataset.kept ?? "", { key: "kept" });
  }

  /** Throws where no page came, `Gone` where none will. @param {string} path @returns {Promise<Document>} */
  async fetch(path) {
    const answer = await fetch(path, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(15000) });
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 429) throw new Gone();
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  /** Nothing moves for somebody who is back in a moment. @param {Element | null} lookers */
  onLookers(lookers) {
    const shown = document.querySelectorAll("[data-looking] .person-chip").length;
    const now = lookers?.querySelectorAll(".person-chip").length ?? 0;
    if (now < shown) {
      this.fewerSince ||= performance.now();
      const left = this.fewerSince + GONE_MS - performance.now();
      if (left > 0) {
        setTimeout(() => this.soon(), left);
        return;
      }
    }
    this.fewerSince = 0;
    this.showLookers(lookers);
  }

  /** @param {Element | null} lookers */
  showLookers(lookers) {
    const place = document.querySelector("[data-looking]");
    if (place && place.innerHTML !== (lookers?.outerHTML ?? "")) place.replaceChildren(...(lookers ? [lookers] : []));
  }
}
