/** The bot's formatted text as nodes: only known tags and attributes pass, whatever the server sent. */

import { h } from "./dom.js";
import { t } from "./language.js";

const TAGS = {
  b: "b", strong: "b", i: "i", em: "i", u: "u", ins: "u", s: "s", strike: "s", del: "s",
  code: "code", pre: "pre", a: "a", blockquote: "blockquote", br: "br", span: "span",
  "tg-spoiler": "spoiler", "tg-emoji": "span", "tg-time": "time", time: "time",
};
const LINKS = /^(https?|tel|mailto|tg):/i;
const BARE = /(https?:\/\/[^\s<]+[^\s<.,;:!?)»”"'।])|((?<![\w/@.])\/[a-z][a-z0-9_]{0,31}(?![\w/]))|((?<![\w+])\+91[ -]?\d{5}[ -]?\d{5}(?!\d))/gi;

/** A fragment with the safe part of this HTML; links, commands and phone numbers are made tappable. */
export function safeHtml(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const out = document.createDocumentFragment();
  for (const child of parsed.body.childNodes) out.append(...copy(child, false));
  for (const block of out.querySelectorAll("blockquote, pre")) trimAround(block);
  return out;
}

/** A block begins its own line already: the line break that the text has there would make an empty one. */
function trimAround({ previousSibling: before, nextSibling: after }) {
  if (before?.nodeType === Node.TEXT_NODE) before.data = before.data.replace(/\n$/, "");
  if (after?.nodeType === Node.TEXT_NODE) after.data = after.data.replace(/^\n/, "");
}

function copy(node, inLink) {
  if (node.nodeType === Node.TEXT_NODE) return inLink ? [node.data] : linked(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const tag = node.localName;
  if (["script", "style", "template", "iframe"].includes(tag)) return [];
  const hidden = node.classList.contains("spoiler") || node.classList.contains("tg-spoiler");
  const kind = hidden ? "spoiler" : TAGS[tag];
  const literal = inLink || ["a", "code", "pre"].includes(tag);
  const children = [...node.childNodes].flatMap((child) => copy(child, literal));
  return kind ? [build(kind, node, children)] : children;
}

function build(kind, node, children) {
  if (kind === "a" && node.dataset.command) return command(node.dataset.command);
  if (kind === "a") return link(node.getAttribute("href") || "", children);
  if (kind === "spoiler") return spoiler(children);
  if (kind === "code") return h("code", { "data-copy": node.textContent, tabindex: "0", role: "button" }, children);
  if (kind === "blockquote") return quote(node, children);
  return h(kind, {}, children);
}

function link(address, children) {
  if (!LINKS.test(address)) return h("span", {}, children);
  return h("a", { href: address, rel: "noopener noreferrer nofollow", target: "_blank" }, children);
}

const command = (name) => h("button", { type: "button", class: "command", "data-command": name }, name);

function spoiler(children) {
  const node = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": t("spoiler") }, children);
  const reveal = () => {
    node.classList.add("shown");
    node.removeAttribute("aria-label");
    node.removeAttribute("role");
  };
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", (event) => event.key === "Enter" && reveal());
  return node;
}

function quote(node, children) {
  const expandable = node.hasAttribute("expandable") || node.classList.contains("expandable");
  if (!expandable) return h("blockquote", {}, children);
  const built = h("blockquote", { class: "expandable", tabindex: "0", role: "button", "aria-expanded": "false" }, children);
  const turn = () => built.setAttribute("aria-expanded", String(built.classList.toggle("open")));
  built.addEventListener("click", turn);
  built.addEventListener("keydown", (event) => event.key === "Enter" && turn());
  return built;
}

/** Plain text with bare addresses, /commands and phone numbers made tappable, as the messenger does. */
function linked(text) {
  const out = [];
  let end = 0;
  for (const match of text.matchAll(BARE)) {
    out.push(text.slice(end, match.index));
    const [whole, address, name] = match;
    if (address) out.push(link(address, [whole]));
    else if (name) out.push(command(whole));
    else out.push(h("a", { href: `tel:${whole.replace(/[ -]/g, "")}` }, whole));
    end = match.index + whole.length;
  }
  out.push(text.slice(end));
  return out.filter((part) => part !== "");
}
