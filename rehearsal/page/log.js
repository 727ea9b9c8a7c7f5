/** The log: each call the bot made, newest first, with how it ended and what it said. */

import { api } from "./api.js";
import { byId, h } from "./dom.js";
import { t } from "./language.js";
import { sayFailed } from "./sheets.js";
import { on, state } from "./store.js";
import { exactTime } from "./time.js";

const KEPT = 400;
const SHOWN = 150;
const FILTERS = ["all", "here", "errors"];
/** Waiting for news is not news. */
const QUIET = new Set(["getUpdates"]);

let calls = [];
/** Calls heard of since the last loading began. */
let meanwhile = [];
let filter = "all";

const passes = (call) =>
  filter === "all" || (filter === "errors" ? !call.ok : call.chat_id === state.chat?.id);

/** Load what the server remembers; calls that happen meanwhile are kept. */
export async function loadCalls() {
  meanwhile = [];
  try {
    const { calls: old } = await api.calls(KEPT);
    const known = new Set(old.map((call) => JSON.stringify(call)));
    const added = meanwhile.filter((call) => !known.has(JSON.stringify(call)));
    calls = [...old.filter((call) => !QUIET.has(call.method)), ...added].slice(-KEPT);
    drawRows();
  } catch (error) {
    sayFailed(error);
  }
}

/** One more call. */
export function noteCall(call) {
  if (QUIET.has(call.method)) return;
  meanwhile.push(call);
  if (meanwhile.length > KEPT) meanwhile.shift();
  calls = [...calls.slice(1 - KEPT), call];
  if (!passes(call)) return;
  const list = byId("log-rows");
  list.querySelector(".log-empty")?.remove();
  list.prepend(rowOf(call));
  while (list.childElementCount > SHOWN) list.lastElementChild.remove();
}

/** A line as it reads, without tags and entities; those stand in the details. */
function plain(summary) {
  const bare = (summary || "").replace(/<[^>]*>?/g, "");
  return new DOMParser().parseFromString(bare, "text/html").body.textContent;
}

function rowOf(call) {
  const fact = (label, value) => value !== null && value !== undefined && value !== "" && [h("dt", {}, t(label)), h("dd", {}, String(value))];
  return h("details", { class: call.ok ? "log-row" : "log-row failed", "data-testid": "log-row", "data-method": call.method },
    h("summary", {},
      h("span", { class: "log-time" }, exactTime(new Date(call.time))),
      h("span", { class: "log-method" }, call.method),
      h("span", { class: "log-outcome" }, t(call.ok ? "log_ok" : "log_failed")),
      h("span", { class: "log-ms" }, t("log_ms", { n: Math.round(call.ms) })),
      h("span", { class: "log-summary" }, call.error || plain(call.summary))),
    h("dl", {},
      fact("log_error", call.error),
      fact("log_summary", call.summary),
      fact("log_chat", call.chat_id),
      fact("log_took", t("log_ms", { n: call.ms }))));
}

function drawRows() {
  const shown = calls.filter(passes).slice(-SHOWN).reverse();
  byId("log-rows").replaceChildren(...(shown.length ? shown.map(rowOf) : [h("p", { class: "log-empty" }, t("log_empty"))]));
}

function draw() {
  const chips = FILTERS.map((name) =>
    h("button", {
      type: "button", class: "chip", "aria-pressed": String(name === filter), "data-testid": `log-${name}`,
      onclick: () => {
        filter = name;
        draw();
      },
    }, t(`log_${name}`)));
  byId("log").replaceChildren(
    h("h3", {}, t("log")),
    h("div", { class: "kinds", role: "group", "aria-label": t("log_filter") }, chips),
    h("div", { id: "log-rows", class: "log-rows" }));
  drawRows();
}

/** Wire the log up; called once. */
export function setUpLog() {
  draw();
  on("language", draw);
  on("chat", () => filter === "here" && drawRows());
}
