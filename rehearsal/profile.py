"""How the bot presents itself: its names and descriptions, its commands, its menu button."""

import re
from collections.abc import Iterator

from rehearsal.errors import bad_request
from rehearsal.people import Chat
from rehearsal.wire import Wire, utf16_length

NAME, DESCRIPTION, SHORT = "name", "description", "short_description"

# https://core.telegram.org/bots/api#setmyname and the methods after it
_LONGEST = {NAME: 64, DESCRIPTION: 512, SHORT: 120}
_MOST_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LONGEST_COMMAND_TEXT = 256
_LANGUAGE = re.compile(r"[a-z]{2}")
_CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}

# A scope, the chat it is limited to (0: none), and the member (0: none).
ScopeKey = tuple[str, int, int]


class Profile:
    """Texts by language and commands by scope and language, as the bot set them."""

    def __init__(self, name: str) -> None:
        self._texts: dict[tuple[str, str], str] = {(NAME, ""): name}
        self._commands: dict[tuple[ScopeKey, str], list[Wire]] = {}
        self.menu_buttons: dict[int, Wire] = {}

    def set_text(self, kind: str, text: str, language: str) -> None:
        """Set one text; an empty one removes it. Raise a 400 for one that is too long."""
        _check_language(language)
        if utf16_length(text) > _LONGEST[kind]:
            raise bad_request(f"BOT_{'TITLE' if kind == NAME else kind.upper()}_INVALID")
        if text or (kind == NAME and not language):
            if not text:
                raise bad_request("BOT_TITLE_INVALID")
            self._texts[kind, language] = text
        else:
            self._texts.pop((kind, language), None)

    def text(self, kind: str, language: str) -> str:
        """Return a text in a language, or as it is for all languages."""
        _check_language(language)
        return self._texts.get((kind, language)) or self._texts.get((kind, ""), "")

    def texts(self, kind: str) -> dict[str, str]:
        """Return all texts of a kind by language."""
        return {language: text for (found, language), text in self._texts.items() if found == kind}

    def set_commands(self, scope: ScopeKey, language: str, commands: list[Wire]) -> None:
        """Set the commands of a scope and language; none at all removes them."""
        _check_language(language)
        if len(commands) > _MOST_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        cleaned = [_checked_command(command) for command in commands]
        if cleaned:
            self._commands[scope, language] = cleaned
        else:
            self._commands.pop((scope, language), None)

    def commands(self, scope: ScopeKey, language: str) -> list[Wire]:
        """Return exactly what was set for a scope and language."""
        _check_language(language)
        return self._commands.get((scope, language), [])

    def commands_in(self, chat: Chat, language: str) -> list[Wire]:
        """Return the commands that an app in this language shows in this chat.

        The order is that of https://core.telegram.org/bots/api#determining-list-of-commands.
        """
        for scope in _scopes(chat):
            for wanted in (language[:2], ""):
                if found := self._commands.get((scope, wanted)):
                    return found
        return []


def scope_key(scope: Wire | None) -> ScopeKey:
    """Return the key of a BotCommandScope; none given means the default."""
    if scope is None:
        return ("default", 0, 0)
    kind = scope["type"]
    chat = scope.get("chat_id", 0) if kind in _CHAT_SCOPES else 0
    if not isinstance(chat, int):
        raise bad_request("chat not found")
    return (kind, chat, scope.get("user_id", 0))


def _scopes(chat: Chat) -> Iterator[ScopeKey]:
    yield ("chat", chat.id, 0)
    yield ("all_private_chats" if chat.private else "all_group_chats", 0, 0)
    yield ("default", 0, 0)


def _checked_command(command: Wire) -> Wire:
    name = command["command"].strip().removeprefix("/")
    text = command["description"].strip()
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= utf16_length(text) <= _LONGEST_COMMAND_TEXT:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": text}


def _check_language(language: str) -> None:
    if language and not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
