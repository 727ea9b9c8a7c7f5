/** Light or dark: as the device says, until the person chooses. */

import { byId } from "./dom.js";
import { icon } from "./icons.js";
import { recall, remember } from "./memory.js";

const DARK = matchMedia("(prefers-color-scheme: dark)");

const isDark = () => (recall("theme") ? recall("theme") === "dark" : DARK.matches);

function apply() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  byId("theme").replaceChildren(icon(isDark() ? "sun" : "moon"));
}

/** Apply the theme and wire its button up; called once. */
export function setUpTheme() {
  byId("theme").addEventListener("click", () => {
    remember("theme", isDark() ? "light" : "dark");
    apply();
  });
  DARK.addEventListener("change", apply);
  apply();
}
