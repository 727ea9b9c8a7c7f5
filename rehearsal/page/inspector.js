/** The third pane with clock and log: a column on wide screens, a drawer or a sheet on smaller ones. */

import { byId } from "./dom.js";
import { icon } from "./icons.js";
import { recall, remember } from "./memory.js";
import { on } from "./store.js";

const WIDE = matchMedia("(min-width: 1180px)");

let open = false;
let opener = null;

function show(wanted, { focus = true } = {}) {
  open = wanted;
  document.body.classList.toggle("with-inspector", open);
  byId("inspector").inert = !open;
  byId("shade").hidden = !open || WIDE.matches;
  if (WIDE.matches) remember("inspector", open ? "open" : "closed");
  if (!focus) return;
  if (open) {
    opener = document.activeElement;
    byId("inspector-close").focus({ preventScroll: true });
  } else opener?.focus({ preventScroll: true });
}

const fitScreen = () => show(WIDE.matches && recall("inspector") !== "closed", { focus: false });

/** Wire the pane up; called once. */
export function setUpInspector() {
  byId("inspector-close").append(icon("close"));
  byId("inspector-close").addEventListener("click", () => show(false));
  byId("shade").addEventListener("click", () => show(false));
  for (const node of document.querySelectorAll("[data-open-inspector]")) {
    node.addEventListener("click", () => show(true));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open && !WIDE.matches && !document.querySelector("dialog[open]")) show(false);
  });
  WIDE.addEventListener("change", fitScreen);
  on("inspector", (wanted) => show(wanted));
  fitScreen();
}
