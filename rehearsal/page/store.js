/** The state that views share, and the topics by which they hear of changes. */

export const state = {
  /** GET /api/config */
  config: { bot: { id: 0, username: "", name: "" }, descriptions: {}, event: null },
  /** The open chat as GET /api/chat/{id} gives it, with `messages` in order of id; or null. */
  chat: null,
  /** Server time in ms at `seen` (performance.now), and how many times faster it runs. */
  clock: { now: Date.now(), seen: performance.now(), speed: 1 },
};

const listeners = new EventTarget();

/** Call `run(detail)` whenever somebody emits this topic. */
export function on(topic, run) {
  listeners.addEventListener(topic, (event) => run(event.detail));
}

export function emit(topic, detail) {
  listeners.dispatchEvent(new CustomEvent(topic, { detail }));
}
