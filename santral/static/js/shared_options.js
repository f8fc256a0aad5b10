// Long lists of options stand once on the page, in a template; a select takes them from there. What it holds
// already, also where it is retired by now, stays chosen.

/** @param {HTMLSelectElement} select */
export function fillOptions(select) {
  const source = select.dataset.options ? document.getElementById(`options-${select.dataset.options}`) : null;
  if (!(source instanceof HTMLTemplateElement) || select.dataset.filled) return;
  select.dataset.filled = "";
  const held = select.value;
  const options = [...source.content.querySelectorAll("option")].filter((option) => option.value !== select.dataset.without);
  const known = new Set(options.map((option) => option.value));
  for (const option of [...select.options]) if (option.value && known.has(option.value)) option.remove();
  select.append(...options.map((option) => option.cloneNode(true)));
  for (const option of select.options) option.defaultSelected = option.value === held;
  select.value = held;
}

/** @param {ParentNode} inside */
export function fillAllOptions(inside) {
  for (const select of inside.querySelectorAll("select[data-options]")) {
    if (select instanceof HTMLSelectElement) fillOptions(select);
  }
}
