// A form that came back because something in it is wrong: whoever types goes on at the first wrong field.

/** @param {ParentNode} place */
function goToFirst(place) {
  const wrong = [...place.querySelectorAll('[aria-invalid="true"]')].find((field) => field instanceof HTMLElement && field.checkVisibility());
  if (wrong instanceof HTMLElement) wrong.focus();
}

export function startFaults() {
  goToFirst(document);
  document.addEventListener("htmx:afterSettle", (event) => event.target instanceof Element && goToFirst(event.target));
}
