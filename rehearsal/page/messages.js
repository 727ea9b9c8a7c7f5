/** One message as an element: bubble, what it carries, its time and tick, the buttons under it. */

import { press } from "./actions.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { inlineButtons } from "./keyboards.js";
import { t } from "./language.js";
import { contactCard, mediaPart } from "./media.js";
import { placeCard } from "./place.js";
import { safeHtml } from "./safe_html.js";
import { state } from "./store.js";
import { clockTime } from "./time.js";

const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}[\u{FE0F}\u{200D}\u{1F3FB}-\u{1F3FF}]*){1,3}$/u;

/** A message in a few words, for the pinned bar and for quotes. */
export function inShort(message) {
  if (message.text) return message.text.replace(/\s+/g, " ");
  if (message.place) return message.place.title || t("place");
  if (message.contact) return t("contact");
  return message.media ? message.media.name || t(message.media.kind) : message.service || "";
}

/** The element of a message; `pending` ones wait for the server and have no id yet. */
export function messageElement(message, { pending = false } = {}) {
  if (message.service) return serviceElement(message);
  const bare = message.media?.kind === "sticker";
  const classes = ["message", message.out ? "out" : "in", bare && "bare", message.buttons && "with-buttons"];
  const bubble = h("div", { class: "bubble" },
    sender(message), quoted(message), attached(message), words(message, pending), reaction(message));
  if (!pending) bubble.append(moreButton());
  return h("article", {
    class: classes.filter(Boolean).join(" "),
    "data-testid": "message",
    "data-message-id": message.id,
    "data-out": String(Boolean(message.out)),
  }, bubble, message.buttons && inlineButtons(message.buttons, (button, element) => press(message, button, element)));
}

function serviceElement(message) {
  return h("div", { class: "service", "data-testid": "message", "data-message-id": message.id },
    h("span", {}, message.service));
}

/** In a group one sees who speaks; between two there is no need. */
function sender(message) {
  const others = state.chat?.person.kind === "group" && !message.out;
  return others && message.from ? h("strong", { class: "sender" }, message.from.name) : null;
}

function quoted(message) {
  if (!message.reply_to) return null;
  const { id, text } = message.reply_to;
  const original = state.chat.messages.find((known) => known.id === id);
  return h("button", { type: "button", class: "quoted", "data-go-to": id }, (original && inShort(original)) || text || "…");
}

function attached(message) {
  if (message.place) return placeCard(message.place);
  if (message.contact) return contactCard(message.contact);
  return message.media ? mediaPart(message.media) : null;
}

function words(message, pending) {
  const text = h("div", { class: "text" });
  if (message.html) text.append(safeHtml(message.html));
  else if (message.text) text.append(message.text);
  if (!message.media && ONLY_EMOJI.test(message.text || "")) text.classList.add("emoji");
  if (!message.html && !message.text) text.classList.add("empty");
  text.append(meta(message, pending));
  return text;
}

function meta(message, pending) {
  const tick = pending
    ? h("span", { class: "tick", role: "img", "aria-label": t("sending") }, icon("clock"))
    : h("span", { class: "tick", role: "img", "aria-label": t("sent") }, icon("checks"));
  return h("span", { class: "meta" },
    message.edited && h("span", {}, t("edited")),
    h("time", { datetime: message.date }, clockTime(new Date(message.date))),
    message.out && tick);
}

const reaction = (message) =>
  message.reaction ? h("span", { class: "reaction", "data-testid": "reaction" }, message.reaction) : null;

const moreButton = () =>
  h("button", { type: "button", class: "bubble-more", "aria-label": t("message_actions"), "data-more": true }, icon("down"));
