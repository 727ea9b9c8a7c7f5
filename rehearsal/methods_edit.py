"""Methods that change or remove what was sent."""

from rehearsal.calls import Call, caption_content, text_content
from rehearsal.errors import bad_request
from rehearsal.keyboards import check as check_keyboard
from rehearsal.media import FOLDERS
from rehearsal.methods_media import input_media
from rehearsal.people import Chat, Stored
from rehearsal.wire import Wire

# https://core.telegram.org/bots/api#deletemessage
DELETABLE_SECONDS = 48 * 3600
_MOST_DELETED = 100
_TEXT = ("text", "entities", "link_preview_options")
_CAPTION = ("caption", "caption_entities", "show_caption_above_media")
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def edit_text(call: Call) -> Wire:
    """Replace the text of a message, and its keyboard: one not given again is removed."""
    if "text" not in call.parameters:
        raise bad_request("message text is empty")
    chat, stored = _editable(call)
    if "text" not in stored.wire:
        raise bad_request("there is no text in the message to edit")
    return _apply(call, chat, stored, _TEXT, text_content(call.parameters))


def edit_caption(call: Call) -> Wire:
    """Replace the caption of a message with media."""
    chat, stored = _editable(call)
    if not any(kind in stored.wire for kind in FOLDERS):
        raise bad_request("there is no caption in the message to edit")
    return _apply(call, chat, stored, _CAPTION, caption_content(call.parameters))


def edit_markup(call: Call) -> Wire:
    """Replace the keyboard under a message."""
    chat, stored = _editable(call)
    return _apply(call, chat, stored, (), {})


def edit_media(call: Call) -> Wire:
    """Replace the file of a message, with its caption."""
    chat, stored = _editable(call)
    if not any(kind in stored.wire for kind in FOLDERS):
        raise bad_request("there is no media in the message to edit")
    content = input_media(call, call.get("media"))
    return _apply(call, chat, stored, (*FOLDERS, *_CAPTION), content)


def delete_message(call: Call) -> bool:
    """Remove a message of the last 48 hours."""
    chat = call.world.chat(call.get("chat_id"))
    stored = call.world.message(chat, call.get("message_id"), "delete")
    if not _deletable(call, chat, stored):
        raise bad_request("message can't be deleted for everyone")
    call.world.delete(chat, stored.id)
    return True


def delete_messages(call: Call) -> bool:
    """Remove up to 100 messages; those that are gone or too old are skipped."""
    chat = call.world.chat(call.get("chat_id"))
    ids = call.get("message_ids")
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > _MOST_DELETED:
        raise bad_request("too many message identifiers specified")
    for message_id in ids:
        stored = chat.messages.get(message_id)
        if stored is not None and _deletable(call, chat, stored):
            call.world.delete(chat, message_id)
    return True


def _editable(call: Call) -> tuple[Chat, Stored]:
    if "inline_message_id" in call.parameters:
        raise bad_request("MESSAGE_ID_INVALID")
    if "chat_id" not in call.parameters:
        raise bad_request("chat_id is empty")
    if "message_id" not in call.parameters:
        raise bad_request("message identifier is not specified")
    chat = call.writable()
    stored = call.world.message(chat, call.get("message_id"), "edit")
    # Telegram never lets a message be edited that came with a reply keyboard.
    if stored.author != call.world.bot["id"] or stored.fixed or stored.service:
        raise bad_request("message can't be edited")
    return chat, stored


def _apply(
    call: Call, chat: Chat, stored: Stored, replaced: tuple[str, ...], content: Wire
) -> Wire:
    """Replace these fields and the keyboard of a message; refuse what changes nothing."""
    markup = call.get("reply_markup")
    if markup is not None:
        check_keyboard(markup, private=chat.private)
    changed = {name: value for name, value in stored.wire.items() if name not in replaced}
    changed.pop("reply_markup", None)
    changed |= content
    if markup is not None and any(markup["inline_keyboard"]):
        changed["reply_markup"] = markup
    if changed == stored.wire:
        raise bad_request(_UNCHANGED)
    call.world.pace.take(chat.id, edit=True)
    changed["edit_date"] = call.world.now()
    if not content and not replaced:
        # A changed keyboard alone does not make a message "edited".
        changed.pop("edit_date")
    stored.wire = changed
    call.world.record(chat, call.method, stored)
    call.world.show("edit", chat, stored)
    return stored.wire


def _deletable(call: Call, chat: Chat, stored: Stored) -> bool:
    """Tell whether a bot may remove this: its own and, in private, what was said to it."""
    own = stored.author == call.world.bot["id"]
    young = call.world.now() - int(stored.wire["date"]) < DELETABLE_SECONDS
    return young and (own or chat.private)


METHODS = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "editMessageMedia": edit_media,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
