// The socket: numbered changes of what the desk shows. After a break it asks for what it missed.
import { dropFragment, putAll, putFragment } from "./fragments.js";
import { Pulse } from "./pulse.js";

/**
 * @typedef {{kind: string, key?: string, title?: string, text?: string, link?: string}} Tell
 * @typedef {{n: number, epoch?: string, all?: Record<string, string>, put?: Record<string, string>,
 *   drop?: string[], tell?: Tell}} Frame
 */

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 15000;
const SIGNED_OUT = 4401;
const NOT_ALLOWED = 4403;
export const TOO_MANY = 4429;
const SILENT = 4000; // never sent by a server: nothing came, not even the end

/**
 * Events: `change` (detail: the frame, after it is on the screen; `snapshot` tells a whole one), `tell`, `up` when the
 * server is heard, `down` (detail: the close code).
 */
export class Stream extends EventTarget {
  /** @param {string} path */
  constructor(path = "/ws") {
    super();
    this.path = path;
    this.place = ""; // the record this page shows, as application-12
    this.epoch = "";
    this.n = 0;
    this.tries = 0;
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {number | undefined} */
    this.retry = undefined;
    this.ended = false;
    this.heard = false;
    this.pulse = new Pulse({ ask: () => this.ask(), giveUp: () => this.giveUp() });
  }

  start() {
    addEventListener("online", () => this.lookNow());
    addEventListener("pageshow", (event) => event.persisted && this.lookNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.lookNow());
    this.connect();
  }

  connect() {
    clearTimeout(this.retry);
    const address = new URL(this.path, location.href);
    if (this.place) address.searchParams.set("at", this.place);
    if (this.epoch) {
      address.searchParams.set("epoch", this.epoch);
      address.searchParams.set("after", String(this.n));
    }
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.socket = socket;
    this.heard = false;
    this.pulse.begin();
    // A browser that missed nothing is sent nothing; so it asks, and an answer says that it was let in.
    socket.addEventListener("open", () => socket === this.socket && this.pulse.check());
    socket.addEventListener("message", (event) => socket === this.socket && this.onMessage(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => socket === this.socket && this.onClose(event.code));
  }

  /** Something says that it may be otherwise now: tries at once, or asks whether the server is still there. */
  lookNow() {
    if (this.ended) return;
    if (!this.socket) this.connect();
    else if (this.socket.readyState === WebSocket.OPEN) this.pulse.check();
  }

  ask() {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send("ping");
  }

  /** Its end would be waited for as long as the operating system likes. */
  giveUp() {
    const socket = this.socket;
    this.onClose(SILENT);
    socket?.close();
  }

  /** @param {number} code */
  onClose(code) {
    this.socket = null;
    this.pulse.end();
    if (this.ended) return;
    if (code === SIGNED_OUT) {
      this.ended = true;
      location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
      return;
    }
    if (code === NOT_ALLOWED) {
      this.ended = true;
      return;
    }
    this.dispatchEvent(new CustomEvent("down", { detail: code }));
    const longest = code === TOO_MANY ? LONGEST_WAIT_MS : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.tries);
    this.tries += 1;
    // Jitter: after a restart of the server, a thousand desks must not all come back in the same moment.
    this.retry = setTimeout(() => this.connect(), longest * (0.5 + Math.random() / 2));
  }

  /** @param {Frame | {pong: true}} message */
  onMessage(message) {
    this.pulse.heard();
    if (!this.heard) {
      this.heard = true;
      this.tries = 0;
      this.dispatchEvent(new Event("up"));
    }
    if ("n" in message) this.onFrame(message);
  }

  /** @param {Frame} frame */
  onFrame(frame) {
    if (frame.all) {
      this.epoch = frame.epoch ?? "";
      putAll(frame.all);
    } else if (frame.n !== this.n + 1) {
      // A number is missing: come back with the last one that is on the screen.
      const socket = this.socket;
      this.socket = null;
      socket?.close();
      this.connect();
      return;
    } else {
      for (const key of frame.drop ?? []) dropFragment(key);
      for (const [key, html] of Object.entries(frame.put ?? {})) putFragment(key, html);
    }
    this.n = frame.n;
    this.dispatchEvent(new CustomEvent("change", { detail: { frame, snapshot: Boolean(frame.all) } }));
    if (frame.tell) this.dispatchEvent(new CustomEvent("tell", { detail: frame.tell }));
  }
}
