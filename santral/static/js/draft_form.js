// One call's notes and result: saved as they are typed, restored after a break, never overwritten unseen.
import { showConflict } from "./draft_conflict.js";
import { element } from "./elements.js";
import { isDirty } from "./fragments.js";
import { forgetLocally, keepLocally, keptLocally } from "./local_drafts.js";
import { Refusal, csrfToken, send } from "./server.js";
import { text } from "./texts.js";
import { toast } from "./toasts.js";

const PAUSE_MS = 500;
const LONGEST_RETRY_MS = 15000;

export class DraftForm {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.call = form.dataset.draft ?? "";
    this.url = form.dataset.draftUrl ?? "";
    this.version = Number(form.dataset.version ?? 0);
    /** @type {number | undefined} */
    this.timer = undefined;
    this.failures = 0;
    /** @type {Promise<void> | null} */
    this.saving = null;
    this.finishing = false;
  }

  /** @returns {(HTMLTextAreaElement | HTMLInputElement)[]} */
  get fields() {
    return /** @type {any} */ ([...this.form.querySelectorAll("[data-draft-field]")]);
  }

  get notesField() {
    return /** @type {HTMLTextAreaElement} */ (this.form.elements.namedItem("notes"));
  }

  get notes() {
    return this.notesField.value;
  }

  get result() {
    return String(new FormData(this.form).get("result") ?? "");
  }

  get dirty() {
    return this.fields.some(isDirty);
  }

  get inConflict() {
    return !(/** @type {HTMLElement} */ (this.form.querySelector("[data-conflict]")).hidden);
  }

  onInput() {
    keepLocally(this.call, { notes: this.notes, result: this.result, version: this.version, at: Date.now() });
    this.clearErrors();
    this.schedule(PAUSE_MS);
  }

  /** @param {number} wait_ms */
  schedule(wait_ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.saveIfDirty(), wait_ms);
  }

  /** The server's text came over the socket; it is on the screen unless something here was not saved yet. */
  onServerText() {
    const version = Number(this.form.dataset.version ?? 0);
    if (!this.dirty && version > this.version) this.version = version;
  }

  /** Brings back what this browser kept and the server never had. */
  restore() {
    const kept = keptLocally(this.call);
    if (!kept) return;
    if (kept.notes === this.notes && kept.result === this.result) {
      forgetLocally(this.call);
      return;
    }
    const server = { notes: this.notes, result: this.result, version: this.version };
    this.show(kept.notes, kept.result);
    if (kept.version < server.version && !kept.notes.startsWith(server.notes)) {
      this.conflict(server);
      return;
    }
    toast(text("restored"), { tone: "good", key: `restored-${this.call}` });
    this.saveIfDirty();
  }

  /** @param {string} notes @param {string} result */
  show(notes, result) {
    this.notesField.value = notes;
    for (const field of this.fields) {
      if (field instanceof HTMLInputElement && field.type === "radio") field.checked = field.value === result;
    }
  }

  saveIfDirty() {
    clearTimeout(this.timer);
    if (!this.dirty || this.finishing || this.inConflict || this.saving) return;
    this.saving = this.save().finally(() => (this.saving = null));
  }

  /** Saves at once what is typed, after a save that is under way. */
  async settle() {
    await this.saving;
    this.saveIfDirty();
    await this.saving;
  }

  async save() {
    const notes = this.notes;
    const result = this.result;
    this.tell("saving");
    try {
      const answer = await send(this.url, this.values(), "PUT");
      this.failures = 0;
      this.acknowledge(notes, result, answer?.version ?? this.version + 1);
      if (this.dirty) this.schedule(PAUSE_MS);
      else this.tell("saved");
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      if (refusal.status === 409 && refusal.data && "notes" in refusal.data) this.onConflict(refusal.data);
      else this.onFailure(refusal);
    }
  }

  values() {
    return new URLSearchParams({ notes: this.notes, result: this.result, version: String(this.version) });
  }

  /** The server has this text: the fields know it as theirs. @param {string} notes @param {string} result @param {number} version */
  acknowledge(notes, result, version) {
    this.version = version;
    this.form.dataset.version = String(version);
    for (const field of this.fields) {
      if (field instanceof HTMLTextAreaElement) {
        const { value, selectionStart, selectionEnd } = field;
        field.defaultValue = notes;
        if (field.value !== value) field.value = value;
        field.setSelectionRange(selectionStart, selectionEnd);
      } else field.defaultChecked = field.value === result;
    }
    if (!this.dirty) forgetLocally(this.call);
  }

  /** @param {{notes: string, result: string, version: number}} theirs */
  onConflict(theirs) {
    if (theirs.notes === this.notes || this.notes.startsWith(theirs.notes)) {
      // The other text is an earlier state of this one.
      this.acknowledge(theirs.notes, theirs.result, theirs.version);
      this.schedule(0);
      return;
    }
    this.conflict(theirs);
  }

  /** @param {{notes: string, result: string, version: number}} theirs */
  conflict(theirs) {
    this.tell("notSaved", true);
    showConflict(this.form, theirs, (notes) => {
      this.acknowledge(theirs.notes, theirs.result, theirs.version);
      this.show(notes, notes === theirs.notes ? theirs.result : this.result);
      this.notesField.focus();
      this.onInput();
      this.saveIfDirty();
    });
  }

  /** @param {Refusal} refusal */
  onFailure(refusal) {
    this.tell("notSaved", true);
    if (refusal.status >= 400 && refusal.status < 500 && refusal.status !== 408 && refusal.status !== 429) {
      this.showError(refusal.field || "notes", refusal.message);
      return;
    }
    this.failures += 1;
    this.schedule(Math.min(LONGEST_RETRY_MS, 1000 * 2 ** this.failures));
  }

  /** Saves the call as an interaction. The card leaves over the socket. */
  async finish() {
    if (this.finishing || this.inConflict) return;
    clearTimeout(this.timer);
    this.finishing = true;
    const button = this.form.querySelector('button[type="submit"]');
    button?.setAttribute("aria-busy", "true");
    try {
      await this.saving;
      const values = this.values();
      values.set("member_id", String(new FormData(this.form).get("member_id") ?? ""));
      const notes = this.notes;
      const result = this.result;
      const next = this.version + 1;
      await send(this.form.getAttribute("action") ?? "", values);
      // The card may stay: what is written from now on began from these words, or from later ones that came.
      this.acknowledge(notes, result, Math.max(this.version, next));
      this.tell("saved");
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      if (refusal.status === 409 && refusal.data && "notes" in refusal.data) this.onConflict(refusal.data);
      else if (refusal.field) this.showError(refusal.field, refusal.message);
      else toast(refusal.message, { tone: "error", key: this.url });
    } finally {
      this.finishing = false;
      button?.removeAttribute("aria-busy");
    }
  }

  /** The page goes away: one last try that the browser makes for us. */
  beacon() {
    if (!this.dirty || this.inConflict) return;
    const values = this.values();
    values.set("csrf_token", csrfToken());
    navigator.sendBeacon(this.url, values);
  }

  /** The form left the page, as after the call was closed in another window. */
  leave() {
    clearTimeout(this.timer);
    if (!this.dirty || this.finishing || !this.notes.trim()) return;
    const copy = element("textarea", { class: "input", readonly: "", rows: "3", "aria-label": text("leftOver") });
    /** @type {HTMLTextAreaElement} */ (copy).value = this.notes;
    toast(text("leftOver"), { tone: "error", actions: [copy] });
    forgetLocally(this.call);
  }

  /** @param {string} name  a sentence's name @param {boolean} [bad] */
  tell(name, bad = false) {
    const place = /** @type {HTMLElement | null} */ (this.form.querySelector("[data-draft-state]"));
    if (!place) return;
    place.textContent = text(name);
    if (bad) place.dataset.tone = "bad";
    else delete place.dataset.tone;
  }

  /** @param {string} field @param {string} sentence */
  showError(field, sentence) {
    this.clearErrors();
    const input = this.form.querySelector(`[name="${CSS.escape(field)}"]`);
    const id = `error-${field}-${this.call}`;
    const shown = element("p", { class: "field-error", id, role: "alert", "data-error": "" }, sentence);
    (input?.closest(".field") ?? this.form).append(shown);
    input?.setAttribute("aria-invalid", "true");
    input?.setAttribute("aria-describedby", id);
    if (input instanceof HTMLElement) input.focus();
  }

  clearErrors() {
    for (const old of this.form.querySelectorAll("[data-error]")) old.remove();
    for (const field of this.form.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
  }
}
