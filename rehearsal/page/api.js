/** The server as the page knows it: one function for each request, errors as ApiError. */

/** A request that did not succeed; `status` is 0 when the server could not be reached. */
export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function reasonOf(response) {
  const body = await response.text();
  try {
    const parsed = JSON.parse(body);
    return parsed.error || parsed.description || parsed.detail || body;
  } catch {
    return body || response.statusText;
  }
}

async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { headers: { Accept: "application/json" }, ...options });
  } catch {
    throw new ApiError("", 0);
  }
  if (!response.ok) throw new ApiError(await reasonOf(response), response.status);
  if (response.status === 204) return {};
  return response.json();
}

const post = (path, body = {}) =>
  request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });

const seats = new Map();

/** From now on, act in this group as this member. */
export const sitAs = (groupId, userId) => seats.set(groupId, userId);

/** As whom one acts in a chat: oneself, or the member chosen for a group. */
export const seatIn = (id) => seats.get(id) ?? id;

function chat(id, action = "") {
  const path = `/api/chat/${encodeURIComponent(id)}${action && `/${action}`}`;
  return seats.has(id) ? `${path}?as=${seats.get(id)}` : path;
}

export const api = {
  config: () => request("/api/config"),
  people: (query) => request(`/api/people?${new URLSearchParams(query)}`),
  chat: (id) => request(chat(id)),
  start: (id, payload) => post(chat(id, "start"), payload ? { payload } : {}),
  text: (id, text, replyTo) => post(chat(id, "text"), replyTo ? { text, reply_to: replyTo } : { text }),
  press: (id, messageId, data) => post(chat(id, "press"), { message_id: messageId, data }),
  ownContact: (id) => post(chat(id, "contact"), { own: true }),
  contact: (id, phone, name) => post(chat(id, "contact"), { phone, name }),
  location: (id, latitude, longitude) => post(chat(id, "location"), { latitude, longitude }),
  edit: (id, messageId, text) => post(chat(id, "edit"), { message_id: messageId, text }),
  block: (id, blocked) => post(chat(id, "block"), { blocked }),
  file: (id, form) => request(chat(id, "file"), { method: "POST", body: form }),
  calls: (limit) => request(`/api/calls?limit=${limit}`),
  clock: () => request("/api/clock"),
  moveClock: (change) => post("/api/clock", change),
};
