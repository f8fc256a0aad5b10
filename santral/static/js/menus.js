// Menus and dialogs: opened by their buttons, closed by Escape, by a click elsewhere or by a choice.

/** @param {HTMLDetailsElement} menu */
function close(menu) {
  const hadFocus = menu.contains(document.activeElement);
  menu.open = false;
  if (hadFocus) menu.querySelector("summary")?.focus();
}

/** @returns {HTMLDetailsElement[]} */
function openMenus() {
  return /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll("details[data-menu][open]")]);
}

/** Opens a dialog for a call; what was typed in it for the same call is still there. @param {string} id @param {string} [callId] */
export function openDialog(id, callId = "") {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  const form = dialog.querySelector("form[data-dialog-form]");
  if (form instanceof HTMLFormElement) {
    if (form.dataset.callId !== callId) form.reset();
    form.dataset.callId = callId;
  }
  dialog.showModal();
  dialog.querySelector("[hx-get]")?.dispatchEvent(new Event("opened")); // what it offers may have changed meanwhile
}

/** A row was chosen: its value goes into the field that its list belongs to. @param {Element} row */
function fill(row) {
  const field = document.getElementById(row.closest("[data-fills]")?.getAttribute("data-fills") ?? "");
  if (!(field instanceof HTMLInputElement)) return;
  field.value = row.getAttribute("data-fill") ?? "";
  field.focus();
}

/** Enter behind the beginning of a name takes the first who fits; behind a number it sends the form. @param {KeyboardEvent} event */
function takeFirst(event) {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.id || !/\p{L}/u.test(field.value)) return;
  const first = document.querySelector(`[data-fills="${CSS.escape(field.id)}"] [data-fill]`);
  if (!first) return;
  event.preventDefault();
  fill(first);
}

export function startMenus() {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    for (const menu of openMenus()) if (!target || !menu.contains(target)) menu.open = false;
    const opener = target?.closest("[data-dialog]");
    if (opener instanceof HTMLElement) openDialog(opener.dataset.dialog ?? "", opener.dataset.callId);
    const filler = target?.closest("[data-fill]");
    if (filler) fill(filler);
    if (target?.closest("[data-close-dialog]") || target instanceof HTMLDialogElement) target?.closest("dialog")?.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") openMenus().forEach(close);
    if (event.key === "Enter") takeFirst(event);
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const menu = openMenus().find((open) => open.contains(document.activeElement));
    if (!menu) return;
    const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll(".menu-item, .segmented button")]);
    const here = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = items[(here + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length];
    next?.focus();
    event.preventDefault();
  });
}
