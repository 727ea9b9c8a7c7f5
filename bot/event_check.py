"""The one door through which an event document comes in from outside: read, checked as a whole.

Everything wrong is found in one go. What only shows between the parts (a state in two sessions, a
venue that nobody described) is checked over those parts that are sound by themselves, so that one
wrong date doesn't hide the rest.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ValidationError

from bot.complaints import complaints, dotted, nearest, shown
from bot.errors import Fault, Problem
from bot.event import Event
from bot.event_parts import AgendaItem, Faq, FollowUp, Option, ReminderRule, Session, When
from bot.states import State, States
from bot.toml_text import parse

M = TypeVar("M", bound=BaseModel)
Found = Iterator[tuple[str, str]]  # a key below the event, and what is wrong there
RESERVED = {"reason"}  # rsvp_change.question: why somebody can't come


@dataclass(frozen=True, slots=True)
class _Sound:
    """The parts of a document that are right by themselves."""

    zone: tzinfo | None
    venues: frozenset[str]
    sessions: tuple[Session, ...]
    agenda: tuple[AgendaItem, ...]
    faq: tuple[Faq, ...]
    no_reasons: tuple[Option, ...]
    follow_ups: tuple[FollowUp, ...]
    rules: tuple[ReminderRule, ...]
    deadline: When | None


def load_event(path: Path, states: States) -> Event:
    """Read a document from a TOML or JSON file.

    The file holds a whole config, or only its ``[event]``, or what stands in it. Raises Fault.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise Fault(f"{path.name}: can't be read: {reason}") from None
    document, problems = parse(text, file=path.name)
    key = "event" if "event" in document else ""
    found = document["event"] if key else document
    problems += event_problems(found, states, file=path.name, key=key)
    if problems:
        raise Fault(*map(str, problems))
    return Event.model_validate(found)


def event_problems(
    document: object, states: States, *, file: str, key: str = "event"
) -> list[Problem]:
    """Give everything that is wrong with a parsed document, in the order of its parts."""
    found: list[tuple[str, str]] = []
    try:
        Event.model_validate(document)
    except ValidationError as error:
        found += [(dotted(at, document), says) for at, says in complaints(error, Event)]
    if isinstance(document, Mapping):
        found += _between(_sound(document), states, document)
    return [
        Problem(file, ".".join(part for part in (key, at) if part) or "event", says)
        for at, says in found
    ]


def unassigned(event: Event, states: States) -> tuple[State, ...]:
    """Give the states that belong to no session."""
    assigned = {code for session in event.sessions for code in session.states}
    return tuple(states.get(code) for code in states.codes if code not in assigned)


def _sound(document: Mapping[str, Any]) -> _Sound:
    rsvp, reminders = _table(document, "rsvp"), _table(document, "reminders")
    return _Sound(
        zone=_zone(document.get("timezone")),
        venues=frozenset(_table(document, "venues")),
        sessions=_each(Session, document.get("sessions")),
        agenda=_each(AgendaItem, document.get("agenda")),
        faq=_each(Faq, document.get("faq")),
        no_reasons=_each(Option, rsvp.get("no_reasons")),
        follow_ups=_each(FollowUp, rsvp.get("follow_ups")),
        rules=_each(ReminderRule, reminders.get("rules")),
        deadline=next(iter(_each(When, [rsvp.get("deadline")])), None),
    )


def _table(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = document.get(key)
    return found if isinstance(found, Mapping) else {}


def _each(model: type[M], items: object) -> tuple[M, ...]:
    sound: list[M] = []
    for item in items if isinstance(items, Sequence) and not isinstance(items, str) else ():
        try:
            sound.append(model.model_validate(item))
        except ValidationError:
            continue  # told already, with its key
    return tuple(sound)


def _zone(name: object) -> tzinfo | None:
    try:
        return ZoneInfo(name) if isinstance(name, str) else None
    except (OSError, ValueError, LookupError):
        return None


def _between(sound: _Sound, states: States, document: Mapping[str, Any]) -> Found:
    name = document.get("timezone")
    if isinstance(name, str) and sound.zone is None:
        guess = nearest(name, available_timezones())
        yield "timezone", f'expected a time zone such as "Asia/Kolkata", got {shown(name)}{guess}'
    for kind, ids in (
        ("sessions", _ids(sound.sessions)),
        ("agenda", _ids(sound.agenda)),
        *((f"sessions[{s.id}].agenda", _ids(s.agenda or ())) for s in sound.sessions),
        ("faq", _ids(sound.faq)),
        ("rsvp.no_reasons", _ids(sound.no_reasons)),
        ("rsvp.follow_ups", _ids(sound.follow_ups)),
        ("reminders.rules", _ids(sound.rules)),
        *(
            (f"rsvp.follow_ups[{f.id}].options", [o.id for o in f.options])
            for f in sound.follow_ups
        ),
    ):
        yield from _twice(kind, ids)
    yield from _sessions(sound)
    yield from _states(sound.sessions, states)
    yield from _faq(sound.faq)
    yield from _questions(sound.follow_ups)
    yield from _rules(sound)


def _ids(
    parts: Iterable[Session | AgendaItem | Faq | Option | FollowUp | ReminderRule],
) -> list[str]:
    return [part.id for part in parts if part.id is not None]


def _twice(kind: str, ids: Iterable[str]) -> Found:
    for name, times in Counter(ids).items():
        if times > 1:
            yield f"{kind}[{name}].id", f'expected each id once, got "{name}" {times} times'


def _sessions(sound: _Sound) -> Found:
    for session in sound.sessions:
        at = f"sessions[{session.id}]"
        if session.venue not in sound.venues:
            known = ", ".join(sorted(sound.venues)) or "none is described"
            yield (
                f"{at}.venue",
                f"expected one of event.venues ({known}), got {shown(session.venue)}",
            )
        for name in ("time", "end_time", "doors"):
            clock = getattr(session, name)
            if clock is not None and sound.zone and not _exists(session, clock, sound.zone):
                skipped = f"{clock:%H:%M} on {session.date}: the clocks in {sound.zone} skip it"
                yield f"{at}.{name}", skipped


def _exists(session: Session, clock: time, zone: tzinfo) -> bool:
    wall = datetime.combine(session.date, clock, tzinfo=zone)
    return wall.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None)


def _states(sessions: Iterable[Session], states: States) -> Found:
    seen: dict[str, str] = {}
    for session in sessions:
        at = f"sessions[{session.id}].states"
        for code in session.states:
            if code not in states.codes:
                yield at, f"unknown state {shown(code)}{_known_as(code, states)}"
            elif code in seen:
                yield at, f"{states.get(code).en} ({code}) is also in sessions[{seen[code]}]"
            else:
                seen[code] = session.id


def _known_as(text: str, states: States) -> str:
    found = " or ".join(f'"{s.code}" ({s.en})' for s in states.find(text))
    return f", did you mean {found}?" if found else nearest(text.upper(), states.codes)


def _faq(entries: Iterable[Faq]) -> Found:
    intents: dict[str, str] = {}
    phrases: dict[str, str] = {}
    for entry in entries:
        for kind, seen, words in (
            ("intents", intents, [str(i) for i in entry.intents]),
            ("phrases", phrases, [p.casefold() for p in entry.phrases]),
        ):
            for word in words:
                if word in seen:
                    yield (
                        f"faq[{entry.id}].{kind}",
                        f'"{word}" already belongs to faq[{seen[word]}]: only one can answer',
                    )
                seen.setdefault(word, entry.id)


def _questions(follow_ups: Iterable[FollowUp]) -> Found:
    for question in follow_ups:
        if question.id in RESERVED:
            yield (
                f"rsvp.follow_ups[{question.id}].id",
                f'"{question.id}" is kept for the reason of a no: choose another id',
            )


def _rules(sound: _Sound) -> Found:
    by_id = {s.id: s for s in sound.sessions}
    last = max((s.date for s in sound.sessions), default=None)
    if sound.deadline and sound.deadline.at and last and sound.deadline.at.date() > last:
        yield "rsvp.deadline.at", f"expected no later than the last session, {last}"
    for rule in sound.rules:
        at = f"reminders.rules[{rule.id}]"
        for name in rule.sessions:
            if name not in by_id:
                yield f"{at}.sessions", f"unknown session {shown(name)}{nearest(name, by_id)}"
        dates = [by_id[n].date for n in rule.sessions or by_id if n in by_id]
        if rule.when.at and dates and rule.when.at.date() > max(dates):
            yield f"{at}.when.at", f"reminds of nothing: the last session is on {max(dates)}"
