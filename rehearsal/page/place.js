/** A place as a card: a small sketch drawn here (no map tiles are fetched), its words, and a link. */

import { h, svg } from "./dom.js";
import { t } from "./language.js";

const WIDTH = 320;
const HEIGHT = 150;

/** Numbers in [0, 1) that are always the same for the same place, so its sketch never changes. */
function numbersFor(latitude, longitude) {
  let seed = Math.abs(Math.round(latitude * 1e4) * 31 + Math.round(longitude * 1e4)) % 2147483647 || 1;
  return () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
}

function street(next, className, upright) {
  const at = 0.08 + next() * 0.84;
  const tilt = (next() - 0.5) * 46;
  const d = upright
    ? `M${at * WIDTH} -10 L${at * WIDTH + tilt} ${HEIGHT + 10}`
    : `M-10 ${at * HEIGHT} L${WIDTH + 10} ${at * HEIGHT + tilt}`;
  return svg("path", { class: className, d });
}

function sketch({ latitude, longitude }) {
  const next = numbersFor(latitude, longitude);
  const park = svg("rect", {
    class: "map-park", x: next() * 220, y: next() * 90, width: 60 + next() * 60, height: 30 + next() * 35, rx: 8,
  });
  const water = svg("path", {
    class: "map-water", d: `M-10 ${next() * 150} C 80 ${next() * 150}, 200 ${next() * 150}, 330 ${next() * 150}`,
  });
  const lanes = Array.from({ length: 9 }, (_, index) => street(next, "map-lane", index % 2 === 0));
  const roads = [
    svg("path", { class: "map-road", d: `M-10 ${88 + next() * 14} L330 ${62 + next() * 20}` }),
    svg("path", { class: "map-road", d: `M${140 + next() * 20} -10 L${165 + next() * 24} 160` }),
  ];
  const pin = svg("g", { transform: "translate(160 78)" },
    svg("ellipse", { class: "map-shadow", cx: 0, cy: 1, rx: 9, ry: 3.5 }),
    svg("path", { class: "map-pin", d: "M0 0C-5-10-15-17-15-28a15 15 0 0 1 30 0C15-17 5-10 0 0Z" }),
    svg("circle", { class: "map-dot", cx: 0, cy: -28, r: 5.5 }));
  return svg("svg", {
    class: "map", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": t("map_drawn"),
    preserveAspectRatio: "xMidYMid slice",
  }, park, water, ...lanes, ...roads, pin);
}

/** The card of a point on the map; `place` is {latitude, longitude, title?, address?}. */
export function placeCard(place) {
  const where = `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`;
  const address = `https://www.openstreetmap.org/?mlat=${place.latitude}&mlon=${place.longitude}#map=17/${place.latitude}/${place.longitude}`;
  return h("div", { class: "place", "data-testid": "place" },
    sketch(place),
    h("div", { class: "place-words" },
      place.title && h("strong", {}, place.title),
      place.address && h("span", {}, place.address),
      h("span", { class: "place-line" },
        h("span", { class: "place-coordinates" }, where),
        h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, t("open_map")))));
}
