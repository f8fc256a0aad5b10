// Building small elements without HTML in strings.

/**
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node|string)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** The sprite, at the address that browsers keep: icons appear while the server is away, too. */
const SPRITE = document.querySelector('meta[name="icons"]')?.getAttribute("content");

/**
 * An icon of the sprite.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${SPRITE}#${name}`);
  svg.append(use);
  return svg;
}

/** Whether the focus is where letters are typed. */
export function isTyping(target = document.activeElement) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLInputElement) return !["radio", "checkbox", "button", "submit"].includes(target.type);
  return target instanceof HTMLSelectElement;
}

/**
 * Whether somebody can see it.
 * @param {Element} node
 */
export function isVisible(node) {
  return node.checkVisibility ? node.checkVisibility() : node.getClientRects().length > 0;
}
