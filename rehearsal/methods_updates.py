"""Methods by which a bot knows itself and takes its updates."""

from collections.abc import Awaitable

from rehearsal.calls import Call
from rehearsal.profile import NAME
from rehearsal.wire import Wire


def get_me(call: Call) -> Wire:
    """Return the bot with what only it is told."""
    name = call.world.profile.text(NAME, "")
    return call.world.bot | {
        "first_name": name,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_updates(call: Call) -> Awaitable[list[Wire]]:
    """Wait for updates."""
    return call.world.updates.get(
        call.get("offset", 0),
        call.get("limit", 100),
        call.get("timeout", 0),
        call.get("allowed_updates"),
    )


def set_webhook(call: Call) -> bool:
    """Note the address; this server sends nothing there, but getUpdates is refused."""
    call.world.updates.set_webhook(
        call.get("url", ""),
        drop=call.get("drop_pending_updates", False),
        allowed=call.get("allowed_updates"),
    )
    return True


def delete_webhook(call: Call) -> bool:
    """Remove the address, and what waits if asked to."""
    drop = call.get("drop_pending_updates", False)
    call.world.updates.set_webhook("", drop=drop, allowed=None)
    return True


def get_webhook_info(call: Call) -> Wire:
    """Return the address and how many updates wait."""
    updates = call.world.updates
    info: Wire = {
        "url": updates.webhook,
        "has_custom_certificate": False,
        "pending_update_count": updates.pending,
    }
    return info | ({"allowed_updates": updates.allowed} if updates.allowed else {})


METHODS = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
