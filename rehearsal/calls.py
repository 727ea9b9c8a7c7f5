"""One call of a Bot API method: its checked parameters and the world it acts on."""

from dataclasses import dataclass
from typing import Any

from rehearsal.entities import checked, detected, trimmed
from rehearsal.errors import bad_request
from rehearsal.files import File
from rehearsal.forms import Upload
from rehearsal.keyboards import check as check_keyboard
from rehearsal.markup import parse_html
from rehearsal.people import Chat, Stored
from rehearsal.wire import Wire, utf16_length
from rehearsal.world import World

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


@dataclass(slots=True)
class Call:
    """A call whose parameters have passed the specification's check."""

    world: World
    method: str
    parameters: Wire
    files: dict[str, Upload]

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - checked by the spec
        """Return a parameter, or `default` where it is not given."""
        return self.parameters.get(name, default)

    def writable(self) -> Chat:
        """Return the chat this call writes to."""
        return self.world.writable(self.parameters["chat_id"])

    def file(self, given: str | Upload, folder: str) -> File:
        """Return the file that a parameter means: sent along, attached, or known by its id."""
        if isinstance(given, str) and given.startswith("attach://"):
            attached = self.files.get(given.removeprefix("attach://"))
            if attached is None:
                raise bad_request("wrong file identifier/HTTP URL specified")
            given = attached
        if isinstance(given, Upload):
            return self.world.files.add(given.name, given.mime, given.content, folder)
        return self.world.files.get(given)

    def send(self, content: Wire, chat: Chat | None = None, *, counted: bool = False) -> Stored:
        """Deliver `content` to the call's chat, with its keyboard and as the reply it may be.

        `counted` says that the pace has been asked already, as for all of an album at once.
        """
        chat = chat or self.writable()
        markup = self.get("reply_markup")
        if markup is not None:
            check_keyboard(markup, private=chat.private)
        answered = self._answered(chat)
        if answered is not None:
            content["reply_to_message"] = without_reply(answered.wire)
        if self.get("protect_content"):
            content["has_protected_content"] = True
        if not counted:
            self.world.pace.take(chat.id)
        return self.world.deliver(chat, self.method, content, markup)

    def _answered(self, chat: Chat) -> Stored | None:
        reply = self.get("reply_parameters")
        if reply is None:
            return None
        found = chat.messages.get(reply["message_id"])
        if found is None and not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        return found


def without_reply(wire: Wire) -> Wire:
    """Return a message as it stands inside another one: it does not carry its own reply."""
    return {key: value for key, value in wire.items() if key != "reply_to_message"}


def formatted(
    text: str, parse_mode: str | None, entities: list[Wire] | None
) -> tuple[str, list[Wire]]:
    """Return text and entities as Telegram stores them; raise a 400 for what it can't parse."""
    if parse_mode is None or parse_mode == "":
        found = checked(text, entities) if entities else []
    elif parse_mode.lower() == "html":
        text, found = parse_html(text)
    elif parse_mode.lower() in {"markdown", "markdownv2"}:
        raise bad_request(f"parse mode {parse_mode} is not implemented in the rehearsal")
    else:
        raise bad_request("unsupported parse_mode")
    text, found = trimmed(text, found)
    return text, detected(text, found)


def text_content(fields: Wire) -> Wire:
    """Return `text` and `entities` of a message from a call's parameters, within the limit."""
    text, entities = formatted(fields["text"], fields.get("parse_mode"), fields.get("entities"))
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    content: Wire = {"text": text}
    if entities:
        content["entities"] = entities
    if "link_preview_options" in fields:
        content["link_preview_options"] = fields["link_preview_options"]
    return content


def caption_content(fields: Wire) -> Wire:
    """Return `caption` and `caption_entities`, within the limit; nothing where none is given."""
    caption = fields.get("caption") or ""
    text, entities = formatted(caption, fields.get("parse_mode"), fields.get("caption_entities"))
    if utf16_length(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    content: Wire = {"caption": text} if text else {}
    if entities:
        content["caption_entities"] = entities
    if fields.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content
