/** What the person at the page can do in the open chat; each act is one request and its outcome. */

import { api } from "./api.js";
import { phoneOf, t } from "./language.js";
import { whilePressed } from "./keyboards.js";
import { emit, state } from "./store.js";
import { alertSheet, confirmSheet, copyText, formSheet, sayFailed, toast } from "./sheets.js";

/** Run a request in the open chat; a message in its answer is shown at once, a failure is told. */
async function act(request) {
  const id = state.chat.id;
  try {
    const answer = await request(id);
    if (answer?.message) emit("arrived", { chat_id: id, message: answer.message });
    return answer;
  } catch (error) {
    sayFailed(error);
    return null;
  }
}

/** Press Start, with the payload of a link where there is one. */
export const start = (payload) => act((id) => api.start(id, payload));

/** The payload of a link to this bot ("" when it has none), or null when it leads elsewhere. */
export function payloadOf(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const bot = state.config.bot.username.toLowerCase();
  const named = url.protocol === "tg:" ? url.searchParams.get("domain") : url.pathname.slice(1);
  const ours = ["t.me", "telegram.me"].includes(url.hostname) || url.protocol === "tg:";
  return ours && named?.toLowerCase() === bot ? url.searchParams.get("start") || "" : null;
}

/** Follow a link: one to this bot presses Start, any other asks first and opens beside the page. */
export async function follow(address, { ask = true } = {}) {
  const payload = payloadOf(address);
  if (payload !== null) return start(payload);
  if (ask && !(await confirmSheet({ title: t("open_link_title"), text: address, yes: t("open") }))) return null;
  window.open(address, "_blank", "noopener,noreferrer");
  return null;
}

/** Send words; they appear at once with a clock, which becomes a tick or an offer to try again. */
export async function sendText(text, replyTo) {
  const id = state.chat.id;
  const pending = { key: `pending-${performance.now()}`, text, replyTo };
  emit("pending", pending);
  try {
    const answer = await api.text(id, text, replyTo?.id);
    emit("sent", { ...pending, chat_id: id, message: answer?.message });
  } catch (error) {
    emit("unsent", pending);
    sayFailed(error);
  }
}

/** Tap a button under a message. */
export function press(message, button, element) {
  if (button.kind === "copy") return copyText(button.copy);
  if (button.kind === "url") return follow(button.url);
  if (button.kind === "contact") return shareOwnContact();
  if (button.kind === "text") return sendText(button.text);
  return whilePressed(element, async () => {
    const answer = await act((id) => api.press(id, message.id, button.data));
    if (!answer) return;
    if (!answer.answered) toast(t("no_answer"), { error: true });
    else if (answer.text && answer.alert) await alertSheet(answer.text);
    else if (answer.text) toast(answer.text);
  });
}

/** Tap a button of a reply keyboard. */
export function pressReply(button) {
  if (button.kind === "contact") return shareOwnContact();
  if (button.kind === "location") return shareLocation();
  return sendText(button.text);
}

/** Share one's own number, after the same question the messenger asks. */
export async function shareOwnContact() {
  const phone = phoneOf(state.chat.person);
  const text = phone ? t("share_text", { phone }) : t("share_text_plain");
  const agreed = await confirmSheet({ title: t("share_title"), text, yes: t("share"), testid: "share-contact" });
  return agreed ? act((id) => api.ownContact(id)) : null;
}

/** Send somebody else's number. */
export async function shareContact() {
  const filled = await formSheet({
    title: t("contact_title"),
    fields: [
      { name: "name", label: t("name"), required: true },
      { name: "phone", label: t("phone"), type: "tel", required: true, placeholder: "+91" },
    ],
    yes: t("send"),
  });
  return filled ? act((id) => api.contact(id, filled.phone, filled.name)) : null;
}

/** Send a point on the map; the fields begin at the centre of Delhi. */
export async function shareLocation() {
  const number = { type: "number", step: "any", required: true };
  const filled = await formSheet({
    title: t("location_title"),
    text: t("location_text"),
    fields: [
      { ...number, name: "latitude", label: t("latitude"), value: "28.6139", min: -90, max: 90 },
      { ...number, name: "longitude", label: t("longitude"), value: "77.2090", min: -180, max: 180 },
    ],
    yes: t("send"),
  });
  return filled ? act((id) => api.location(id, Number(filled.latitude), Number(filled.longitude))) : null;
}

/** Send a file as a photo, document or voice. */
export function sendFile(file, kind, caption) {
  const form = new FormData();
  form.set("file", file, file.name);
  form.set("kind", kind);
  if (caption) form.set("caption", caption);
  return act((id) => api.file(id, form));
}

/** Correct one's own message. */
export const editText = (messageId, text) => act((id) => api.edit(id, messageId, text));

/** Block or unblock the bot; `blocked` says what is to be. */
export async function setBlocked(blocked) {
  if (await act((id) => api.block(id, blocked))) emit("blocked", { chat_id: state.chat.id, blocked });
}
