"""``samvad invite``: single-use links for organisers, staff and delegates."""

import asyncio
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.settings import note, settings
from bot.errors import Fault

if TYPE_CHECKING:
    from bot.config import Config
    from bot.services.invites import PersonalLink
    from bot.states import States
    from db.engine import Database
    from db.types import InviteKind

COLUMNS = ("roster_no", "name", "name_hi", "state", "district", "phone", "language", "link")
_USERNAME = re.compile(r"@?([A-Za-z]\w{4,31})", re.ASCII)  # core.telegram.org/bots/features
_PATIENCE = 10.0  # seconds for Telegram to say the bot's name


def _username(text: str) -> str:
    found = _USERNAME.fullmatch(text)
    if found is None:
        raise typer.BadParameter(f"expected a bot's name such as samvad_bot, got {text!r}")
    return found.group(1)


Bot = Annotated[
    str | None,
    typer.Option(
        parser=_username,
        metavar="USERNAME",
        help="The bot's name on Telegram; without it, Telegram is asked with BOT_TOKEN.",
    ),
]


def organiser(bot: Bot = None) -> None:
    """Print a link that makes its first user an organiser; good for a day."""
    from db.types import InviteKind

    _print_link(InviteKind.ORGANISER, (), bot)


def staff(
    more: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
    states: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATE ...",
            help="Only these states, by name or code: --states RJ UP, or --states RJ,UP.",
        ),
    ] = None,
    bot: Bot = None,
) -> None:
    """Print a link that makes its first user staff; good for a day."""
    from bot.states import States
    from db.types import InviteKind

    if more and not states:
        raise typer.BadParameter(f"unexpected {more[0]!r}: states follow after --states")
    scope = codes([*(states or ()), *(more or ())], States.load())
    _print_link(InviteKind.STAFF, scope, bot)


def codes(names: Iterable[str], states: "States") -> list[str]:
    """Give the codes of states by any of their names; commas part names. Raises Fault."""
    parts = (name.strip() for name in ",".join(names).split(","))
    return [state_code(name, states) for name in parts if name]


def state_code(name: str, states: "States") -> str:
    """Give the code of the one state that is meant; raises Fault."""
    meant = states.find(name)
    if not meant:
        raise Fault(f"{name}: no such state; expected a name or a code such as Rajasthan or RJ")
    if len(meant) > 1:
        which = " or ".join(f"{state.en} ({state.code})" for state in meant)
        raise Fault(f"{name}: which state is meant, {which}?")
    return meant[0].code


def delegates(
    out: Annotated[Path, typer.Option(metavar="FILE", help="A new .csv file.")],
    bot: Bot = None,
) -> None:
    """Write a personal link for everybody who has not joined.

    Links that were made before stay good until somebody uses one. The file is for the organisers
    only: a link lets its first user in as that person.
    """
    from bot.cli import store, waiting
    from bot.sheet_file import write_table
    from bot.states import States

    config = settings()
    username = bot or _asked(config)
    with store.opened(config) as database, waiting.bar("Making links"):
        _reserve(out)
        try:
            links = asyncio.run(_links(config, database, username))
            count = write_table(out, COLUMNS, _rows(links, States.load()))
        except BaseException:
            out.unlink(missing_ok=True)
            raise
    typer.echo(f"{out}: {count} links" if count else f"{out}: no links: everybody has joined")


async def _links(config: "Config", database: "Database", username: str) -> list["PersonalLink"]:
    from datetime import timedelta

    from bot.clock import WallClock
    from bot.services.invites import Invites

    clock = WallClock()
    until = clock.now() + timedelta(days=config.limits.invite_days)
    return await Invites(database, clock).for_delegates(username, expires_at=until)


def _reserve(out: Path) -> None:
    """Take the file's name before links are made that nobody could read."""
    if out.suffix.lower() != ".csv":
        raise Fault(f"{out}: a file name ending in .csv is needed")
    try:
        out.open("x").close()
    except FileExistsError:
        raise Fault(
            f"{out}: is there already and is not overwritten: choose another name"
        ) from None


def _rows(links: list["PersonalLink"], states: "States") -> Iterable[tuple[str | int | None, ...]]:
    for link in links:
        state = states.get(link.state).en
        yield (
            *(link.roster_no, link.name, link.name_hi, state, link.district),
            *(_dialled(link.phone), link.language, link.link),
        )


def _dialled(phone: str | None) -> str | None:
    """Write a number as gateways for SMS take it: 919876543210, which is no formula either."""
    return phone.removeprefix("+") if phone else None


def _print_link(kind: "InviteKind", scope: Iterable[str], bot: str | None) -> None:
    from bot.cli import store
    from bot.clock import WallClock
    from bot.services.invites import ROLE_LINK_HOURS, Invites

    config = settings()
    username = bot or _asked(config)
    with store.opened(config, create=True) as database:
        invites = Invites(database, WallClock())
        typer.echo(asyncio.run(invites.for_role(kind, scope, bot_username=username)))
    note(f"For one person, within {ROLE_LINK_HOURS} hours; nobody can see it again.")


def _asked(config: "Config") -> str:
    """Ask Telegram for the bot's name; raises Fault."""
    import httpx

    if config.bot_token is None:
        raise Fault("a link needs the bot's name: say it with --bot USERNAME, or set BOT_TOKEN")
    address = f"{config.telegram.api_url}{config.bot_token.get_secret_value()}/getMe"
    try:
        answer = httpx.get(address, timeout=_PATIENCE)
        found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise Fault(
            f"Telegram does not say the bot's name ({type(error).__name__}): "
            "try again, or say it with --bot USERNAME"
        ) from None
    if not found.get("ok"):
        raise Fault(f"Telegram refuses BOT_TOKEN ({found.get('description')}): see .env")
    return str(found["result"]["username"])


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Single-use links: for organisers, staff, and all delegates.")
    group.command()(organiser)
    group.command()(staff)
    group.command()(delegates)
    app.add_typer(group, name="invite")
