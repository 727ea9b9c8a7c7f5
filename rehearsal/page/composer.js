/** The foot of the chat: Start, Unblock, or the field to write in with the bot's keyboard below it. */

import { editText, pressReply, sendText, setBlocked, start } from "./actions.js";
import { chooseAttachment } from "./attach.js";
import { commandsFor, drawCommands } from "./commands.js";
import { byId, h } from "./dom.js";
import { icon } from "./icons.js";
import { replyKeyboard } from "./keyboards.js";
import { t } from "./language.js";
import { inShort } from "./messages.js";
import { on, state } from "./store.js";

const LONGEST = 4096;

let parts = null;
let about = null;
let keysShown = true;
let listShown = false;

/* What stands at the foot. */

function drawFoot() {
  parts = null;
  about = null;
  listShown = false;
  if (!state.chat) return;
  const foot = byId("foot");
  if (state.chat.blocked) foot.replaceChildren(blockedFoot());
  else if (!state.chat.started) foot.replaceChildren(startFoot());
  else drawComposer(foot);
}

const startFoot = () =>
  h("button", { type: "button", class: "big-button", "data-testid": "start-button", onclick: () => start() }, t("start"));

function blockedFoot() {
  return h("div", { class: "blocked" },
    h("p", {}, t("blocked_note")),
    h("button", { type: "button", class: "big-button", "data-testid": "unblock-button", onclick: () => setBlocked(false) }, t("unblock")));
}

function drawComposer(foot) {
  const draft = foot.querySelector("textarea")?.value || "";
  parts = {
    bar: h("div", { class: "about", hidden: true }),
    list: h("div", { class: "commands", role: "listbox", id: "commands", "aria-label": t("commands"), hidden: true, "data-testid": "commands" }),
    field: h("textarea", {
      rows: 1, maxlength: LONGEST, placeholder: t("write"), "aria-label": t("write"), "data-testid": "composer",
      enterkeyhint: "send", autocomplete: "off", oninput: onInput, onkeydown: onKey,
    }),
    menu: h("button", { type: "button", class: "menu-button", "aria-controls": "commands", "data-testid": "menu-button", onclick: turnMenu }, icon("menu"), h("span", {}, t("menu"))),
    keys: h("button", { type: "button", class: "icon-button", "data-testid": "keyboard-toggle", onclick: turnKeys }, icon("keyboard")),
    attach: h("button", { type: "button", class: "icon-button", "aria-label": t("attach"), title: t("attach"), "data-testid": "attach-button", onclick: chooseAttachment }, icon("attach")),
    send: h("button", { type: "button", class: "send-button", "aria-label": t("send"), title: t("send"), "data-testid": "send-button", onclick: submit }, icon("send")),
    keyboard: h("div", { class: "reply-keyboard", role: "group", "aria-label": t("keyboard"), "data-testid": "reply-keyboard", hidden: true }),
  };
  parts.field.value = draft;
  const row = h("div", { class: "composer-row" }, parts.menu, h("div", { class: "field-box" }, parts.field, parts.keys, parts.attach), parts.send);
  foot.replaceChildren(parts.list, parts.bar, row, parts.keyboard);
  drawMenu();
  drawKeyboard();
  fit();
}

/* Writing and sending. */

/** The field grows with its text, up to a limit that the stylesheet sets. */
function fit() {
  parts.field.style.height = "auto";
  parts.field.style.height = `${parts.field.scrollHeight}px`;
  parts.send.classList.toggle("ready", parts.field.value.trim() !== "");
}

function onInput() {
  fit();
  const typed = parts.field.value;
  showList(typed.startsWith("/") && !typed.includes(" ") ? commandsFor(typed) : [], true);
}

function onKey(event) {
  if (event.isComposing) return;
  if (listShown && moveInList(event)) return;
  if (event.key === "Escape" && about) endAbout();
  else if (event.key === "ArrowUp" && !parts.field.value && !about) editLast(event);
  else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    submit();
  }
}

function submit() {
  const text = parts.field.value.trim();
  if (!text) return parts.field.focus();
  parts.field.value = "";
  const { kind, message } = about || {};
  endAbout();
  showList([]);
  fit();
  parts.field.focus();
  return kind === "edit" ? editText(message.id, text) : sendText(text, message);
}

/* Replying to a message, or correcting one's own. */

function beginAbout(kind, message) {
  if (!parts) return;
  about = { kind, message };
  parts.bar.hidden = false;
  parts.bar.replaceChildren(
    icon(kind),
    h("span", { class: "pinned-words" }, h("strong", {}, t(kind === "edit" ? "editing" : "replying")), h("span", {}, inShort(message))),
    h("button", { type: "button", class: "icon-button", "aria-label": t("cancel"), onclick: endAbout }, icon("close")));
  parts.field.focus();
}

function endAbout() {
  if (about?.kind === "edit") parts.field.value = "";
  about = null;
  parts.bar.hidden = true;
  fit();
}

export const startReply = (message) => beginAbout("reply", message);

export function startEdit(message) {
  if (!parts) return;
  beginAbout("edit", message);
  parts.field.value = message.text;
  fit();
}

function editLast(event) {
  const last = state.chat.messages.findLast((message) => message.out && message.text && !message.media);
  if (!last) return;
  event.preventDefault();
  startEdit(last);
}

/* The list of commands. */

function drawMenu() {
  parts.menu.hidden = state.chat.commands.length === 0;
  parts.menu.setAttribute("aria-expanded", "false");
}

function turnMenu() {
  showList(listShown ? [] : state.chat.commands);
}

function showList(commands, selectFirst = false) {
  listShown = commands.length > 0;
  parts.list.hidden = !listShown;
  parts.menu.setAttribute("aria-expanded", String(listShown));
  parts.menu.firstChild.replaceWith(icon(listShown ? "close" : "menu"));
  drawCommands(parts.list, commands, sendCommand);
  if (selectFirst) parts.list.firstElementChild?.setAttribute("aria-selected", "true");
}

function sendCommand(command) {
  parts.field.value = "";
  fit();
  showList([]);
  parts.field.focus();
  sendText(`/${command}`);
}

/** Arrow keys, Enter, Tab and Escape while the list is open; true when the key was for the list. */
function moveInList(event) {
  const rows = [...parts.list.children];
  const at = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") showList([]);
  else if (step) {
    rows[at]?.setAttribute("aria-selected", "false");
    rows[(at + step + rows.length) % rows.length].setAttribute("aria-selected", "true");
  } else if ((event.key === "Enter" || event.key === "Tab") && at >= 0 && !event.shiftKey) rows[at].click();
  else return false;
  event.preventDefault();
  return true;
}

/* The bot's own keyboard. */

function drawKeyboard() {
  if (!parts) return;
  const { keyboard } = state.chat;
  parts.keys.hidden = !keyboard;
  parts.keyboard.hidden = !keyboard || !keysShown;
  parts.field.placeholder = keyboard?.placeholder || t("write");
  const label = t(keysShown ? "hide_keyboard" : "show_keyboard");
  parts.keys.setAttribute("aria-label", label);
  parts.keys.title = label;
  parts.keys.setAttribute("aria-pressed", String(keysShown));
  parts.keyboard.replaceChildren(...(keyboard ? replyKeyboard(keyboard, onReply) : []));
}

function onReply(button) {
  if (state.chat.keyboard?.one_time) {
    keysShown = false;
    drawKeyboard();
  }
  pressReply(button);
}

function turnKeys() {
  keysShown = !keysShown;
  drawKeyboard();
}

/** Wire the foot up; called once. */
export function setUpComposer() {
  on("chat", () => {
    keysShown = true;
    drawFoot();
    if (!state.chat) return;
    // Where a finger is used, the focus would bring up the keyboard over the chat.
    if (parts && matchMedia("(pointer: fine)").matches) parts.field.focus();
    else byId("scroller").focus({ preventScroll: true });
  });
  on("chat-state", drawFoot);
  on("language", drawFoot);
  on("commands", () => parts && drawMenu());
  on("keyboard", () => {
    keysShown = true;
    drawKeyboard();
  });
}
