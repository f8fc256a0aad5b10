// Lists one can walk through with the arrows: search results under their field, rows of the history, call cards.

const ITEMS = ".choice, .entry > summary, .call-select, .open-item summary";

/** @param {Element} inside */
function itemsOf(inside) {
  return /** @type {HTMLElement[]} */ ([...inside.querySelectorAll(ITEMS)].filter((item) => item.getClientRects().length));
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const here = document.activeElement;
  if (!(here instanceof HTMLElement)) return;
  const down = event.key === "ArrowDown";
  const search = here.closest('form[role="search"]');
  if (search && here instanceof HTMLInputElement) {
    const results = search.querySelector("[data-results]") ?? document.querySelector(search.getAttribute("hx-target") ?? "#none");
    const first = down && results ? itemsOf(results)[0] : undefined;
    if (first) {
      event.preventDefault();
      first.focus();
    }
    return;
  }
  if (!here.matches(ITEMS)) return;
  const list = here.closest("[data-results], .rows, .timeline-rows, .calls");
  if (!list) return;
  const items = itemsOf(list);
  const place = items.indexOf(here) + (down ? 1 : -1);
  event.preventDefault();
  if (place < 0) list.closest('form[role="search"]')?.querySelector("input")?.focus();
  else items[place]?.focus();
}

/** Filters of the history: the chosen chip is marked, and its list knows that it is not the whole one. @param {Event} event */
function onChip(event) {
  const chip = event.target instanceof Element ? event.target.closest("[data-chips] .chip") : null;
  if (!chip) return;
  for (const other of chip.parentElement?.children ?? []) other.setAttribute("aria-pressed", String(other === chip));
  const rows = document.querySelector(chip.getAttribute("hx-target") ?? "#none");
  rows?.setAttribute("data-filter", chip.getAttribute("data-kind") ?? "");
}

export function startLists() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onChip);
  document.addEventListener("htmx:afterSwap", (event) => {
    const rows = event.target instanceof Element ? event.target.closest("[data-timeline]") : null;
    rows?.setAttribute("data-loaded", "");
  });
}
