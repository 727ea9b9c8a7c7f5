/** Small tools to build elements: every view goes through `h`, so text is never parsed as HTML. */

/**
 * Build an element. Keys that begin with "on" are listeners, null/undefined/false attributes are
 * left out, true is an empty attribute. Children may be nodes, strings, arrays or null.
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** The element with this id; the page's skeleton guarantees that it is there. */
export const byId = (id) => document.getElementById(id);

const SVG = "http://www.w3.org/2000/svg";

/** Build an SVG element from a tag and its attributes. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}

/** Call `run` only once `wait` milliseconds have passed without another call. */
export function debounce(run, wait) {
  let timer = 0;
  return (...rest) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...rest), wait);
  };
}
