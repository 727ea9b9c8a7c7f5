/** What lies above the page for a moment: toasts, alerts, questions, forms, a large picture. */

import { byId, h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { ApiError } from "./api.js";

const TOAST_MS = 2500;
/** Answers that happen to people get their own words; the rest shows what the server said. */
const REASONS = { 0: "no_server", 404: "gone", 409: "not_possible", 500: "server_fault" };

/** Say something briefly at the bottom of the page; it never takes the focus. */
export function toast(text, { error = false } = {}) {
  const node = h("div", { class: error ? "toast error" : "toast", "data-testid": "toast" }, text);
  byId("toasts").replaceChildren(node);
  setTimeout(() => node.remove(), TOAST_MS + text.length * 30);
}

/** Tell in plain words that a request failed. */
export function sayFailed(error) {
  if (!(error instanceof ApiError)) throw error;
  toast(t("failed", { reason: REASONS[error.status] ? t(REASONS[error.status]) : error.message }), { error: true });
}

/** Open a modal sheet; resolves with the value it is closed with, null when dismissed. */
export function sheet({ title, body = [], actions = [], testid = "sheet", wide = false }) {
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: wide ? "sheet wide" : "sheet", "data-testid": testid, "aria-labelledby": title && "sheet-title" });
    const close = (value) => {
      dialog.returned = value;
      dialog.close();
    };
    const buttons = actions.map(({ label, value, style = "plain", submit = false }) =>
      h("button", {
        type: submit ? "submit" : "button", class: `sheet-button ${style}`, "data-testid": `${testid}-${style}`,
        onclick: submit ? undefined : () => close(value),
      }, label));
    const form = h("form", { method: "dialog" }, title && h("h2", { id: "sheet-title" }, title), ...body,
      buttons.length > 0 && h("div", { class: "sheet-actions" }, buttons));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      close(Object.fromEntries(new FormData(form)));
    });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returned ?? null);
    });
    dialog.choose = close;
    dialog.append(form);
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A bot's answer that insists on being read. */
export const alertSheet = (text) =>
  sheet({
    body: [h("p", { class: "sheet-text" }, text)],
    actions: [{ label: t("ok"), value: true, style: "primary" }],
    testid: "alert",
  });

/** A question with two answers; true when the person agreed. */
export async function confirmSheet({ title, text, yes, testid = "confirm" }) {
  const answer = await sheet({
    title,
    body: [h("p", { class: "sheet-text" }, text)],
    actions: [
      { label: t("cancel"), value: false, style: "plain" },
      { label: yes, value: true, style: "primary" },
    ],
    testid,
  });
  return answer === true;
}

/** A short form; resolves with {name: value} or null. Fields are {name, label, value?, type?, ...}. */
export function formSheet({ title, text, before = [], fields, yes, testid = "form" }) {
  const inputs = fields.map(({ label, ...attributes }) =>
    h("label", { class: "field" }, h("span", {}, label), h("input", { autocomplete: "off", ...attributes })));
  return sheet({
    title,
    body: [text && h("p", { class: "sheet-text" }, text), ...before, ...inputs].filter(Boolean),
    actions: [
      { label: t("cancel"), value: null, style: "plain" },
      { label: yes, style: "primary", submit: true },
    ],
    testid,
  });
}

/** A list of things to choose from; resolves with the chosen value or null. */
export function menuSheet({ title, items, testid = "menu-sheet" }) {
  const rows = items.map(({ label, value, icon: name, style = "" }) =>
    h("button", {
      type: "button", class: `menu-row ${style}`, "data-testid": `${testid}-${value}`,
      onclick: (event) => event.currentTarget.closest("dialog").choose(value),
    }, icon(name), label));
  return sheet({ title, body: [h("div", { class: "menu-rows" }, rows)], testid });
}

/** A picture over the whole page. */
export function pictureSheet(address, caption) {
  const image = h("img", { src: address, alt: caption });
  return sheet({
    body: [image],
    actions: [{ label: t("close"), value: true, style: "plain" }],
    testid: "picture",
    wide: true,
  });
}

/** Put text on the clipboard and say so; browsers without permission are told the text instead. */
export async function copyText(text) {
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  try {
    await navigator.clipboard.writeText(text);
    toast(t("copied", { text: short }));
  } catch {
    toast(t("copy_failed", { text }));
  }
}
