"""The table of commands: who may use them, what menus and /help say, what they do."""

from dataclasses import dataclass

from telegram import Update

from bot.context import Ctx
from bot.text import N_
from bot.understanding import Intent
from db.types import Role
from handlers import (
    arrivals,
    audit,
    broadcast_compose,
    changing,
    door,
    feedback,
    helping,
    inbox_asking,
    inbox_staff,
    language,
    morning,
    own_data,
    passes,
    point_list,
    points,
    privacy,
    reminders,
    rsvp,
    staff,
    start,
    status,
)
from handlers.presses import EVERYONE, ORGANISERS, STAFF
from handlers.questions import about
from handlers.routes import Handler, Route, command

DELEGATES = frozenset({Role.DELEGATE})
REMINDED = DELEGATES | {Role.ORGANISER}


@dataclass(frozen=True, slots=True)
class Command:
    """One command; in menus and /help it stands for those of ``who`` who are ``listed``."""

    name: str
    title: str  # message id
    run: Handler
    who: frozenset[Role] = EVERYONE
    listed: frozenset[Role] = EVERYONE


async def _help(_update: Update, ctx: Ctx) -> None:
    await helping.show(ctx)


COMMANDS = (
    Command("start", N_("Begin again"), start.on_start, listed=frozenset()),
    Command("date", N_("When is it?"), about(Intent.DATE)),
    Command("venue", N_("Where is it?"), about(Intent.VENUE)),
    Command("agenda", N_("What is the programme?"), about(Intent.AGENDA)),
    Command("rsvp", N_("My card and my answer"), rsvp.on_card),
    Command("pass", N_("My pass"), passes.on_pass, listed=DELEGATES),
    Command("contact", N_("Whom can I call?"), about(Intent.CONTACT)),
    Command("point", N_("My point for the dialogue"), points.on_point, listed=DELEGATES),
    Command("ask", N_("Write to the organisers"), inbox_asking.on_ask),
    Command("announce", N_("Send an announcement"), broadcast_compose.on_announce, who=STAFF),
    Command(
        "announcements", N_("Announcements so far"), broadcast_compose.on_announcements, who=STAFF
    ),
    Command("status", N_("Who is coming: figures and lists"), status.on_status, who=STAFF),
    Command("questions", N_("Questions that wait"), inbox_staff.on_questions, who=STAFF),
    Command("points", N_("Points for the dialogue"), point_list.on_points, who=STAFF),
    Command("door", N_("Keep the door"), door.on_door, who=STAFF),
    Command("arrivals", N_("Who has come"), arrivals.on_arrivals, who=STAFF),
    Command("feedback", N_("What those who came say"), feedback.on_results, who=ORGANISERS),
    Command("requests", N_("Requests to be added"), staff.on_requests, who=STAFF),
    Command("change", N_("Change dates and places"), changing.on_command, who=ORGANISERS),
    Command("digest", N_("The digest of the morning"), morning.on_digest, who=STAFF),
    Command("reminders", N_("Reminders"), reminders.on_reminders, who=REMINDED),
    Command("audit", N_("What the team did"), audit.on_audit, who=ORGANISERS),
    Command("language", N_("Change the language"), language.on_language),
    Command("privacy", N_("What is kept about me"), privacy.on_privacy),
    Command("mydata", N_("Everything kept about me"), own_data.on_mydata, listed=frozenset()),
    Command("forget", N_("Forget me"), own_data.on_forget, listed=frozenset()),
    Command("help", N_("What can you do?"), _help),
)


def listed(role: Role) -> list[Command]:
    """Give the commands that someone with this role sees."""
    return [c for c in COMMANDS if role in c.who & c.listed]


def routes() -> list[Route]:
    """Give the handlers of all commands."""
    return [command(c.name, c.who, c.run) for c in COMMANDS]
