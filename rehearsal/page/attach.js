/** Sending something other than words: what to send is asked, then which file and with what caption. */

import { sendFile, shareContact, shareLocation, shareOwnContact } from "./actions.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { sizeOf } from "./media.js";
import { formSheet, menuSheet } from "./sheets.js";

const FILES = { photo: "image/*", document: "", voice: "audio/*" };

const OTHERS = { own: shareOwnContact, contact: shareContact, location: shareLocation };

/** Ask what to send, and send it. */
export async function chooseAttachment() {
  const chosen = await menuSheet({
    title: t("attach"),
    items: [
      { label: t("attach_photo"), value: "photo", icon: "photo" },
      { label: t("attach_document"), value: "document", icon: "document" },
      { label: t("attach_voice"), value: "voice", icon: "mic" },
      { label: t("attach_own_contact"), value: "own", icon: "person" },
      { label: t("attach_contact"), value: "contact", icon: "person" },
      { label: t("attach_location"), value: "location", icon: "location" },
    ],
    testid: "attach-menu",
  });
  if (chosen in FILES) pickFile(chosen);
  else if (chosen) OTHERS[chosen]();
}

function pickFile(kind) {
  const input = h("input", { type: "file", accept: FILES[kind] || undefined, hidden: true, "data-testid": "file-input" });
  input.addEventListener("change", () => {
    input.remove();
    if (input.files[0]) confirmFile(input.files[0], kind);
  });
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input);
  input.click();
}

async function confirmFile(file, kind) {
  const address = URL.createObjectURL(file);
  const filled = await formSheet({
    title: t(`send_${kind}`),
    before: [preview(file, kind, address)],
    fields: [{ name: "caption", label: t("caption"), maxlength: 1024 }],
    yes: t("send"),
    testid: "file",
  });
  URL.revokeObjectURL(address);
  if (filled) sendFile(file, kind, filled.caption.trim());
}

function preview(file, kind, address) {
  if (kind === "photo") return h("img", { class: "preview", src: address, alt: file.name });
  return h("p", { class: "file" }, h("span", { class: "file-badge" }, icon(kind === "voice" ? "mic" : "document")),
    h("span", { class: "file-words" }, h("strong", {}, file.name), h("small", {}, sizeOf(file.size))));
}
