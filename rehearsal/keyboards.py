"""The rules for buttons: what Telegram takes as an inline or a reply keyboard."""

import re

from rehearsal.errors import bad_request
from rehearsal.wire import Wire, utf16_length

STYLES = ("danger", "success", "primary")
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
    "callback_game", "pay",
)  # fmt: skip
_DATA_BYTES = 64
_COPY_UNITS = 256
_MOST_BUTTONS = 100
_URL = re.compile(
    r"(?:https?://)?(?:[\w-]+(?:\.[\w-]+)+|\d+(?:\.\d+){3})(?::\d+)?(?:[/?#]\S*)?|tg://\S+"
)
# On these hosts Telegram itself refuses buttons, as a phone can't open them.
_UNREACHABLE = re.compile(r"https?://(?:localhost|127\.|10\.|192\.168\.)", re.IGNORECASE)


def check(markup: Wire, *, private: bool) -> None:
    """Raise a 400 for a keyboard that Telegram refuses in such a chat."""
    if "inline_keyboard" in markup:
        _check_inline(markup["inline_keyboard"])
    elif "keyboard" in markup:
        _check_reply(markup, private=private)
    elif markup.get("remove_keyboard") is False or markup.get("force_reply") is False:
        raise bad_request("object expected as reply markup")
    _check_placeholder(markup)


def _check_inline(rows: list[list[Wire]]) -> None:
    if sum(len(row) for row in rows) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)


def _check_button(button: Wire) -> None:
    _check_label("inline keyboard", button)
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        both = " and ".join(actions)
        raise bad_request(f"can't parse inline keyboard button: only one action, found {both}")
    match actions[0]:
        case "callback_data":
            if not 1 <= len(button["callback_data"].encode()) <= _DATA_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")
        case "url":
            _check_url(button["url"])
        case "copy_text":
            if not 1 <= utf16_length(button["copy_text"]["text"]) <= _COPY_UNITS:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_url(url: str) -> None:
    if _UNREACHABLE.match(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    if not _URL.fullmatch(url):
        raise bad_request(
            f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol"
            if "://" in url
            else f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
        )


def _check_reply(markup: Wire, *, private: bool) -> None:
    if not any(markup["keyboard"]):
        raise bad_request("reply keyboard must be non-empty")
    for row in markup["keyboard"]:
        for button in row:
            _check_label("keyboard", button)
            if button.get("request_contact") and not private:
                raise bad_request("phone number can be requested in private chats only")
            if button.get("request_location") and not private:
                raise bad_request("location can be requested in private chats only")


def _check_label(kind: str, button: Wire) -> None:
    if not button["text"].strip():
        raise bad_request(f"{kind} button text must be non-empty")
    if button.get("style") not in {None, *STYLES}:
        raise bad_request(f"invalid {kind} button style specified")


def _check_placeholder(markup: Wire) -> None:
    placeholder = markup.get("input_field_placeholder")
    if placeholder is not None and not 1 <= utf16_length(placeholder) <= _DATA_BYTES:
        raise bad_request("input field placeholder must be 1-64 characters long")
