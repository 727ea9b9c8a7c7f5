/** The language of the page: which one is chosen, and how a string or a static label is said in it. */

import { STRINGS } from "./strings.js";
import { emit, state } from "./store.js";
import { recall, remember } from "./memory.js";

let current = recall("language") === "en" ? "en" : "hi";

/** "hi" or "en". */
export const language = () => current;

/** The string of this key in the chosen language, its {placeholders} filled in. */
export function t(key, values = {}) {
  return STRINGS[current][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** Fill the labels that stand in index.html: data-t (text), data-t-label, data-t-placeholder. */
export function labelPage() {
  document.documentElement.lang = current;
  document.title = t("title");
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-label]")) {
    node.setAttribute("aria-label", t(node.dataset.tLabel));
    if (node.tagName === "BUTTON") node.title = t(node.dataset.tLabel);
  }
  for (const node of document.querySelectorAll("[data-t-placeholder]")) {
    node.placeholder = t(node.dataset.tPlaceholder);
  }
}

/** Switch between Hindi and English and let every view draw itself again. */
export function switchLanguage() {
  current = current === "hi" ? "en" : "hi";
  remember("language", current);
  labelPage();
  emit("language");
}

/** A person's name in the language of the page, in the other script where only that is known. */
export function nameOf(person) {
  return (current === "hi" ? person.name_hi || person.name : person.name || person.name_hi) || String(person.id);
}

/** The bot's name as this person's app shows it: in its language where the bot has one. */
export function botName(person) {
  const { names = {}, bot } = state.config;
  return names[person.language_code] || names[""] || bot.name;
}

/** A phone number with its plus, which Telegram itself leaves out. */
export const phoneOf = ({ phone }) => (/^\d/.test(phone || "") ? `+${phone}` : phone || "");

/** The event's title in the language of the page, where the server names it. */
export const eventTitle = () => state.config.event?.title?.[current] || "";

/** "Ajmer, Rajasthan", or what is known of it. */
export function placeOf(person) {
  const hindi = current === "hi";
  const district = (hindi && person.district_hi) || person.district;
  const state = (!hindi && person.state_en) || person.state_name || person.state;
  return [district, state].filter(Boolean).join(", ");
}
