"""What the door says: the verdict in big words, who it is, and what became of a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import facts
from bot.event import Event
from bot.services.checkin import Entry, Verdict
from bot.services.door_lists import Report
from bot.states import States
from bot.text import N_, Html, Voice, safe
from db.models import Delegate
from db.types import DoorVia, LetIn, RsvpChoice

MOST_NAMED = 60  # roster numbers in one line of a report

TITLES = {
    Verdict.WELCOME: N_("✅ <b>WELCOME</b>"),
    Verdict.WRONG_DAY: N_("⛔ <b>NOT TODAY</b>"),
    Verdict.SAID_NO: N_("❗ <b>HAD SAID NO</b>"),
    Verdict.REPLACED: N_("⛔ <b>THIS PASS NO LONGER COUNTS</b>"),
    Verdict.GONE: N_("⛔ <b>NO LONGER ON THE LIST</b>"),
    Verdict.UNKNOWN: N_("❓ <b>NOT FOUND ON THE LIST</b>"),
    Verdict.NOT_YOURS: N_("⛔ <b>NOT EXPECTED TODAY</b>"),
}
STEPS = {
    Verdict.SAID_NO: N_("If that has changed, tap below and let this guest in."),
    Verdict.REPLACED: N_(
        "Somebody else comes instead, or a newer pass was made. Please write the name or the "
        "roster number here."
    ),
    Verdict.GONE: N_("Please ask an organiser before you let this guest in."),
    Verdict.UNKNOWN: N_(
        "Please look at the number once more, or write the name. Otherwise show the way to the "
        "organisers."
    ),
    Verdict.NOT_YOURS: N_(
        "This guest is from a state that you do not look after. Please ask an organiser."
    ),
}
LET_IN = {
    LetIn.CAME_AFTER_ALL: N_("has come after all"),
    LetIn.AGREED: N_("the organisers agreed"),
    LetIn.LIST_WRONG: N_("the list is wrong"),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What every text of the door needs: the language, the event, the names of states."""

    voice: Voice
    event: Event
    states: States


def verdict(desk: Desk, entry: Entry) -> Html:
    """Say what the door says about somebody, and what to do next."""
    voice = desk.voice
    blocks = [_title(desk, entry)]
    if entry.delegate is not None:
        blocks.append(facts.lines(person(desk, entry.delegate), _gate(desk, entry)))
    return facts.paragraphs([*blocks, _note(desk, entry), _step(voice, entry)])


def _title(desk: Desk, entry: Entry) -> Html:
    voice, row = desk.voice, entry.row
    if entry.verdict is not Verdict.ALREADY or row is None:
        return voice.say(TITLES[entry.verdict])
    local = desk.event.local(row.at)
    title = voice.say("🔁 <b>ALREADY IN: {time}</b>", time=voice.time(local.time()))
    if entry.today is None or local.date() != entry.today.date:
        title = voice.say("🔁 <b>ALREADY IN: {moment}</b>", moment=voice.moment(local))
    return facts.lines(title, voice.say("Let in by {name}", name=entry.by) if entry.by else None)


def person(desk: Desk, delegate: Delegate) -> Html:
    """Name somebody for who compares it with a face and a list: both scripts, where he is from."""
    voice = desk.voice
    names = [delegate.name_hi, delegate.name]
    if voice.locale != "hi":
        names.reverse()
    first, *other = filter(None, names)
    name = f"{first} ({other[0]})" if other else first
    district = delegate.district
    if voice.locale == "hi":
        district = delegate.district_hi or district
    return voice.say(
        "<b>{name}</b>\n{district}, {state}\nRoster number: <b>{number}</b>",
        name=name,
        district=district,
        state=desk.states.get(delegate.state).name(voice.locale),
        number=delegate.roster_no,
    )


def _gate(desk: Desk, entry: Entry) -> Html | None:
    if entry.verdict is not Verdict.WELCOME or entry.today is None:
        return None
    gate = desk.event.gate_of(entry.today)
    return desk.voice.say("Gate: {gate}", gate=gate.in_(desk.voice.locale)) if gate else None


def _note(desk: Desk, entry: Entry) -> Html | None:
    """Say what is out of the ordinary."""
    voice, row = desk.voice, entry.row
    if entry.verdict is Verdict.WRONG_DAY:
        if entry.session is None:
            return voice.say("No day is set for this guest yet.")
        day = voice.date(entry.session.date)
        if entry.session.cancelled:
            return voice.say("The dialogue of this guest on {date} was cancelled.", date=day)
        return voice.say("The day of this guest: <b>{date}</b>", date=day)
    if row is not None and row.reason is not None and row.via is not DoorVia.PAPER:
        return voice.say("Let in because: {reason}", reason=voice.plain(LET_IN[row.reason]))
    if entry.verdict is Verdict.WELCOME and entry.choice is not RsvpChoice.YES:
        return voice.say("There was no “yes” before.")
    return None


def _step(voice: Voice, entry: Entry) -> Html | None:
    if entry.successor is not None:
        return voice.say("This guest comes in that place; tap to let in:")
    step = STEPS.get(entry.verdict)
    return voice.say(step) if step else None


def taken_back(desk: Desk, delegate: Delegate) -> Html:
    """Say that an entry was taken back."""
    return facts.paragraphs([desk.voice.say("↩️ <b>TAKEN BACK</b>"), person(desk, delegate)])


def report(desk: Desk, made: Report) -> Html:
    """Say what became of a list: new, already in, another day, not found."""
    voice = desk.voice
    sessions = [
        voice.say("{date}: {count}", date=voice.short_date(found.date), count=voice.number(count))
        for key, count in made.by_session.items()
        if (found := desk.event.session(key))
    ]
    lines = [
        _listed(voice, N_("✅ Newly entered: {count}"), made.new, named=False),
        Html.joined(", ", sessions) if sessions else None,
        _listed(voice, N_("❗ Among them had said no: {count}"), made.after_all),
        _listed(voice, N_("🔁 In already: {count}"), made.already, named=False),
        _listed(voice, N_("⛔ Another day, not entered: {count}"), made.wrong_day),
        _listed(voice, N_("⛔ Not on your list, not entered: {count}"), made.not_on_list),
        _listed(voice, N_("❓ Not found: {count}"), made.unknown),
    ]
    return facts.lines(voice.say("📝 <b>The list is entered</b>"), *lines)


def _listed(
    voice: Voice, message: str, found: Sequence[int | str], *, named: bool = True
) -> Html | None:
    if not found:
        return None
    count = voice.say(message, count=voice.number(len(found)))
    if not named:
        return count
    more = "…" if len(found) > MOST_NAMED else ""
    names = ", ".join(str(one) for one in found[:MOST_NAMED])
    return Html.joined("\n", [count, safe(f"    {names}{more}")])
