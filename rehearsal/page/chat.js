/** The open chat as data: loaded, kept in step with the server's events, never mixed with another. */

import { api, seatIn } from "./api.js";
import { emit, state } from "./store.js";

let asked = null;
let waiting = [];

/** Load a chat and show it; events that arrive meanwhile are applied on top. */
export async function openChat(id) {
  asked = id;
  waiting = [];
  const loaded = await api.chat(id);
  if (asked !== id) return;
  asked = null;
  const messages = [...loaded.messages].sort((a, b) => a.id - b.id);
  state.chat = { ...loaded, id, messages };
  emit("chat");
  for (const [type, data] of waiting) applyEvent(type, data);
  waiting = [];
}

/** Load the open chat once more, after something may have been missed. */
export async function refreshChat() {
  if (state.chat) await openChat(state.chat.id);
}

export function closeChat() {
  asked = null;
  state.chat = null;
  emit("chat");
}

/** Apply a server event to the open chat, or keep it until that chat has loaded. */
export function applyEvent(type, data) {
  if (!APPLY[type]) return;
  if (asked !== null && data.chat_id === asked) waiting.push([type, data]);
  else if (data.chat_id === state.chat?.id) APPLY[type](data, state.chat);
}

const APPLY = {
  message: ({ message }) => put(message),
  edit: ({ message }) => put(message),
  delete: ({ message_id: id }, chat) => {
    chat.messages = chat.messages.filter((message) => message.id !== id);
    emit("message-gone", id);
  },
  reaction: ({ id, reaction }, chat) => {
    const message = chat.messages.find((known) => known.id === id);
    if (message) put({ ...message, reaction });
  },
  pin: ({ pinned }, chat) => {
    chat.pinned = pinned;
    emit("pinned");
  },
  keyboard: ({ keyboard }, chat) => {
    chat.keyboard = keyboard;
    emit("keyboard");
  },
  commands: ({ commands }, chat) => {
    chat.commands = commands;
    emit("commands");
  },
  typing: () => emit("typing"),
};

/** Put a message in its place, or its new version in place of the old. */
function put(given) {
  const { id, messages } = state.chat;
  // Events do not know who looks at a group; whose message it is, the page must say.
  const message = id < 0 ? { ...given, out: given.from?.id === seatIn(id) } : given;
  const at = messages.findIndex((known) => known.id >= message.id);
  const known = at >= 0 && messages[at].id === message.id;
  if (at < 0) messages.push(message);
  else messages.splice(at, known ? 1 : 0, message);
  if (message.out && !state.chat.started) setStarted();
  emit("message", { message, known, last: at < 0 });
}

/** The chat has begun; the foot then shows the composer. */
export function setStarted() {
  state.chat.started = true;
  emit("chat-state");
}

/** The person blocked the bot, or took it back. */
export function setBlockedState(blocked) {
  state.chat.blocked = blocked;
  emit("chat-state");
}
