// An application's form shows the fields of the kind that is chosen in it; the others are not sent.

/** @param {Event} event */
function onType(event) {
  const field = event.target;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || field.name !== "type") return;
  for (const set of field.form?.querySelectorAll("fieldset[data-custom-of]") ?? []) {
    if (!(set instanceof HTMLFieldSetElement)) continue;
    set.hidden = set.disabled = set.dataset.customOf !== field.value;
  }
}

export function startCustomFields() {
  document.addEventListener("change", onType);
}
