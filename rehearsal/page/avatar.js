/** Round avatars with a person's first letters, in a colour that stays with the person. */

const COLOURS = 7;

/** The first letters of the first and the last word; a Devanagari letter keeps its signs. */
function initials(name) {
  const words = name.replace(/^(श्री|श्रीमती|डॉ\.?|Shri|Smt\.?|Dr\.?)\s+/i, "").split(/\s+/).filter(Boolean);
  const letters = new Intl.Segmenter("hi", { granularity: "grapheme" });
  const first = (word) => [...letters.segment(word)][0]?.segment || "";
  const chosen = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return chosen.map(first).join("").toUpperCase();
}

/** Fill an .avatar element for this name and id. */
export function paintAvatar(node, name, id) {
  node.textContent = initials(name);
  node.dataset.colour = String(Math.abs(id) % COLOURS);
}
