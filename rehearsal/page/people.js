/** The left pane: everyone whose seat one can take, searched and filtered by the server, page by page. */

import { api } from "./api.js";
import { paintAvatar } from "./avatar.js";
import { byId, debounce, h } from "./dom.js";
import { icon } from "./icons.js";
import { nameOf, phoneOf, placeOf, t } from "./language.js";
import { recall, remember } from "./memory.js";
import { on, state } from "./store.js";
import { sayFailed } from "./sheets.js";
import { clockTime, dayKey, eventNow, shortDate } from "./time.js";

const PAGE = 60;
const KINDS = ["", "delegate", "organiser", "staff", "stranger"];

const view = { people: new Map(), total: 0, kind: "", words: "", asked: 0, busy: false };

/** Groups stand above the people, where nobody is searched for. */
const groupsShown = () => (byId("search").value.trim() || !["", "staff"].includes(view.kind) ? [] : state.config.groups || []);

const rowId = (id) => `person-row-${id}`;

/* Loading. */

async function load({ more = false } = {}) {
  const asked = (view.asked += 1);
  view.busy = true;
  try {
    const words = byId("search").value.trim();
    const answer = await api.people({ q: words, kind: view.kind, limit: PAGE, offset: more ? loaded() : 0 });
    if (asked !== view.asked) return;
    if (!more) view.people.clear();
    if (!more && answer.total > 0) for (const group of groupsShown()) view.people.set(group.id, group);
    for (const person of answer.people) view.people.set(person.id, person);
    view.total = answer.total;
    view.words = words;
    draw(more ? answer.people : null);
  } catch (error) {
    sayFailed(error);
  } finally {
    if (asked === view.asked) view.busy = false;
  }
}

/** How many people are here, groups not counted. */
const loaded = () => [...view.people.keys()].filter((id) => id > 0).length;

const reload = () => load();

function onScroll() {
  const list = byId("people");
  const near = list.scrollHeight - list.scrollTop - list.clientHeight < 600;
  if (near && !view.busy && loaded() < view.total) load({ more: true });
}

/* Drawing. */

function draw(added = null) {
  const list = byId("people");
  list.dataset.for = view.words;
  byId("count").textContent = view.total === 1 ? t("count_one") : t("count", { n: view.total });
  if (added) list.append(...added.map(row));
  else {
    list.replaceChildren(...[...view.people.values()].map(row));
    list.scrollTop = 0;
  }
  if (view.total === 0) list.append(h("p", { class: "nobody" }, h("strong", {}, t("nobody")), t("nobody_hint")));
  requestAnimationFrame(onScroll);
}

function row(person) {
  const avatar = h("span", { class: "avatar", "aria-hidden": "true" });
  paintAvatar(avatar, nameOf(person), person.id);
  const chosen = person.id === state.chat?.id;
  return h("div", { role: "listitem", class: "person-item" },
    h("button", {
      type: "button", class: chosen ? "person chosen" : "person", id: rowId(person.id),
      "data-testid": rowId(person.id), "data-id": person.id, "aria-current": chosen ? "true" : undefined,
    }, avatar, h("span", { class: "person-words" }, firstLine(person), secondLine(person), thirdLine(person))));
}

function firstLine(person) {
  return h("span", { class: "person-line" },
    h("strong", { class: "person-name" }, nameOf(person)),
    person.last_date && h("time", { class: "person-time" }, shortMoment(new Date(person.last_date))));
}

const shortMoment = (date) => (dayKey(date) === dayKey(eventNow()) ? clockTime(date) : shortDate(date));

function secondLine(person) {
  const badge = person.kind === "delegate" ? null : h("span", { class: `kind ${person.kind}` }, t(`kind_${person.kind}`));
  return h("span", { class: "person-line" }, h("span", { class: "person-place" }, placeOf(person) || phoneOf(person)), badge);
}

function thirdLine(person) {
  if (person.blocked) return h("span", { class: "person-line" }, h("span", { class: "person-state" }, t("is_blocked")));
  if (!person.started) return null;
  return h("span", { class: "person-line" },
    h("span", { class: "person-last" }, person.last),
    person.unread > 0 && h("span", { class: "unread", "aria-label": t("unread", { n: person.unread }) }, person.unread > 99 ? "99+" : person.unread));
}

function drawKinds() {
  const chips = KINDS.map((kind) =>
    h("button", {
      type: "button", class: "chip", "aria-pressed": String(kind === view.kind), "data-testid": `kind-${kind || "all"}`,
      onclick: () => {
        view.kind = kind;
        drawKinds();
        reload();
      },
    }, t(`kind_${kind || "all"}`)));
  byId("kinds").replaceChildren(...chips);
}

/* Keeping rows true while things happen. */

/** Tell the server that the open chat's news was read; asking for a chat is what reads it. */
const markRead = debounce((id) => id === state.chat?.id && api.chat(id).catch(() => {}), 400);

function change(id, changes) {
  const person = view.people.get(id);
  if (!person) return;
  Object.assign(person, changes(person));
  const old = byId(rowId(id));
  if (!old) return;
  const focused = document.activeElement === old;
  old.parentElement.replaceWith(row(person));
  if (focused) byId(rowId(id)).focus();
}

/** A message came for somebody: his last line changes, and he has one more to read if he is not open. */
export function noteMessage({ chat_id: id, message }) {
  const open = id === state.chat?.id;
  if (open && !message.out) markRead(id);
  change(id, (person) => ({
    last: message.text || message.place?.title || (message.media ? t(message.media.kind) : person.last),
    last_date: message.date,
    started: true,
    unread: open || message.out ? 0 : person.unread + 1,
  }));
}

let chosen = null;

function onChat() {
  const id = state.chat?.id ?? null;
  const before = chosen;
  chosen = id;
  if (before !== null && before !== id) change(before, () => ({}));
  // On a phone the chat that had the focus is hidden now: go back to where one came from.
  if (before !== null && id === null && document.activeElement === document.body) byId(rowId(before))?.focus();
  if (id !== null) change(id, () => ({ ...state.chat.person, unread: 0 }));
}

/* Keys: arrows walk through the list, Enter opens the first find. */

function onKey(event) {
  const rows = [...byId("people").querySelectorAll(".person")];
  const at = rows.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    (rows[at + step] || (step < 0 ? byId("search") : null))?.focus();
  } else if (event.key === "Enter" && at < 0) rows[0]?.click();
  else if (event.key === "Escape" && at < 0) clearSearch();
}

function clearSearch() {
  byId("search").value = "";
  byId("search-clear").hidden = true;
  byId("search").focus();
  reload();
}

function setUpNote() {
  const note = byId("note");
  note.hidden = recall("note") === "read";
  note.querySelector("button").addEventListener("click", () => {
    note.hidden = true;
    remember("note", "read");
  });
}

/** Wire the pane up; called once. `open(id)` is called with whom was chosen. */
export function setUpPeople(open) {
  const search = byId("search");
  const soon = debounce(reload, 180);
  search.addEventListener("input", () => {
    byId("search-clear").hidden = !search.value;
    soon();
  });
  byId("search-clear").append(icon("close"));
  byId("search-clear").addEventListener("click", clearSearch);
  search.closest("nav").addEventListener("keydown", (event) => {
    if (event.target === search || event.target.closest("#people")) onKey(event);
  });
  byId("people").addEventListener("click", (event) => {
    const found = event.target.closest(".person");
    if (found) open(Number(found.dataset.id));
  });
  byId("people").addEventListener("scroll", onScroll, { passive: true });
  on("chat", onChat);
  on("language", () => (drawKinds(), draw()));
  on("chat-state", () => change(state.chat.id, () => ({ started: state.chat.started, blocked: state.chat.blocked })));
  on("reconnected", reload);
  setUpNote();
  drawKinds();
  return load();
}
