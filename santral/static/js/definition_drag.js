// Moving a definition by its handle, with a mouse, a pen or a finger. Escape leaves everything as it was.

const STARTS_PX = 4;

/**
 * Where a definition would land: before, after, or below (into) the row under the pointer.
 * @typedef {{row: HTMLElement, where: "before" | "after" | "into"}} Landing
 */

/**
 * @param {() => HTMLElement} tree
 * @param {(code: string, parent: string, position: number) => void} move
 */
export function startDragging(tree, move) {
  /** @type {{item: HTMLElement, y: number, begun: boolean, landing: Landing | null} | null} */
  let drag = null;

  function forget() {
    if (!drag) return;
    delete drag.item.dataset.dragged;
    delete tree().dataset.dragging;
    if (drag.landing) delete drag.landing.row.dataset.drop;
    drag = null;
  }

  /** @param {PointerEvent} event @returns {Landing | null} */
  function landingAt(event) {
    const row = document.elementFromPoint(event.clientX, event.clientY)?.closest(".definition-row");
    if (!(row instanceof HTMLElement) || !drag || drag.item.contains(row)) return null;
    const box = row.getBoundingClientRect();
    const part = (event.clientY - box.top) / box.height;
    const edge = "tree" in tree().dataset ? 0.3 : 0.5;
    if (part < edge) return { row, where: "before" };
    return { row, where: part > 1 - edge ? "after" : "into" };
  }

  /** @param {Landing} landing */
  function drop(landing) {
    if (!drag) return;
    const { item } = drag;
    const onto = /** @type {HTMLElement} */ (landing.row.closest(".definition"));
    const into = landing.where === "into";
    const list = into ? onto.querySelector(":scope > ul") : onto.parentElement;
    const siblings = [...(list?.children ?? [])].filter((sibling) => sibling !== item);
    const above = /** @type {HTMLElement | null} */ (into ? onto : (onto.parentElement?.closest(".definition") ?? null));
    const position = into ? siblings.length : siblings.indexOf(onto) + (landing.where === "after" ? 1 : 0);
    move(item.dataset.code ?? "", above?.dataset.code ?? "", position);
  }

  document.addEventListener("pointerdown", (event) => {
    const handle = event.target instanceof Element ? event.target.closest("[data-handle]") : null;
    const item = handle?.closest(".definition");
    if (!(item instanceof HTMLElement) || event.button !== 0) return;
    drag = { item, y: event.clientY, begun: false, landing: null };
    event.preventDefault();
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.begun && Math.abs(event.clientY - drag.y) < STARTS_PX) return;
    drag.begun = true;
    drag.item.dataset.dragged = "";
    tree().dataset.dragging = "";
    if (drag.landing) delete drag.landing.row.dataset.drop;
    drag.landing = landingAt(event);
    if (drag.landing) drag.landing.row.dataset.drop = drag.landing.where;
  });
  document.addEventListener("pointerup", () => {
    if (drag?.landing) drop(drag.landing);
    forget();
  });
  document.addEventListener("pointercancel", forget);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drag) {
      event.stopPropagation();
      forget();
    }
  });
}
