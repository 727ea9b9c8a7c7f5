/** What a message may carry besides text: pictures, documents, voice, films, contacts. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { phoneOf, t } from "./language.js";
import { pictureSheet } from "./sheets.js";

const PICTURE_WIDTH = 320;
const PICTURE_HEIGHT = 400;

/** "12 KB" in the language of the page. */
export function sizeOf(bytes) {
  if (!bytes) return "";
  if (bytes < 1024) return t("bytes", { n: bytes });
  if (bytes < 1024 * 1024) return t("kilobytes", { n: Math.round(bytes / 1024) });
  return t("megabytes", { n: (bytes / 1024 / 1024).toFixed(1) });
}

function picture(media) {
  const image = h("img", { src: media.url, alt: media.name || t("photo"), loading: "lazy" });
  // The box is set before the picture loads, so that nothing below it jumps.
  const scale = Math.min(1, PICTURE_WIDTH / (media.width || PICTURE_WIDTH), PICTURE_HEIGHT / (media.height || PICTURE_HEIGHT));
  const width = Math.round((media.width || PICTURE_WIDTH) * scale);
  const height = Math.round((media.height || (PICTURE_WIDTH * 3) / 4) * scale);
  image.style.width = `${width}px`;
  image.style.aspectRatio = `${width} / ${height}`;
  return h("button", { type: "button", class: "picture", "aria-label": t("photo"), onclick: () => pictureSheet(media.url, media.name || t("photo")) }, image);
}

function file(media) {
  const name = media.name || t("document");
  const ending = name.includes(".") ? name.split(".").pop().slice(0, 4).toUpperCase() : "";
  return h("a", { class: "file", href: media.url, download: name, "aria-label": t("download", { name }) },
    h("span", { class: "file-badge", "aria-hidden": "true" }, ending || icon("document")),
    h("span", { class: "file-words" }, h("strong", {}, name), h("small", {}, sizeOf(media.size), icon("download"))));
}

const seconds = (value) =>
  Number.isFinite(value) ? `${Math.floor(value / 60)}:${String(Math.floor(value % 60)).padStart(2, "0")}` : "";

function voice(media) {
  const sound = new Audio(media.url);
  sound.preload = "metadata";
  const bar = h("progress", { max: 1, value: 0, "aria-label": t("voice") });
  const left = h("small", {}, seconds(media.duration) || t("voice"));
  const button = h("button", { type: "button", class: "voice-button", "aria-label": t("play") }, icon("play"));
  const show = () => {
    button.replaceChildren(icon(sound.paused ? "play" : "pause"));
    button.setAttribute("aria-label", t(sound.paused ? "play" : "pause"));
  };
  button.addEventListener("click", () => (sound.paused ? sound.play().catch(show) : sound.pause()));
  for (const change of ["play", "pause", "ended"]) sound.addEventListener(change, show);
  sound.addEventListener("loadedmetadata", () => (left.textContent = seconds(sound.duration) || t("voice")));
  sound.addEventListener("timeupdate", () => {
    bar.value = sound.duration ? sound.currentTime / sound.duration : 0;
    left.textContent = seconds(sound.currentTime);
  });
  return h("div", { class: "voice" }, button, h("span", { class: "voice-words" }, bar, left));
}

function sticker(media) {
  if (media.mime === "video/webm") return h("video", { class: "sticker", src: media.url, autoplay: true, loop: true, muted: true });
  return h("img", { class: "sticker", src: media.url, alt: t("sticker") });
}

const BUILDERS = {
  photo: picture,
  document: file,
  voice,
  audio: voice,
  sticker,
  video: (media) => h("video", { class: "film", src: media.url, controls: true, preload: "metadata" }),
};

/** The element for a message's media; a kind we do not know is offered as a file. */
export const mediaPart = (media) => (BUILDERS[media.kind] || file)(media);

/** Someone's phone number, as a card. */
export function contactCard(contact) {
  const name = [contact.first_name || contact.name, contact.last_name].filter(Boolean).join(" ");
  return h("div", { class: "contact" },
    h("span", { class: "avatar small", "aria-hidden": "true" }, icon("person")),
    h("span", { class: "file-words" }, h("strong", {}, name || t("contact")), h("small", {}, phoneOf({ phone: contact.phone_number }))));
}
