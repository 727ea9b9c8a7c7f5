/** What the browser keeps between visits (language, theme); a browser that refuses is no error. */

const PREFIX = "samvad.";

export function recall(key) {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // Private windows may forbid storage; the choice then lasts until the page is closed.
  }
}
