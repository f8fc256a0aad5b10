// Whom a new application goes to: the rules are proposed for what they cover, and whoever opens it for the rest.
// What somebody chose instead stays.

/** @typedef {Record<string, {given: boolean, otherwise: string[]}>} Coverage  by kind of application */

/** @param {HTMLFormElement} form @param {string} name */
function chosen(form, name) {
  const value = new FormData(form).get(name);
  return typeof value === "string" ? value : "";
}

/** @param {Event} event */
function onChange(event) {
  const field = event.target;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return;
  if (field.name !== "type" && field.name !== "category") return;
  const owner = field.form?.querySelector("select[data-rules]");
  if (!field.form || !(owner instanceof HTMLSelectElement)) return;
  const { rules, proposed, opener, byRule, nobody } = owner.dataset;
  const covered = /** @type {Coverage} */ (JSON.parse(rules ?? "{}"))[chosen(field.form, "type")];
  const given = covered !== undefined && covered.given !== covered.otherwise.includes(chosen(field.form, "category"));
  owner.options[0].textContent = (given ? byRule : nobody) ?? "";
  const proposal = (given ? "" : opener) ?? "";
  if (owner.value === proposed) owner.value = proposal;
  owner.dataset.proposed = proposal;
}

export function startOwnerProposal() {
  document.addEventListener("change", onChange);
}
