// Notes save themselves. What the server has acknowledged is the field's default value; whatever differs from it
// is kept in this browser too, until it is acknowledged.
import { DraftForm } from "./draft_form.js";
import { forgetLocally, forgetOld } from "./local_drafts.js";

/** @type {Map<string, DraftForm>} by call */
const forms = new Map();

/** @param {Element | null} field @returns {DraftForm | undefined} */
function draftOf(field) {
  const form = field?.closest("form[data-draft]");
  return form instanceof HTMLFormElement ? forms.get(form.dataset.draft ?? "") : undefined;
}

/** Takes up the forms that are new on the page, lets go of those that left. */
function follow() {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (!(form instanceof HTMLFormElement)) continue;
    const call = form.dataset.draft ?? "";
    const known = forms.get(call);
    if (known?.form === form) known.onServerText();
    else {
      known?.leave();
      const draft = new DraftForm(form);
      forms.set(call, draft);
      draft.restore();
    }
  }
  for (const [call, draft] of forms) {
    if (draft.form.isConnected) continue;
    draft.leave();
    forms.delete(call);
  }
}

/**
 * What is typed in the call's notes is with the server, or cannot be brought there now.
 * @param {string} call
 */
export async function settleDraft(call) {
  await forms.get(call)?.settle();
}

/** @param {import("./stream.js").Stream} stream */
export function startDrafts(stream) {
  forgetOld();
  for (const saved of document.querySelectorAll("[data-forget-draft]")) forgetLocally(saved.getAttribute("data-forget-draft") ?? "");
  follow(); // a form that came with the page
  stream.addEventListener("change", follow);
  stream.addEventListener("up", () => forms.forEach((draft) => draft.saveIfDirty()));
  document.addEventListener("input", (event) => {
    const field = event.target instanceof Element ? event.target : null;
    if (field?.hasAttribute("data-draft-field")) draftOf(field)?.onInput();
  });
  document.addEventListener("change", (event) => {
    const field = event.target instanceof HTMLSelectElement ? event.target : null;
    if (field?.hasAttribute("data-draft-field")) draftOf(field)?.onInput();
  });
  document.addEventListener("focusout", (event) => {
    const field = event.target instanceof Element ? event.target : null;
    if (field?.hasAttribute("data-draft-field")) draftOf(field)?.saveIfDirty();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target instanceof HTMLFormElement ? event.target : null;
    if (!form?.dataset.draft) return;
    const draft = forms.get(form.dataset.draft);
    if (form.hasAttribute("data-draft-page")) {
      draft?.leaveWithPage(event);
      return;
    }
    event.preventDefault();
    draft?.finish();
  });
  addEventListener("pagehide", () => forms.forEach((draft) => draft.beacon()));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) forms.forEach((draft) => draft.saveIfDirty());
  });
}
