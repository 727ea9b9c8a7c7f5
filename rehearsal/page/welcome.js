/** What stands above the first message: the invitation the person received, and what the bot says of itself. */

import { follow } from "./actions.js";
import { byId, h } from "./dom.js";
import { botName, phoneOf, t } from "./language.js";
import { state } from "./store.js";

/** Draw both; the bot's description is shown only while the chat is empty, as in the messenger. */
export function drawWelcome() {
  const { chat } = state;
  byId("invitation").replaceChildren(...(chat.invitation ? [invitation(chat)] : []));
  const empty = byId("messages").childElementCount === 0;
  byId("welcome").replaceChildren(...(empty ? [description(chat)] : []));
  byId("scroller").classList.toggle("empty", empty);
}

function invitation({ invitation: { text, url }, person }) {
  const link = h("button", {
    type: "button", class: "sms-link", "data-testid": "invitation-link", onclick: () => follow(url),
  }, url);
  const [before, after] = text.includes(url) ? text.split(url) : [text && `${text}\n`, ""];
  return h("div", { class: "sms", "data-testid": "invitation" },
    h("p", { class: "sms-head" }, h("strong", {}, t("invitation")), person.phone && h("span", {}, phoneOf(person))),
    h("p", { class: "sms-bubble" }, before, link, after),
    state.chat.started ? null : h("p", { class: "sms-hint" }, t("invitation_hint")));
}

function description({ person }) {
  const { descriptions } = state.config;
  const text = descriptions[person.language_code] || descriptions[""];
  return h("div", { class: "description", "data-testid": "description" },
    h("strong", {}, text ? t("what_can") : botName(person)),
    h("p", {}, text || t("no_description")));
}
