"""What an import would do to the roster: a pure comparison of a file with the rows that are known.

The file is the truth about what it has columns for; what it has no column for stays as it is. What
is written in another script (name_hi, district_hi) goes when the original changes without it: no
Hindi name is better than another person's.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields

from bot import names
from bot.event import Event
from bot.roster_columns import Column
from bot.roster_file import RosterSheet, RowProblem
from bot.services.roster_match import Wanted, match, repeated
from bot.services.roster_report import Change, Entry, Facts, ImportReport, Known, Move
from bot.states import States
from db.types import RosterStatus

_KEY_LENGTH = 600  # of Delegate.search_key
_MANY_GONE = 0.2  # of the roster: perhaps the file is only a part of it
_ON_CARD = frozenset({"roster_no", "name", "name_hi", "state", "session_override"})
_FIELDS = tuple(field.name for field in fields(Facts))


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows to write, and the report."""

    report: ImportReport
    inserts: tuple[Facts, ...]
    updates: tuple[tuple[int, Facts], ...]  # id and what it becomes; active afterwards
    gone: tuple[int, ...]
    reseated: tuple[int, ...]  # of the updates: whose card says something else, or whose session


def make_plan(
    sheet: RosterSheet, known: Collection[Known], *, event: Event, states: States
) -> Plan | list[RowProblem]:
    """Compare a file with the known rows; give what to write, or all that is wrong with it."""
    wanted, problems = _understood(sheet, event, states)
    problems += sheet.problems
    problems += repeated(wanted)
    problems += match(wanted, known)
    if problems:
        return sorted(problems, key=lambda problem: problem.line)
    return _compared(sheet, wanted, known, event, states)


def search_key(facts: Facts) -> str:
    """Give the key by which staff find a row: name and district, in either script and spelling."""
    keys = names.search_keys(facts.name, facts.name_hi, facts.district, facts.district_hi)
    return keys[:_KEY_LENGTH]


def _understood(
    sheet: RosterSheet, event: Event, states: States
) -> tuple[list[Wanted], list[RowProblem]]:
    wanted: list[Wanted] = []
    problems: list[RowProblem] = []
    codes: dict[str, str | None] = {}  # a roster names 36 states 700 times
    for row in sheet.rows:
        if row.state not in codes:
            found = states.find(row.state)
            codes[row.state] = found[0].code if len(found) == 1 else None
        code = codes[row.state]
        if code is None:
            problems.append(RowProblem(row.line, Column.STATE, _unknown_state(row.state, states)))
            continue
        session = _session_id(row.session, event) if row.session else None
        if row.session and session is None:
            there_are = ", ".join(f"{s.id} ({s.date.isoformat()})" for s in event.sessions)
            says = f"is not a session of the event: '{row.session}'. There are: {there_are}"
            problems.append(RowProblem(row.line, Column.SESSION, says))
            continue
        usual = event.session_of(code)
        override = None if usual is not None and usual.id == session else session
        wanted.append(Wanted(row, code, override))
    return wanted, problems


def _unknown_state(text: str, states: States) -> str:
    found = states.find(text)
    if not found:
        return f"is not a state or union territory: '{text}'"
    return f"may be {' or '.join(state.en for state in found)}: '{text}'; write it out"


def _session_id(text: str, event: Event) -> str | None:
    """Find a session by its id, or by its date as ``2025-04-03`` if it is the only one that day."""
    by_id = [s.id for s in event.sessions if s.id.casefold() == text.casefold()]
    by_date = [s.id for s in event.sessions if s.date.isoformat() == text]
    found = by_id or by_date
    return found[0] if len(found) == 1 else None


def _compared(
    sheet: RosterSheet,
    wanted: list[Wanted],
    known: Collection[Known],
    event: Event,
    states: States,
) -> Plan:
    numbers = [one.facts.roster_no for one in known]
    numbers += [one.row.roster_no for one in wanted if one.row.roster_no is not None]
    following = max(numbers, default=0) + 1
    inserts: list[Facts] = []
    updates: list[tuple[int, Facts]] = []
    changed: list[Change] = []
    moved: list[Move] = []
    reseated: list[int] = []
    for one in wanted:
        if one.known is None:
            inserts.append(_facts(sheet, one, following))
            following += one.row.roster_no is None
            continue
        after = _facts(sheet, one, one.known.facts.roster_no)
        different = _differences(one.known, after)
        if different:
            updates.append((one.known.id, after))
            changed.append(Change(_entry(after), different))
            moved += _moves(one.known.facts, after, event)
            reseated += [one.known.id] if _ON_CARD & set(different) else []
    kept = {one.known.id for one in wanted if one.known is not None}
    gone = [one for one in known if one.status is RosterStatus.ACTIVE and one.id not in kept]
    report = ImportReport(
        total=len(wanted),
        added=tuple(map(_entry, inserts)),
        changed=tuple(changed),
        moved=tuple(moved),
        gone=tuple(_entry(one.facts) for one in gone),
        same=len(wanted) - len(inserts) - len(changed),
        without_phone=sum(one.row.phone is None for one in wanted),
        warnings=(
            *_about_columns(sheet),
            *_about_phones(wanted, gone),
            *_about_sessions(wanted, event, states),
            *_about_gone(gone, known),
        ),
    )
    return Plan(
        report, tuple(inserts), tuple(updates), tuple(one.id for one in gone), tuple(reseated)
    )


def _facts(sheet: RosterSheet, one: Wanted, number: int) -> Facts:
    """Give what is to be stored: the file's, and for columns that it lacks what was there."""
    row = one.row
    before = one.known.facts if one.known is not None else None
    name_hi, district_hi = row.name_hi, row.district_hi
    language, override = row.language, one.override
    if before is not None:
        if Column.NAME_HI not in sheet.columns and name_hi is None and _same(row.name, before.name):
            name_hi = before.name_hi
        if Column.DISTRICT_HI not in sheet.columns and _same(row.district, before.district):
            district_hi = before.district_hi
        if Column.LANGUAGE not in sheet.columns:
            language = before.language
        if Column.SESSION not in sheet.columns:
            override = before.session_override
    return Facts(
        roster_no=row.roster_no or number,
        name=row.name,
        name_hi=name_hi,
        state=one.state,
        district=row.district,
        district_hi=district_hi,
        phone=row.phone,
        language=language,
        session_override=override,
    )


def _same(one: str, other: str) -> bool:
    return names.same_key(one) == names.same_key(other)


def _differences(before: Known, after: Facts) -> tuple[str, ...]:
    different = [f for f in _FIELDS if getattr(before.facts, f) != getattr(after, f)]
    if before.status is RosterStatus.GONE:
        different.append("status")
    return tuple(different)


def _moves(before: Facts, after: Facts, event: Event) -> Iterable[Move]:
    old = event.session_of(before.state, before.session_override)
    new = event.session_of(after.state, after.session_override)
    if old != new:
        yield Move(_entry(after), old.id if old else None, new.id if new else None)


def _entry(facts: Facts) -> Entry:
    return Entry(facts.roster_no, facts.name, facts.state, facts.district)


def _about_columns(sheet: RosterSheet) -> Iterable[str]:
    if sheet.ignored:
        yield f"columns that mean nothing here and were left out: {', '.join(sheet.ignored)}"


def _about_phones(wanted: Iterable[Wanted], gone: Iterable[Known]) -> Iterable[str]:
    lines: dict[str, list[int]] = defaultdict(list)
    left = {one.facts.phone: one.facts for one in gone if one.facts.phone}
    for one in wanted:
        if one.row.phone is None:
            continue
        lines[one.row.phone].append(one.row.line)
        facts = left.get(one.row.phone)
        if one.known is None and facts is not None:
            yield (
                f"line {one.row.line}: {one.row.name} is new, with the phone of {facts.name}, who "
                f"is gone; if they are one person, write {facts.roster_no} under roster_no"
            )
    for shared in lines.values():
        if len(shared) > 1:
            yield f"lines {', '.join(map(str, shared))}: the same phone number"


def _about_sessions(wanted: Iterable[Wanted], event: Event, states: States) -> Iterable[str]:
    without = Counter(
        one.state for one in wanted if event.session_of(one.state, one.override) is None
    )
    for code, count in without.items():
        yield f"{states.get(code).en}: no session for {count} of its delegates"


def _about_gone(gone: Collection[Known], known: Iterable[Known]) -> Iterable[str]:
    active = sum(one.status is RosterStatus.ACTIVE for one in known)
    if len(gone) > _MANY_GONE * active:
        yield (
            f"{len(gone)} of {active} people on the roster are not in this file and will not be "
            "written to; if the file is only a part of the roster, import the whole one"
        )
