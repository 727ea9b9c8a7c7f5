/** Times as people read them: in the event's zone, in the language of the page, digits Latin. */

import { language, t } from "./language.js";
import { state } from "./store.js";

const FALLBACK_ZONE = "Asia/Kolkata";
const LOCALES = { hi: "hi-IN-u-nu-latn", en: "en-IN" };
const DAY_MS = 86_400_000;

/** The event's zone; Indian time where the server names none. */
export const zone = () => state.config.event?.timezone || FALLBACK_ZONE;

const format = (date, options) =>
  new Intl.DateTimeFormat(LOCALES[language()], { timeZone: zone(), ...options }).format(date);

/** Event time at this moment. */
export function eventNow() {
  const { now, seen, speed } = state.clock;
  return new Date(now + (performance.now() - seen) * speed);
}

function clockParts(date) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone(), year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
  }).formatToParts(date);
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}

function dayPart(hour) {
  if (hour < 4 || hour >= 20) return "रात";
  if (hour < 12) return "सुबह";
  return hour < 16 ? "दोपहर" : "शाम";
}

/** "शाम 4:30" or "4:30 pm". */
export function clockTime(date) {
  const { hour, minute } = clockParts(date);
  const twelve = Number(hour) % 12 || 12;
  if (language() === "hi") return `${dayPart(Number(hour))} ${twelve}:${minute}`;
  return `${twelve}:${minute} ${Number(hour) < 12 ? "am" : "pm"}`;
}

/** "16:30:05", for the log. */
export function exactTime(date) {
  const { hour, minute, second } = clockParts(date);
  return `${hour}:${minute}:${second}`;
}

/** The calendar day in the event's zone, as a key: "2025-04-03". */
export function dayKey(date) {
  const { year, month, day } = clockParts(date);
  return `${year}-${month}-${day}`;
}

/** "3 अप्रैल 2025, गुरुवार" or "Thursday, 3 April 2025". */
export function longDate(date) {
  const day = format(date, { day: "numeric", month: "long", year: "numeric" });
  const weekday = format(date, { weekday: "long" });
  return language() === "hi" ? `${day}, ${weekday}` : `${weekday}, ${day}`;
}

/** "3 अप्रैल" or "3 Apr", for tight places. */
export const shortDate = (date) =>
  format(date, { day: "numeric", month: language() === "hi" ? "long" : "short" });

/** The heading above a day's messages: today, yesterday, or its date. */
export function dayName(date) {
  const now = eventNow();
  if (dayKey(date) === dayKey(now)) return t("today");
  if (dayKey(date) === dayKey(new Date(now.getTime() - DAY_MS))) return t("yesterday");
  return longDate(date);
}

/** What a datetime-local field shows for this moment in the event's zone. */
export function fieldValue(date) {
  const { hour, minute } = clockParts(date);
  return `${dayKey(date)}T${hour}:${minute}`;
}

/** The moment meant by a datetime-local field's value, read in the event's zone. */
export function fromField(value) {
  const asUtc = new Date(`${value}:00Z`);
  const shown = new Date(`${fieldValue(asUtc)}:00Z`);
  return new Date(asUtc.getTime() - (shown.getTime() - asUtc.getTime()));
}
