"""The arrivals as a message: how many are in, by state, and who is still to come."""

from collections.abc import Sequence
from datetime import datetime

from bot import facts, phones
from bot.door_texts import Desk
from bot.event import Session
from bot.services.attendance import Count, StateCount
from bot.sheet_file import Cell
from bot.text import N_, Html, Voice, safe
from db.models import Delegate

COLUMNS = (N_("No."), N_("Name"), N_("District"), N_("State"), N_("Phone"))
WIDTHS = (10, 28, 28, 34, 20)  # characters


def counted(desk: Desk, session: Session, count: Count, now: datetime) -> Html:
    """Give the message that counts along."""
    voice = desk.voice
    figures = [
        voice.say("In: <b>{count}</b>", count=voice.number(count.arrived)),
        voice.say("Said yes: {count}", count=voice.number(count.expected)),
        voice.say("Of these still to come: {count}", count=voice.number(count.missing)),
    ]
    if count.without_yes:
        others = voice.number(count.without_yes)
        figures.append(voice.say("In without a “yes”: {count}", count=others))
    rows = [_of_state(desk, row) for row in count.states]
    head = voice.say("📊 <b>Arrivals, {date}</b>", date=voice.date(session.date))
    by_state = facts.lines(voice.say("<b>In, of those who said yes</b>"), *rows) if rows else None
    return facts.paragraphs([facts.lines(head, *figures), by_state, _as_of(desk, now)])


def _of_state(desk: Desk, row: StateCount) -> Html:
    voice = desk.voice
    message = N_("{state}: <b>{arrived}</b> of {expected}")
    if row.others:
        message = N_("{state}: <b>{arrived}</b> of {expected}, and {others} more")
    return voice.say(
        message,
        state=desk.states.get(row.code).name(voice.locale),
        arrived=voice.number(row.arrived),
        expected=voice.number(row.expected),
        others=voice.number(row.others),
    )


def _as_of(desk: Desk, now: datetime) -> Html:
    time = desk.voice.time(desk.event.local(now).time())
    return desk.voice.say("<i>As of {time}; this message keeps counting.</i>", time=time)


def missing(
    desk: Desk, session: Session, people: Sequence[Delegate], most: int, *, phones_shown: bool
) -> Html:
    """List who said yes and has not come, with phones to call; of many the first ``most``."""
    voice = desk.voice
    head = voice.plural(
        "👥 <b>{n} who said yes is still to come, {date}</b>",
        "👥 <b>{n} who said yes are still to come, {date}</b>",
        len(people),
        date=voice.short_date(session.date),
    )
    blocks: list[Html | None] = [head]
    shown = people[:most]
    for code in dict.fromkeys(one.state for one in shown):
        state = Html(f"<b>{safe(desk.states.get(code).name(voice.locale))}</b>")
        rows = [_line(desk, one, phones_shown) for one in shown if one.state == code]
        blocks.append(facts.lines(state, *rows))
    if len(people) > most:
        blocks.append(voice.say("The rest is in the file."))
    return facts.paragraphs(blocks)


def header(voice: Voice, *, phones_shown: bool) -> list[str]:
    """Give the columns of the list of those who are still to come."""
    return [voice.plain(title) for title in (COLUMNS if phones_shown else COLUMNS[:-1])]


def row(desk: Desk, one: Delegate, *, phones_shown: bool) -> list[Cell]:
    """Give somebody as a row below that header."""
    name, district = _names(desk, one)
    state = desk.states.get(one.state).name(desk.voice.locale)
    phone = phones.shown(one.phone) if one.phone else None
    return [one.roster_no, name, district, state, *((phone,) if phones_shown else ())]


def _line(desk: Desk, one: Delegate, phones_shown: bool) -> Html:
    name, district = _names(desk, one)
    phone = f"\n{phones.shown(one.phone)}" if one.phone and phones_shown else ""
    return safe(f"{one.roster_no}. {name}, {district}{phone}")


def _names(desk: Desk, one: Delegate) -> tuple[str, str]:
    if desk.voice.locale == "hi":
        return one.name_hi or one.name, one.district_hi or one.district
    return one.name, one.district
