/** The event's clock: shown ticking, moved by an hour, a day, to the next reminder, or set. */

import { api } from "./api.js";
import { byId, h } from "./dom.js";
import { t } from "./language.js";
import { sayFailed, toast } from "./sheets.js";
import { emit, on, state } from "./store.js";
import { clockTime, dayKey, eventNow, fieldValue, fromField, longDate, shortDate } from "./time.js";

const SPEEDS = [0, 1, 60, 600, 3600];

let drawnDay = "";

/** Take over what the server says about its time. */
export function takeClock({ now, speed }) {
  state.clock = { now: Date.parse(now), seen: performance.now(), speed };
  const field = byId("clock-field");
  if (document.activeElement !== field) field.value = fieldValue(eventNow());
  tick();
}

async function move(change) {
  try {
    takeClock(await api.moveClock(change));
    const now = eventNow();
    toast(t("clock_moved", { time: `${longDate(now)}, ${clockTime(now)}` }));
  } catch (error) {
    if (change.next && error.status === 409) toast(t("nothing_planned"));
    else sayFailed(error);
  }
}

/** Show the present moment wherever it stands on the page. */
function tick() {
  const now = eventNow();
  const day = dayKey(now);
  byId("clock-time").textContent = clockTime(now);
  if (day !== drawnDay) {
    if (drawnDay) emit("new-day");
    drawnDay = day;
    byId("clock-date").textContent = longDate(now);
  }
  const chip = [`${shortDate(now)} `, clockTime(now)];
  for (const node of document.querySelectorAll(".clock-chip")) {
    if (node.textContent !== chip.join("")) node.replaceChildren(...chip.map((part) => h("span", {}, part)));
  }
  const speed = byId("clock-speed");
  if (document.activeElement !== speed) speed.value = String(state.clock.speed);
}

function draw() {
  drawnDay = "";
  const button = (label, testid, change) =>
    h("button", { type: "button", class: "chip", "data-testid": testid, onclick: () => move(change) }, label);
  byId("clock").replaceChildren(
    h("h3", {}, t("clock")),
    h("p", { class: "clock-face", "data-testid": "clock-face" },
      h("span", { id: "clock-time", class: "clock-time" }), h("span", { id: "clock-date", class: "clock-date" })),
    h("p", { class: "clock-hint" }, t("clock_hint")),
    h("div", { class: "clock-buttons" },
      button(t("plus_hour"), "clock-hour", { jump_seconds: 3600 }),
      button(t("plus_day"), "clock-day", { jump_seconds: 86400 }),
      button(t("next_reminder"), "clock-next", { next: true })),
    setForm(),
    h("label", { class: "clock-speed" }, h("span", {}, t("speed")), speedField()));
  tick();
}

function setForm() {
  const field = h("input", { type: "datetime-local", required: true, "aria-label": t("set_time_label"), id: "clock-field", "data-testid": "clock-field", value: fieldValue(eventNow()) });
  const form = h("form", { class: "clock-set" }, field, h("button", { class: "chip", "data-testid": "clock-set" }, t("set")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    move({ to: fromField(field.value).toISOString() });
  });
  return form;
}

function speedField() {
  const known = SPEEDS.includes(state.clock.speed) ? SPEEDS : [...SPEEDS, state.clock.speed];
  const label = (n) => (n === 0 ? t("speed_stopped") : n === 1 ? t("speed_real") : t("speed_times", { n }));
  const field = h("select", { id: "clock-speed", "data-testid": "clock-speed" },
    known.map((n) => h("option", { value: n }, label(n))));
  field.addEventListener("change", () => move({ speed: Number(field.value) }));
  return field;
}

/** Wire the clock up; called once. */
export function setUpClock() {
  draw();
  on("language", draw);
  setInterval(tick, 1000);
}
