// The tree of definitions: opened, folded, filtered, walked and moved by keys. What it sends, forms send too.
import { startDragging } from "./definition_drag.js";
import { filter, foldOf, itemOf, nameOf, names, rove, setFold, tree, unfoldAbove } from "./definition_rows.js";
import { element, icon } from "./elements.js";
import { isDirty } from "./fragments.js";
import { csrfToken } from "./server.js";
import { text } from "./texts.js";
import { toast } from "./toasts.js";

const MANY = 200;
const DIRECTIONS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" };

/** @param {string} path @returns {string} the row's own address */
function place(path) {
  return `${tree().dataset.definitions}/${path}`;
}

/**
 * Sends a form's values; the tree as it is afterwards, or the refusal as `{error, field}`.
 * @param {string} path @param {FormData | URLSearchParams} values
 */
async function send(path, values) {
  values.set("csrf_token", csrfToken());
  const answer = await fetch(path, { method: "POST", body: values, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(15000) });
  if (answer.ok) return { html: await answer.text(), error: "", field: "" };
  const data = await answer.json();
  return { html: "", error: String(data.error), field: String(data.field) };
}

/** @param {string} html */
function show(html) {
  const held = document.activeElement?.id ?? "";
  const morpher = /** @type {any} */ (window).Idiomorph;
  morpher.morph(tree(), html, {
    callbacks: {
      // What is folded, opened or filtered away belongs to the browser, and what is typed and not sent.
      beforeAttributeUpdated: (/** @type {string} */ name, /** @type {Element} */ node) =>
        !(name === "hidden" || name === "open" || (name === "aria-expanded" && node.matches(".definition-fold"))),
      beforeNodeMorphed: (/** @type {Node} */ old) => !(old instanceof Element && isDirty(old)),
    },
  });
  if (held) document.getElementById(held)?.focus();
  filter();
  rove();
}

/** What was asked before: a key that is held down asks often, and a later tree must not be shown before an earlier one. */
let before = Promise.resolve();

/**
 * @param {string} path @param {FormData | URLSearchParams} values @param {() => void} [done] called before it is shown
 * @returns {Promise<{error: string, field: string}>}
 */
function change(path, values, done) {
  const answered = before.then(async () => {
    try {
      const answer = await send(path, values);
      if (answer.error) return answer;
      done?.();
      show(answer.html);
      return answer;
    } catch {
      return { error: text("failed"), field: "" };
    }
  });
  before = answered.then(() => undefined);
  return answered;
}

/** Where it is now, for who does not see it. @param {string} code */
function announce(code) {
  const item = document.getElementById(`definition-${code}`);
  const siblings = [...(item?.parentElement?.children ?? [])];
  const said = document.getElementById("announce");
  const name = item?.querySelector(".definition-own")?.textContent ?? "";
  if (said && item) said.textContent = text("moved", { name, place: siblings.indexOf(item) + 1, all: siblings.length });
}

/** @param {string} code @param {Record<string, string>} values a direction, or a parent and a position */
async function move(code, values) {
  const open = document.querySelector(".definition-editor")?.closest(".definition");
  const opened = open instanceof HTMLElement ? (open.dataset.code ?? "") : "";
  const answer = await change(place(`${code}/move`), new URLSearchParams({ ...values, open: opened }));
  if (answer.error) toast(answer.error, { tone: "error", key: "definition" });
  unfoldAbove(nameOf(code));
  nameOf(code)?.focus();
  if (!answer.error) announce(code);
}

// --- opening

/** @param {HTMLElement} item */
async function open(item) {
  const link = /** @type {HTMLAnchorElement} */ (item.querySelector(".definition-name"));
  const was = item.querySelector(":scope > .definition-editor");
  close();
  if (was) return;
  const answer = await fetch(link.href, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    location.assign(link.href);
    return;
  }
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  close();
  item.querySelector(".definition-row")?.after(holder.content);
  link.setAttribute("aria-expanded", "true");
  /** @type {HTMLElement | null} */ (item.querySelector(".definition-editor .input"))?.focus();
}

function close() {
  const editor = document.querySelector(".definition-editor");
  const item = itemOf(editor);
  editor?.remove();
  item?.querySelector(".definition-name")?.removeAttribute("aria-expanded");
}

// --- forms

/** @param {HTMLFormElement} form @param {string} field @param {string} sentence */
function showError(form, field, sentence) {
  const input = field ? form.querySelector(`[name="${CSS.escape(field)}"]:not([type="hidden"])`) : null;
  const id = `error-${field}-shown`;
  const shown = element("p", { class: "field-error", id, role: "alert", "data-error": "" }, icon("circle-alert"), element("span", {}, sentence));
  (input?.closest(".field") ?? form).append(shown);
  input?.setAttribute("aria-invalid", "true");
  input?.setAttribute("aria-describedby", id);
  if (input instanceof HTMLElement) input.focus();
}

/** @param {HTMLFormElement} form */
function clearErrors(form) {
  for (const old of form.querySelectorAll("[data-error], .field-error")) old.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

/** What was sent is no longer only in the browser. @param {HTMLFormElement} form */
function settle(form) {
  if ("adds" in form.dataset) form.reset();
  for (const field of form.elements) if (field instanceof HTMLInputElement && field.type === "text") field.defaultValue = field.value;
}

/** @param {SubmitEvent} event */
async function onSubmit(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-definition-form]")) return;
  event.preventDefault();
  const values = new FormData(form, event.submitter);
  const code = itemOf(form)?.dataset.code ?? "";
  clearErrors(form);
  const answer = await change(form.action, values, () => settle(form));
  if (answer.error) {
    showError(form, answer.field, answer.error);
    return;
  }
  if ("adds" in form.dataset) /** @type {HTMLElement | null} */ (form.querySelector(".input"))?.focus();
  else if (form.action.endsWith("/move")) announce(code);
  else if (!document.querySelector(".definition-editor")) /** @type {HTMLElement | null} */ (tree().querySelector(".definition-name"))?.focus();
  toast(text("saved"), { tone: "good", key: "definition" });
}

// --- keys

/** @param {KeyboardEvent} event */
function onKey(event) {
  const name = event.target;
  if (!(name instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.key === "Escape" && name.closest(".definition-editor")) {
    const code = itemOf(name)?.dataset.code ?? "";
    close();
    nameOf(code)?.focus();
    event.preventDefault();
    return;
  }
  const item = itemOf(name);
  const direction = DIRECTIONS[/** @type {keyof typeof DIRECTIONS} */ (event.key)];
  if (!item || !name.matches(".definition-name")) return;
  if (event.altKey && direction) {
    event.preventDefault();
    void move(item.dataset.code ?? "", { direction });
    return;
  }
  if (event.altKey) return;
  const all = names();
  const here = all.indexOf(name);
  const button = foldOf(item);
  const unfolded = button?.getAttribute("aria-expanded") === "true";
  /** @type {HTMLElement | null | undefined} */
  let next;
  if (event.key === "ArrowDown") next = all[here + 1];
  else if (event.key === "ArrowUp") next = all[here - 1];
  else if (event.key === "Home") next = all[0];
  else if (event.key === "End") next = all.at(-1);
  else if (event.key === "ArrowRight" && button && !unfolded) setFold(button, true);
  else if (event.key === "ArrowRight" && button) next = all[here + 1];
  else if (event.key === "ArrowLeft" && button && unfolded) setFold(button, false);
  else if (event.key === "ArrowLeft") next = itemOf(item.parentElement)?.querySelector(".definition-name");
  else return;
  event.preventDefault();
  next?.focus();
}

/** @param {MouseEvent} event */
function onClick(event) {
  const target = event.target instanceof Element ? event.target : null;
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const button = target.closest("button.definition-fold");
  if (button instanceof HTMLElement) setFold(button, button.getAttribute("aria-expanded") !== "true");
  const name = target.closest(".definition-name");
  const closes = target.closest("[data-close-editor]");
  if (!name && !closes) return;
  event.preventDefault();
  const item = itemOf(name ?? closes);
  if (closes) {
    close();
    nameOf(item?.dataset.code ?? "")?.focus();
  } else if (item) void open(item);
}

function start() {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("focusin", (event) => {
    if (event.target instanceof Element && event.target.matches(".definition-name")) rove(event.target);
  });
  const box = document.querySelector("[data-filter-box]");
  if (box instanceof HTMLElement) box.hidden = false;
  document.getElementById("definition-filter")?.addEventListener("input", filter);
  if (Number(tree().dataset.count) > MANY) {
    for (const button of tree().querySelectorAll("button.definition-fold")) if (button instanceof HTMLElement) setFold(button, false);
    unfoldAbove(document.querySelector(".definition-editor"));
  }
  rove();
  startDragging(tree, (code, parent, position) => move(code, { parent, position: String(position) }));
}

start();
