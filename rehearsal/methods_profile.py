"""Methods by which the bot presents itself: commands, names, descriptions, its menu button."""

from collections.abc import Callable

from rehearsal.calls import Call
from rehearsal.profile import DESCRIPTION, NAME, SHORT, ScopeKey, scope_key
from rehearsal.wire import Wire

_DEFAULT_BUTTON = {"type": "commands"}


def set_commands(call: Call) -> bool:
    """Set the commands of a scope and a language."""
    _set_commands(call, call.get("commands"))
    return True


def delete_commands(call: Call) -> bool:
    """Remove the commands of a scope and a language."""
    _set_commands(call, [])
    return True


def get_commands(call: Call) -> list[Wire]:
    """Return the commands of exactly this scope and language."""
    return call.world.profile.commands(_scope(call), call.get("language_code", ""))


def set_menu_button(call: Call) -> bool:
    """Set the button beside the text field, for one chat or for all."""
    button = call.get("menu_button", {"type": "default"})
    call.world.profile.menu_buttons[_chat(call)] = button
    return True


def get_menu_button(call: Call) -> Wire:
    """Return the button beside the text field."""
    buttons = call.world.profile.menu_buttons
    return buttons.get(_chat(call)) or buttons.get(0) or _DEFAULT_BUTTON


def _set_commands(call: Call, commands: list[Wire]) -> None:
    world, scope = call.world, _scope(call)
    world.profile.set_commands(scope, call.get("language_code", ""), commands)
    if not world.events.watched:
        return
    chats = [world.chats[scope[1]]] if scope[1] else list(world.chats.values())
    for chat in chats:
        language = chat.user.language_code if chat.user else None
        shown = world.profile.commands_in(chat, language or "")
        world.events.publish("commands", {"chat_id": chat.id, "commands": shown}, chat.id)


def _scope(call: Call) -> ScopeKey:
    scope = scope_key(call.get("scope"))
    if scope[1]:
        call.world.chat(scope[1])
    return scope


def _chat(call: Call) -> int:
    return call.world.chat(call.get("chat_id")).id if "chat_id" in call.parameters else 0


def _setter(kind: str) -> Callable[[Call], bool]:
    def set_text(call: Call) -> bool:
        call.world.profile.set_text(kind, call.get(kind, ""), call.get("language_code", ""))
        return True

    return set_text


def _getter(kind: str) -> Callable[[Call], Wire]:
    def get_text(call: Call) -> Wire:
        return {kind: call.world.profile.text(kind, call.get("language_code", ""))}

    return get_text


METHODS: dict[str, Callable[[Call], object]] = {
    "setMyCommands": set_commands,
    "deleteMyCommands": delete_commands,
    "getMyCommands": get_commands,
    "setMyName": _setter(NAME),
    "getMyName": _getter(NAME),
    "setMyDescription": _setter(DESCRIPTION),
    "getMyDescription": _getter(DESCRIPTION),
    "setMyShortDescription": _setter(SHORT),
    "getMyShortDescription": _getter(SHORT),
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
}
