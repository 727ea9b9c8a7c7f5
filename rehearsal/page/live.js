/** The stream of server events: kept open, and opened again by itself when it breaks. */

const TYPES = [
  "message", "edit", "delete", "pin", "reaction", "keyboard", "commands", "clock", "call", "typing",
];
const RETRY_MS = [500, 1000, 2000, 5000];

/**
 * Keep the stream open. `onEvent(type, data)` hears each event; `onLink(up, again)` hears when the
 * link is lost or up, `again` being true when it was lost before (so something may have been
 * missed). The server greets with its clock once it has begun to watch: only then is the link up.
 */
export function listen(onEvent, onLink) {
  let tries = 0;
  let lost = false;

  function open() {
    const source = new EventSource("/api/events");
    source.addEventListener("clock", () => {
      tries = 0;
      onLink(true, lost);
    }, { once: true });
    // The browser's own retry gives up on some answers (a 502 for one), so we retry ourselves.
    source.onerror = () => {
      source.close();
      lost = true;
      onLink(false, true);
      setTimeout(open, RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]);
      tries += 1;
    };
    for (const type of TYPES) {
      source.addEventListener(type, (event) => {
        if (event.data) onEvent(type, JSON.parse(event.data));
      });
    }
  }

  open();
}
