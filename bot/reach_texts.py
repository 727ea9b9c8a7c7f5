"""How many got how far, and who, as sentences: pure functions of voice and figures."""

from collections.abc import Sequence
from datetime import datetime

from bot import phones
from bot.event import Event
from bot.place import Group, Place
from bot.services.reach import Met, Overview, Part, People
from bot.services.reach_news import News
from bot.services.reports import Funnel
from bot.staff_words import Day
from bot.states import States
from bot.text import N_, Html, Voice, safe
from db.models import Delegate
from db.types import RsvpChoice

MARKS = {RsvpChoice.YES: "✅", RsvpChoice.NO: "❌", RsvpChoice.MAYBE: "🤔"}
SILENT, UNJOINED, UNREACHABLE, CAME = "⏳", "➖", "📵", "🚪"
GROUPS = {
    Group.ALL: N_("👥 All"),
    Group.YES: N_("✅ Yes"),
    Group.NO: N_("❌ No"),
    Group.MAYBE: N_("🤔 Not sure"),
    Group.ANSWERED: N_("💬 Answered"),
    Group.SILENT: N_("⏳ No answer"),
    Group.JOINED: N_("📲 Joined"),
    Group.UNJOINED: N_("➖ Not joined"),
    Group.UNREACHABLE: N_("📵 Out of reach"),
    Group.CAME: N_("🚪 Have come"),
    Group.AWAITED: N_("🪑 Said yes, not here yet"),
}
_FIGURES = {
    "invited": N_("👥 On the list: <b>{count}</b>"),
    "joined": N_("📲 Joined the bot: <b>{count}</b>"),
    "verified": N_("☑️ Identity certain: <b>{count}</b>"),
    "answered": N_("💬 Answered: <b>{count}</b>"),
    "yes": N_("✅ Yes: <b>{count}</b>"),
    "no": N_("❌ No: <b>{count}</b>"),
    "maybe": N_("🤔 Not sure: <b>{count}</b>"),
    "silent": N_("⏳ No answer: <b>{count}</b>"),
    "unreachable": N_("📵 Out of reach: <b>{count}</b>"),
    "checked_in": N_("🚪 Have come: <b>{count}</b>"),
}
_NEWS = {
    "joined": N_("{change} joined"),
    "yes": N_("{change} yes"),
    "no": N_("{change} no"),
    "maybe": N_("{change} not sure"),
    "unreachable": N_("{change} out of reach"),
    "checked_in": N_("{change} came"),
}
_ON_DAY = {
    (Group.YES, Day.TODAY): N_("Said yes today: <b>{count}</b>"),
    (Group.NO, Day.TODAY): N_("Said no today: <b>{count}</b>"),
    (Group.MAYBE, Day.TODAY): N_("Were not sure today: <b>{count}</b>"),
    (Group.ANSWERED, Day.TODAY): N_("Answered today: <b>{count}</b>"),
    (Group.JOINED, Day.TODAY): N_("Joined today: <b>{count}</b>"),
    (Group.CAME, Day.TODAY): N_("Came today: <b>{count}</b>"),
    (Group.YES, Day.YESTERDAY): N_("Said yes yesterday: <b>{count}</b>"),
    (Group.NO, Day.YESTERDAY): N_("Said no yesterday: <b>{count}</b>"),
    (Group.MAYBE, Day.YESTERDAY): N_("Were not sure yesterday: <b>{count}</b>"),
    (Group.ANSWERED, Day.YESTERDAY): N_("Answered yesterday: <b>{count}</b>"),
    (Group.JOINED, Day.YESTERDAY): N_("Joined yesterday: <b>{count}</b>"),
    (Group.CAME, Day.YESTERDAY): N_("Came yesterday: <b>{count}</b>"),
}


def place_name(
    voice: Voice,
    event: Event,
    states: States,
    place: Place,
    names: tuple[str, str | None] | None = None,
) -> str:
    """Name a place: everybody, a session by its date, a state, a district."""
    parts: list[str] = []
    if place.district is not None and names is not None:
        parts.append(named(voice, *names))
    if place.state is not None:
        parts.append(states.get(place.state).name(voice.locale))
    session = event.session(place.session) if place.session else None
    if session is not None:
        parts.append(voice.short_date(session.date))
    return " · ".join(parts) or voice.plain("All delegates")


def named(voice: Voice, name: str, name_hi: str | None) -> str:
    """Give a name in the script of the language, where it is known."""
    return (name_hi or name) if voice.locale == "hi" else name


def as_of(voice: Voice, moment: datetime) -> Html:
    """Say when figures were true."""
    return voice.say("<i>as of {moment}</i>", moment=voice.moment(moment))


def overview(voice: Voice, event: Event, states: States, found: Overview) -> Html:
    """Tell the figures of a place, what changed, and a line for each session or state of it."""
    name = place_name(voice, event, states, found.place, found.names)
    total = found.total
    blocks = [
        Html.joined("\n", [Html(f"📊 <b>{safe(name)}</b>"), as_of(voice, found.as_of)]),
        Html.joined("\n", _funnel(voice, total)),
        news(voice, found.news),
        Html.joined("\n", _parts(voice, event, states, found)),
    ]
    return Html.joined("\n\n", [block for block in blocks if block])


def _funnel(voice: Voice, total: Funnel) -> list[Html]:
    figures = {name: getattr(total, name) for name in _FIGURES}
    hidden = {name for name in ("unreachable", "checked_in") if not figures[name]}
    return [
        voice.say(message, count=voice.number(figures[name]))
        for name, message in _FIGURES.items()
        if name not in hidden
    ]


def news(voice: Voice, found: News) -> Html:
    """Tell what changed since this time yesterday; empty where nothing did."""
    changes = [
        voice.say(message, change=_signed(voice, change))
        for name, message in _NEWS.items()
        if (change := getattr(found, name, 0))
    ]
    if not changes:
        return voice.say("Nothing has changed since this time yesterday.")
    return voice.say("Since this time yesterday: {changes}", changes=Html.joined(" · ", changes))


def _signed(voice: Voice, number: int) -> str:
    return f"{'+' if number > 0 else '−'}{voice.number(abs(number))}"


def _parts(voice: Voice, event: Event, states: States, found: Overview) -> list[Html]:
    if found.place.state is not None:
        return []  # its districts are the buttons
    return [
        voice.say(
            "<b>{name}</b> {invited}: ✅ {yes} ❌ {no} 🤔 {maybe} ⏳ {silent}",
            name=part_name(voice, event, states, found.place, part),
            **{
                figure: voice.number(getattr(part.funnel, figure))
                for figure in ("invited", "yes", "no", "maybe", "silent")
            },
        )
        for part in found.parts
    ]


def part_name(voice: Voice, event: Event, states: States, within: Place, part: Part) -> str:
    """Name a part of a place by what it adds."""
    place = part.place
    if place is None:
        return voice.plain("without a date")
    if part.names is not None:
        return named(voice, *part.names)
    if place.state is not None and within.state is None:
        return states.get(place.state).name(voice.locale)
    return place_name(voice, event, states, place)


def people(
    voice: Voice,
    event: Event,
    states: States,
    found: People,
    *,
    place: Place,
    group: Group,
    phones_shown: bool,
) -> Html:
    """Tell a page of people, numbered as the buttons below."""
    name = place_name(voice, event, states, place, _district(found, place))
    head = voice.say(
        "<b>{place} – {group}: {count}</b>",
        place=name,
        group=voice.plain(GROUPS[group]),
        count=voice.number(found.total),
    )
    lines = [
        entry(voice, states, one, number=number, state=place.state is None, phone=phones_shown)
        for number, one in enumerate(found.entries, 1)
    ]
    if not lines:
        lines = [voice.say("Nobody.")]
    return Html.joined("\n\n", [Html(head + "\n") + as_of(voice, found.as_of), *lines])


def _district(found: People, place: Place) -> tuple[str, str | None] | None:
    if place.district is None or not found.entries:
        return None
    delegate = found.entries[0].delegate
    return delegate.district, delegate.district_hi


def entry(voice: Voice, states: States, one: Met, *, number: int, state: bool, phone: bool) -> Html:
    """Tell one of several: how he stands, his name, number, district and phone."""
    delegate = one.delegate
    places = [named(voice, delegate.district, delegate.district_hi)]
    if state:
        places.append(states.get(delegate.state).name(voice.locale))
    first = voice.say(
        "{count}. {mark} <b>{name}</b> · #{number}",
        count=number,
        mark=mark(one),
        name=named(voice, delegate.name, delegate.name_hi),
        number=delegate.roster_no,
    )
    second = safe(", ".join(places))
    if phone and delegate.phone:
        second = second + f" · {phones.shown(delegate.phone)}"
    return Html.joined("\n", [first, second])


def mark(one: Met) -> str:
    """Give the marks of how somebody stands: his answer, and whether he can be reached."""
    answer = CAME if one.came else MARKS[one.choice] if one.choice else SILENT
    reach = UNREACHABLE if one.unreachable else "" if one.joined else UNJOINED
    return answer + reach


def on_day(
    voice: Voice, states: States, group: Group, day: Day, found: tuple[int, Sequence[Met]],
    *, place: str, now: datetime, phones_shown: bool,
) -> Html:  # fmt: skip
    """Tell how many came into a group on a day, and who; ``found`` are the number and the first."""
    number, people_ = found
    head = Html.joined(
        "\n",
        [
            Html(f"<b>{safe(place)}</b>"),
            voice.say(_ON_DAY[group, day], count=voice.number(number)),
            as_of(voice, now),
        ],
    )
    rows = [
        entry(voice, states, one, number=n, state=True, phone=phones_shown)
        for n, one in enumerate(people_, 1)
    ]
    left = number - len(people_)
    more = [voice.say("… and {count} more", count=voice.number(left))] if people_ and left else []
    return Html.joined("\n\n", [head, *rows, *more])


def figure(voice: Voice, event: Event, states: States, found: Overview, group: Group) -> Html:
    """Tell one figure of a place, large, with what it is a part of."""
    name = place_name(voice, event, states, found.place, found.names)
    return Html.joined(
        "\n",
        [
            voice.say(
                "<b>{place} – {group}: {count}</b>",
                place=name,
                group=voice.plain(GROUPS[group]),
                count=voice.number(count(found.total, group)),
            ),
            voice.say("of {count} on the list", count=voice.number(found.total.invited)),
            as_of(voice, found.as_of),
        ],
    )


def count(funnel: Funnel, group: Group) -> int:
    """Give the figure of a group."""
    if group is Group.ALL:
        return funnel.invited
    if group is Group.UNJOINED:
        return funnel.invited - funnel.joined
    if group is Group.CAME:
        return funnel.checked_in
    if group is Group.AWAITED:
        return max(0, funnel.yes - funnel.checked_in)
    return int(getattr(funnel, group.value))


def delegate_name(voice: Voice, delegate: Delegate) -> str:
    """Give a delegate's name."""
    return named(voice, delegate.name, delegate.name_hi)
