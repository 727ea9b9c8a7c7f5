/** The page's line icons, drawn on a 24 by 24 grid; decorative, so hidden from screen readers. */

import { svg } from "./dom.js";

const PATHS = {
  attach: ["M20 11.5 12 19.4a5 5 0 0 1-7.1-7.1l8.4-8.3a3.3 3.3 0 0 1 4.7 4.7l-8.3 8.2a1.6 1.6 0 0 1-2.3-2.3l7.5-7.4"],
  back: ["M20 12H5", "m11 6-6 6 6 6"],
  block: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z", "m5.7 5.7 12.6 12.6"],
  check: ["m4 12.5 5 5L20 6.5"],
  checks: ["m2 13 4.2 4.2L15 8", "m11.5 16.2 1 1L21.5 8"],
  clock: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z", "M12 7v5.2l3.4 2"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  copy: ["M9 9h10v11H9z", "M15 9V4H5v11h4"],
  document: ["M6 3h8l4 4v14H6z", "M14 3v4h4"],
  down: ["m6 9.5 6 6 6-6"],
  download: ["M12 4v11", "m7 11 5 5 5-5", "M5 20h14"],
  edit: ["M4 20l1-4L16 5l3 3L8 19l-4 1Z"],
  keyboard: ["M3 6h18v12H3z", "M7 10h.01M11 10h.01M15 10h.01M17 10h.01", "M8 14h8"],
  link: ["M14 5h5v5", "M19 5l-8 8", "M11 6H5v13h13v-6"],
  location: ["M12 21s7-6.4 7-11.5A7 7 0 0 0 5 9.5C5 14.6 12 21 12 21Z", "M12 7.2a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8Z"],
  log: ["M4 6h16", "M4 12h16", "M4 18h10"],
  menu: ["M4 7h16", "M4 12h16", "M4 17h16"],
  mic: ["M12 3.5a3 3 0 0 0-3 3V12a3 3 0 0 0 6 0V6.5a3 3 0 0 0-3-3Z", "M6 11.5a6 6 0 0 0 12 0", "M12 17.5V21"],
  moon: ["M20 14.5A8.2 8.2 0 0 1 9.5 4 8.2 8.2 0 1 0 20 14.5Z"],
  more: ["M12 4.6a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8Z", "M12 11.1a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8Z", "M12 17.6a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8Z"],
  pause: ["M8.5 6v12", "M15.5 6v12"],
  person: ["M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z", "M4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5"],
  photo: ["M4 5h16v14H4z", "m4 16 4.5-4.5 4 4 2.5-2.5 5 5", "M15.5 8.5h.01"],
  pin: ["M9 4h6l-1 6 3 3H7l3-3-1-6Z", "M12 13v7"],
  play: ["M8 5.5v13l10.5-6.5z"],
  reply: ["m10 6-6 6 6 6", "M4 12h9c4 0 6.5 2 7 6"],
  search: ["M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Z", "m15.5 15.5 5 5"],
  send: ["M4 4.5 21 12 4 19.5 6.5 12 4 4.5Z", "M6.5 12H13"],
  sun: ["M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z", "M12 2.5V5M12 19v2.5M2.5 12H5M19 12h2.5M5.3 5.3 7 7M17 17l1.7 1.7M18.7 5.3 17 7M7 17l-1.7 1.7"],
  warning: ["M12 4 2.5 20h19L12 4Z", "M12 10v5", "M12 17.5h.01"],
};

/** An icon by its name, in the colour of the text around it. */
export function icon(name) {
  const strokes = PATHS[name].map((d) => svg("path", { d }));
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" },
    ...strokes,
  );
}
