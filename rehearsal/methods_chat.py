"""Methods about a chat: pins, reactions, what the bot is doing, answers to pressed buttons."""

from rehearsal.calls import Call, without_reply
from rehearsal.errors import bad_request
from rehearsal.view import line
from rehearsal.wire import Wire

_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip

# https://core.telegram.org/bots/api#reactiontypeemoji
_EMOJI = {
    *(
        "❤👍👎🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍"
        "🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈"
        "😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡"
    ),
    "❤\u200d🔥", "👨\u200d💻", "🤷\u200d♂", "🤷\u200d♀",
}  # fmt: skip
_MEMBERS_BESIDES_PEOPLE = 1


def pin(call: Call) -> bool:
    """Pin a message above the others, and leave the note that Telegram leaves."""
    chat = call.writable()
    stored = call.world.message(chat, call.get("message_id"), "pin")
    if stored.service:
        raise bad_request("message can't be pinned")
    others = [pinned for pinned in chat.pinned if pinned != stored.id]
    call.world.pin(chat, [stored.id, *others])
    pinned = without_reply(stored.wire)
    call.world.note(chat, call.world.bot, f"📌 {line(stored)}", {"pinned_message": pinned})
    return True


def unpin(call: Call) -> bool:
    """Unpin a message, or the newest pinned one."""
    chat = call.writable()
    message_id = call.get("message_id", chat.pinned[0] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    call.world.pin(chat, [pinned for pinned in chat.pinned if pinned != message_id])
    return True


def unpin_all(call: Call) -> bool:
    """Unpin everything."""
    call.world.pin(call.writable(), [])
    return True


def react(call: Call) -> bool:
    """Put the bot's one reaction on a message, or take it off."""
    chat = call.writable()
    stored = call.world.message(chat, call.get("message_id"), "react")
    reactions = call.get("reaction", [])
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = "".join(reaction.get("emoji", "") for reaction in reactions)
    if reactions and emoji.removesuffix("\ufe0f") not in _EMOJI:
        raise bad_request("REACTION_INVALID")
    stored.reaction = emoji
    data = {"chat_id": chat.id, "id": stored.id, "reaction": emoji}
    call.world.events.publish("reaction", data, chat.id)
    return True


def act(call: Call) -> bool:
    """Show for a moment what the bot is doing."""
    chat = call.writable()
    action = call.get("action").lower()
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.events.publish("typing", {"chat_id": chat.id, "action": action}, chat.id)
    return True


def answer_callback(call: Call) -> bool:
    """Answer a pressed button."""
    call.world.callbacks.answer(
        call.get("callback_query_id"),
        text=call.get("text", ""),
        alert=call.get("show_alert", False),
        url=call.get("url", ""),
    )
    return True


def get_chat(call: Call) -> Wire:
    """Return the full information about a chat."""
    chat = call.world.chat(call.get("chat_id"))
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    full = chat.wire | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    if chat.pinned:
        full["pinned_message"] = without_reply(chat.messages[chat.pinned[0]].wire)
    return full


def get_member(call: Call) -> Wire:
    """Return how somebody stands in a chat."""
    chat = call.world.chat(call.get("chat_id"))
    user_id = call.get("user_id")
    if user_id == call.world.bot["id"]:
        return {"status": "member", "user": call.world.bot}
    user = call.world.users.get(user_id)
    if user is None:
        raise bad_request("user not found")
    here = user_id in chat.members()
    return {"status": "member" if here else "left", "user": user.wire()}


def count_members(call: Call) -> int:
    """Return how many are in a chat, the bot included."""
    chat = call.world.chat(call.get("chat_id"))
    return len(list(chat.members())) + _MEMBERS_BESIDES_PEOPLE


METHODS = {
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "unpinAllChatMessages": unpin_all,
    "setMessageReaction": react,
    "sendChatAction": act,
    "answerCallbackQuery": answer_callback,
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatMemberCount": count_members,
}
