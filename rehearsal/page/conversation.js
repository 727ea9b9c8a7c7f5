/** The middle pane: the heading, the messages in their days, what is pinned, where one has scrolled to. */

import { follow, sendText, setBlocked } from "./actions.js";
import { paintAvatar } from "./avatar.js";
import { applyEvent, refreshChat } from "./chat.js";
import { startEdit, startReply } from "./composer.js";
import { byId, h } from "./dom.js";
import { changeSeat, memberInSeat } from "./groups.js";
import { icon } from "./icons.js";
import { botName, eventTitle, nameOf, placeOf, t } from "./language.js";
import { inShort, messageElement } from "./messages.js";
import { copyText, menuSheet } from "./sheets.js";
import { emit, on, state } from "./store.js";
import { dayKey, dayName, eventNow } from "./time.js";
import { drawWelcome } from "./welcome.js";

const TYPING_MS = 5000;
const NEAR_BOTTOM = 120;
const HOLD_MS = 500;
/** A scroll this soon after a touch of the wheel, the screen or a key is the person's own. */
const BY_HAND_MS = 1000;

const pendings = new Map();
let typingTimer = 0;
let shownPin = 0;
let sticks = true;

/** Draw the open chat from the start. */
function drawChat() {
  const { chat } = state;
  byId("conversation").hidden = !chat;
  byId("intro").hidden = Boolean(chat);
  byId("event-title").textContent = eventTitle();
  pendings.clear();
  if (!chat) return;
  clearTimeout(typingTimer);
  drawHead();
  drawMessages();
  drawPinned();
  toBottom();
}

function drawHead() {
  const { person } = state.chat;
  const group = person.kind === "group";
  const name = group ? nameOf(person) : botName(person);
  paintAvatar(byId("chat-avatar"), name, group ? person.id : state.config.bot.id);
  byId("chat-title").textContent = name;
  drawSubtitle(false);
}

function drawSubtitle(typing) {
  const { person } = state.chat;
  const line = byId("chat-subtitle");
  line.classList.toggle("typing", typing);
  const self = memberInSeat() || person;
  const you = [t("you_are", { name: nameOf(self) }), placeOf(self)].filter(Boolean).join(" · ");
  line.textContent = typing ? t("typing") : you;
}

function drawMessages() {
  const { messages } = state.chat;
  let day = "";
  const built = messages.flatMap((message) => {
    const key = dayKey(new Date(message.date));
    const heading = key === day ? [] : [dayHeading(message)];
    day = key;
    return [...heading, messageElement(message)];
  });
  byId("messages").replaceChildren(...built, ...[...pendings.values()]);
  drawWelcome();
}

function dayHeading(message) {
  const date = new Date(message.date);
  return h("div", { class: "day", "data-day": dayKey(date) }, h("span", {}, dayName(date)));
}

/** When midnight passes, or the clock is moved past it, "today" becomes "yesterday". */
function renameDays() {
  for (const heading of byId("messages").querySelectorAll(".day")) {
    heading.firstChild.textContent = dayName(new Date(`${heading.dataset.day}T12:00:00Z`));
  }
}

const elementOf = (id) => byId("messages").querySelector(`[data-message-id="${Number(id)}"]`);

/** A new message goes to the end and is followed if one was there; anything else redraws in place. */
function onMessage({ message, known, last }) {
  const follows = message.out || sticks;
  stopTyping(message);
  if (message.out) settlePending(message.text);
  if (known && elementOf(message.id)) elementOf(message.id).replaceWith(messageElement(message));
  else if (last) append(message);
  else drawMessages();
  if (state.chat.pinned.includes(message.id)) drawPinned();
  drawWelcome();
  if (follows) toBottom();
  else if (!known) byId("go-down").classList.add("new");
}

function append(message) {
  const list = byId("messages");
  const headings = list.querySelectorAll(".day");
  const lastDay = headings[headings.length - 1]?.dataset.day;
  const firstPending = pendings.values().next().value || null;
  if (lastDay !== dayKey(new Date(message.date))) list.insertBefore(dayHeading(message), firstPending);
  const element = messageElement(message);
  element.classList.add("fresh");
  list.insertBefore(element, firstPending);
}

function stopTyping(message) {
  if (message.out) return;
  clearTimeout(typingTimer);
  drawSubtitle(false);
}

function onTyping() {
  clearTimeout(typingTimer);
  drawSubtitle(true);
  typingTimer = setTimeout(() => state.chat && drawSubtitle(false), TYPING_MS);
}

/* Messages on their way: shown at once, then replaced by what the server says. */

function onPending({ key, text, replyTo }) {
  const message = {
    out: true, text, date: eventNow().toISOString(),
    reply_to: replyTo && { id: replyTo.id, text: inShort(replyTo) },
  };
  const element = messageElement(message, { pending: true });
  element.dataset.key = key;
  element.pendingText = text;
  pendings.set(key, element);
  byId("messages").append(element);
  drawWelcome();
  toBottom();
}

function settlePending(text) {
  for (const [key, element] of pendings) {
    if (element.pendingText === text) {
      dropPending(key);
      return;
    }
  }
}

function dropPending(key) {
  pendings.get(key)?.remove();
  pendings.delete(key);
}

function onUnsent({ key, text, replyTo }) {
  const element = pendings.get(key);
  if (!element) return;
  element.classList.add("unsent");
  const again = h("button", {
    type: "button", class: "again",
    onclick: () => {
      dropPending(key);
      sendText(text, replyTo);
    },
  }, icon("warning"), t("not_sent"));
  element.append(again);
}

/* Scrolling. The end is held while messages, buttons and keyboards come and go, until a person scrolls up. */

function nearBottom() {
  const box = byId("scroller");
  return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_BOTTOM;
}

function toBottom(smooth = false) {
  const box = byId("scroller");
  sticks = true;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  box.scrollTo({ top: box.scrollHeight, behavior: smooth && !calm ? "smooth" : "auto" });
  byId("go-down").classList.remove("new");
}

function watchScrolling(box) {
  let touched = 0;
  for (const name of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    box.addEventListener(name, () => (touched = performance.now()), { passive: true });
  }
  box.addEventListener("scroll", () => {
    const near = nearBottom();
    if (near) sticks = true;
    else if (performance.now() - touched < BY_HAND_MS) sticks = false;
    byId("go-down").hidden = near || sticks;
  }, { passive: true });
  const sizes = new ResizeObserver(() => sticks && toBottom());
  sizes.observe(box);
  sizes.observe(byId("messages"));
}

/** Bring a message into view and let it glow for a moment. */
function goTo(id) {
  const element = elementOf(id);
  if (!element) return;
  sticks = false;
  element.scrollIntoView({ block: "center" });
  element.classList.remove("glow");
  requestAnimationFrame(() => element.classList.add("glow"));
}

/* Pins. */

function drawPinned() {
  const bar = byId("pinned");
  const pinned = state.chat.pinned
    .map((id) => state.chat.messages.find((message) => message.id === id))
    .filter(Boolean);
  bar.hidden = pinned.length === 0;
  if (!pinned.length) return;
  shownPin %= pinned.length;
  const message = pinned[shownPin];
  bar.dataset.goTo = message.id;
  const heading = pinned.length > 1 ? t("pinned_n", { n: pinned.length - shownPin }) : t("pinned");
  bar.replaceChildren(icon("pin"), h("span", { class: "pinned-words" }, h("strong", {}, heading), h("span", {}, inShort(message))));
}

function onPinnedTap() {
  goTo(byId("pinned").dataset.goTo);
  shownPin += 1;
  drawPinned();
}

/* What one can do with a message. */

async function showActions(message) {
  const items = [{ label: t("reply"), value: "reply", icon: "reply" }];
  if (message.text) items.push({ label: t("copy"), value: "copy", icon: "copy" });
  if (message.out && message.text && !message.media) items.push({ label: t("edit"), value: "edit", icon: "edit" });
  const chosen = await menuSheet({ items, testid: "message-menu" });
  if (chosen === "reply") startReply(message);
  else if (chosen === "copy") copyText(message.text);
  else if (chosen === "edit") startEdit(message);
}

function messageAt(target) {
  const element = target.closest?.("article[data-message-id]");
  return element && state.chat.messages.find((message) => message.id === Number(element.dataset.messageId));
}

function onTap(event) {
  const target = event.target;
  const message = messageAt(target);
  const link = target.closest("a[href]");
  if (target.closest("[data-more]") && message) showActions(message);
  else if (target.closest("[data-command]")) sendText(target.closest("[data-command]").dataset.command);
  else if (target.closest("[data-copy]")) copyText(target.closest("[data-copy]").dataset.copy);
  else if (target.closest("[data-go-to]")) goTo(target.closest("[data-go-to]").dataset.goTo);
  else if (link && !link.download && /^(https?|tg):/.test(link.href)) {
    event.preventDefault();
    follow(link.href, { ask: false });
  }
}

function watchHold(box) {
  let timer = 0;
  const cancel = () => clearTimeout(timer);
  box.addEventListener("pointerdown", (event) => {
    const message = messageAt(event.target);
    if (event.pointerType !== "touch" || !message || event.target.closest("button, a")) return;
    timer = setTimeout(() => showActions(message), HOLD_MS);
  });
  for (const name of ["pointerup", "pointermove", "pointercancel"]) box.addEventListener(name, cancel);
  box.addEventListener("contextmenu", (event) => {
    const message = messageAt(event.target);
    if (!message || event.target.closest("a, button") || getSelection().toString()) return;
    event.preventDefault();
    if (event.pointerType !== "touch") showActions(message);
  });
}

async function showChatMenu() {
  const { blocked, person } = state.chat;
  const own = person.kind === "group"
    ? { label: t("change_seat"), value: "seat", icon: "person" }
    : { label: t(blocked ? "unblock" : "block"), value: "block", icon: "block", style: blocked ? "" : "danger" };
  const chosen = await menuSheet({
    title: nameOf(person),
    items: [{ label: t("open_inspector"), value: "inspector", icon: "log" }, own],
    testid: "chat-menu",
  });
  if (chosen === "inspector") emit("inspector", true);
  else if (chosen === "block") setBlocked(!blocked);
  else if (chosen === "seat" && (await changeSeat())) await refreshChat();
}

/** Wire the pane up; called once. */
export function setUpConversation() {
  byId("back").append(icon("back"));
  byId("chat-more").append(icon("more"));
  byId("go-down").append(icon("down"));
  byId("chat-more").addEventListener("click", showChatMenu);
  byId("pinned").addEventListener("click", onPinnedTap);
  byId("go-down").addEventListener("click", () => toBottom(true));
  const box = byId("scroller");
  box.addEventListener("click", onTap);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-copy]")) copyText(event.target.dataset.copy);
  });
  watchScrolling(box);
  watchHold(box);
  on("chat", drawChat);
  on("language", drawChat);
  on("message", onMessage);
  on("message-gone", drawMessages);
  on("pinned", () => ((shownPin = 0), drawPinned()));
  on("new-day", renameDays);
  on("typing", onTyping);
  on("pending", onPending);
  on("sent", ({ key, chat_id, message }) => (message ? applyEvent("message", { chat_id, message }) : null, dropPending(key)));
  on("unsent", onUnsent);
}
