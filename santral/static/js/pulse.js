// Whether the other end still lives. A connection that died on the way is told of by nobody: a laptop that slept, a
// Wi-Fi that changed, a firewall that forgot. So the server is asked when it was silent, and given up when it stays so.

const SILENT_MS = 15000;
const ANSWER_MS = 5000;
const OPEN_MS = 10000;
const JUST_NOW_MS = 2000;

export class Pulse {
  /** @param {{ask: () => void, giveUp: () => void}} what */
  constructor(what) {
    this.what = what;
    this.asked = false;
    this.heardAt = -Infinity;
    /** @type {number | undefined} */
    this.timer = undefined;
  }

  /** A connection is being opened. */
  begin() {
    this.asked = false;
    this.heardAt = -Infinity;
    this.#after(OPEN_MS, () => this.what.giveUp());
  }

  /** Something came, whatever it was. */
  heard() {
    this.asked = false;
    this.heardAt = performance.now();
    this.#after(SILENT_MS, () => this.check());
  }

  /** Asks now, unless it is known anyway. */
  check() {
    if (this.asked || performance.now() - this.heardAt < JUST_NOW_MS) return;
    this.asked = true;
    this.what.ask();
    this.#after(ANSWER_MS, () => this.what.giveUp());
  }

  end() {
    this.asked = false;
    clearTimeout(this.timer);
  }

  /** @param {number} wait_ms @param {() => void} act */
  #after(wait_ms, act) {
    clearTimeout(this.timer);
    this.timer = setTimeout(act, wait_ms);
  }
}
