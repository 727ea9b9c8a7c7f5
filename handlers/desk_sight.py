"""What one who asks may look at: the place of a button, within the states of his scope."""

from bot.context import Ctx
from bot.place import EVERYBODY, Group, Place


def home(ctx: Ctx) -> Place:
    """Give the widest place that the one who asks may see: all, or the one state of his."""
    scope = ctx.who.states
    return Place(state=next(iter(scope))) if scope and len(scope) == 1 else EVERYBODY


def place(ctx: Ctx, code: str) -> Place:
    """Read the place of a button; one that cannot be seen is the widest that can."""
    try:
        found = Place.read(code)
    except ValueError:
        return home(ctx)
    return found if found != EVERYBODY and sees(ctx, found) else home(ctx)


def sees(ctx: Ctx, found: Place) -> bool:
    """Tell whether there is such a place and it is not of others only."""
    if found.session is not None and ctx.event.session(found.session) is None:
        return False
    if found.state is None:
        return True
    scope = ctx.who.states
    known = found.state in ctx.services.states.codes
    return known and (scope is None or found.state in scope)


def group(written: str) -> Group:
    """Read the group of a button; one of another version is all."""
    return Group(written) if written in set(Group) else Group.ALL
