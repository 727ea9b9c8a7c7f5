/** The two kinds of buttons a bot can give: under a message (inline), and in place of the keys (reply). */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const MARKS = { url: "link", copy: "copy", contact: "person", location: "location" };

/** The rows under a message; `onPress(button, element)` hears a tap. */
export function inlineButtons(rows, onPress) {
  const built = rows.map((row) =>
    h("div", { class: "inline-row" }, row.map((button) => inlineButton(button, onPress))));
  return h("div", { class: "inline-buttons" }, built);
}

function inlineButton(button, onPress) {
  const mark = MARKS[button.kind];
  const element = h("button", {
    type: "button",
    class: `inline-button ${button.style || ""}`,
    "data-testid": "inline-button",
    "data-kind": button.kind,
    "data-data": button.data,
    onclick: () => onPress(button, element),
  }, h("span", {}, button.text), mark && icon(mark));
  return element;
}

/** Show on the button that the bot has been asked, until `work` is done; a second tap waits too. */
export async function whilePressed(element, work) {
  if (element.getAttribute("aria-busy") === "true") return;
  element.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    element.removeAttribute("aria-busy");
  }
}

/** The rows of a reply keyboard; `onPress(button)` hears a tap. */
export function replyKeyboard(keyboard, onPress) {
  return keyboard.rows.map((row) =>
    h("div", { class: "reply-row" }, row.map((button) =>
      h("button", {
        type: "button",
        class: `reply-button ${button.style || ""}`,
        "data-testid": "reply-button",
        onclick: () => onPress(button),
      }, MARKS[button.kind] && icon(MARKS[button.kind]), h("span", {}, button.text)))));
}
