// A past solution goes into the field one writes the solution in, behind what stands there already.

/** @param {Event} event */
function onUse(event) {
  const button = event.target instanceof Element ? event.target.closest("[data-use-solution]") : null;
  if (!(button instanceof HTMLElement)) return;
  const field = document.querySelector('[data-application-form] [name="resolution"]');
  if (!(field instanceof HTMLTextAreaElement)) return;
  const solution = button.dataset.useSolution ?? "";
  const written = field.value.trimEnd();
  if (!written.includes(solution)) field.value = written ? `${written}\n\n${solution}` : solution;
  const folded = field.closest("details");
  if (folded) folded.open = true;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
}

export function startSimilar() {
  document.addEventListener("click", onUse);
}
