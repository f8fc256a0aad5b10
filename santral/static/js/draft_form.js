// One contact's notes, result and details: saved as they are typed, restored after a break, never overwritten unseen.
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

  /** @returns {(HTMLTextAreaElement | HTMLInputElement | HTMLSelectElement)[]} */
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

  /** Everything that is typed, by the name of its field. @returns {Record<string, string>} */
  get typed() {
    /** @type {Record<string, string>} */
    const typed = { notes: this.notes, result: this.result };
    for (const field of this.fields) {
      if (field instanceof HTMLInputElement && field.type === "radio") {
        if (field.checked) typed[field.name] = field.value;
        else typed[field.name] ??= "";
      } else typed[field.name] = field.value;
    }
    return typed;
  }

  get dirty() {
    return this.fields.some(isDirty);
  }

  get inConflict() {
    return !(/** @type {HTMLElement} */ (this.form.querySelector("[data-conflict]")).hidden);
  }

  onInput() {
    keepLocally(this.call, { values: this.typed, version: this.version, at: Date.now() });
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
    if (this.dirty || version <= this.version) return;
    this.version = version;
    // What no frame changes, because the browser has made another field of it, is told beside.
    for (const field of this.fields) {
      const told = field.closest("[data-keep]") ? this.form.getAttribute(`data-${field.name}`) : null;
      if (told !== null && told !== field.value) this.set(field, told);
    }
    this.acknowledge(this.typed, version);
  }

  /** @param {HTMLTextAreaElement | HTMLInputElement | HTMLSelectElement} field @param {string} value */
  set(field, value) {
    field.value = value;
    if (field instanceof HTMLSelectElement && field.dataset.combobox) field.dispatchEvent(new CustomEvent("shown"));
  }

  /** Brings back what this browser kept and the server never had. */
  restore() {
    const kept = keptLocally(this.call);
    if (!kept?.values) return;
    const server = { notes: this.notes, result: this.result, version: this.version };
    const now = this.typed;
    if (Object.keys(now).every((name) => (kept.values[name] ?? "") === now[name])) {
      forgetLocally(this.call);
      return;
    }
    this.showAll(kept.values);
    if (kept.version < server.version && !(kept.values.notes ?? "").startsWith(server.notes)) {
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

  /** @param {Record<string, string>} values */
  showAll(values) {
    for (const field of this.fields) {
      const value = values[field.name] ?? "";
      if (field instanceof HTMLInputElement && field.type === "radio") field.checked = field.value === value;
      else if (field.value !== value) this.set(field, value);
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
    const typed = this.typed;
    this.tell("saving");
    try {
      const answer = await send(this.url, this.values(), "PUT");
      this.failures = 0;
      this.acknowledge(typed, answer?.version ?? this.version + 1);
      if (this.dirty) this.schedule(PAUSE_MS);
      else this.tell("draftKept");
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      if (refusal.status === 409 && refusal.data && "notes" in refusal.data) this.onConflict(refusal.data);
      else this.onFailure(refusal);
    }
  }

  values() {
    const { notes = "", result = "", ...details } = this.typed;
    const values = new URLSearchParams({ notes, result });
    for (const [name, value] of Object.entries(details)) if (value) values.set(name, value);
    values.set("version", String(this.version));
    return values;
  }

  /** The server has these texts: the fields know them as theirs. @param {Record<string, string>} values @param {number} version */
  acknowledge(values, version) {
    this.version = version;
    this.form.dataset.version = String(version);
    const sent = this.form.querySelector('input[type="hidden"][name="version"]');
    if (sent instanceof HTMLInputElement) sent.value = String(version);
    for (const field of this.fields) {
      const held = values[field.name] ?? "";
      const { value } = field;
      if (field instanceof HTMLTextAreaElement) {
        const { selectionStart, selectionEnd } = field;
        field.defaultValue = held;
        if (field.value !== value) field.value = value;
        field.setSelectionRange(selectionStart, selectionEnd);
      } else if (field instanceof HTMLSelectElement) {
        for (const option of field.options) option.defaultSelected = option.value === held;
        field.value = value;
      } else if (field.type === "radio") field.defaultChecked = field.value === held;
      else {
        field.defaultValue = held;
        if (field.value !== value) field.value = value;
      }
    }
    if (!this.dirty) forgetLocally(this.call);
  }

  /** @param {{notes: string, result: string, version: number}} theirs */
  onConflict(theirs) {
    if (theirs.notes === this.notes || this.notes.startsWith(theirs.notes)) {
      // The other text is an earlier state of this one.
      this.acknowledge({ ...this.typed, notes: theirs.notes, result: theirs.result }, theirs.version);
      this.schedule(0);
      return;
    }
    this.conflict(theirs);
  }

  /** @param {{notes: string, result: string, version: number}} theirs */
  conflict(theirs) {
    this.tell("notSaved", true);
    showConflict(this.form, theirs, (notes) => {
      this.acknowledge({ ...this.typed, notes: theirs.notes, result: theirs.result }, theirs.version);
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
      const typed = this.typed;
      const next = this.version + 1;
      const answer = await send(this.form.getAttribute("action") ?? "", values);
      // The card may stay: what is written from now on began from these words, or from later ones that came.
      this.acknowledge(typed, Math.max(this.version, next));
      this.tell("draftKept");
      if (answer?.interaction_id) this.offerToOpen(answer.interaction_id);
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

  /** What was saved can be looked at, and documents be put to it. @param {number} interaction */
  offerToOpen(interaction) {
    const link = element("a", { class: "button button-small", href: `/interactions/${interaction}#documents` }, text("interactionOpen"));
    toast(text("interactionSaved"), { tone: "good", actions: [link], key: `saved-${this.call}` });
  }

  /** The browser sends the form itself; no draft may come after it. @param {Event} event */
  leaveWithPage(event) {
    clearTimeout(this.timer);
    if (this.finishing || this.inConflict) {
      event.preventDefault();
      return;
    }
    if (!this.saving) {
      this.finishing = true;
      return;
    }
    event.preventDefault();
    void this.saving.then(() => this.form.requestSubmit());
  }

  /** The page goes away: one last try that the browser makes for us. */
  beacon() {
    if (!this.dirty || this.inConflict || (this.finishing && this.form.hasAttribute("data-draft-page"))) return;
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
