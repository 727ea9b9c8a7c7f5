/** A group is seen through the eyes of one of its members; here one chooses whose. */

import { api, seatIn, sitAs } from "./api.js";
import { nameOf, t } from "./language.js";
import { state } from "./store.js";
import { menuSheet } from "./sheets.js";

const KINDS = ["organiser", "staff", "delegate"];
const MOST = 1000;

/** The members we know by name, by id. */
const known = new Map();

const groupOf = (id) => (state.config.groups || []).find((group) => group.id === id);

/** Take the first member's seat in a group, unless one was chosen before. */
export async function takeSeat(id) {
  const members = groupOf(id)?.members || [];
  if (members.length && seatIn(id) === id) sitAs(id, members[0]);
  await learnNames(members);
}

async function learnNames(members) {
  for (const kind of KINDS) {
    if (members.every((id) => known.has(id))) return;
    const { people } = await api.people({ q: "", kind, limit: MOST, offset: 0 });
    for (const person of people) if (members.includes(person.id)) known.set(person.id, person);
  }
}

/** Whose eyes one sees the open group through; null in a chat between two. */
export const memberInSeat = () => (state.chat.id < 0 ? known.get(seatIn(state.chat.id)) : null);

/** Ask as which member to write on; true when another was chosen. */
export async function changeSeat() {
  const { id } = state.chat;
  const members = groupOf(id).members.map((member) => known.get(member)).filter(Boolean);
  const chosen = await menuSheet({
    title: t("change_seat"),
    items: members.map((person) => ({ label: nameOf(person), value: person.id, icon: "person" })),
    testid: "seat-menu",
  });
  if (chosen === null) return false;
  sitAs(id, chosen);
  return true;
}
