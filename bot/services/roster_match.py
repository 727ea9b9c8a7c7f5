"""Who in a roster file is who on the roster.

A row of the file is the same person as a known row when, in this order,

1. both have the same roster number, and the phone or the name agrees;
2. phone and name agree;
3. name, state and district agree;
4. they agree in another spelling or script, and nobody else comes into question.

Identity is what accounts hang on: a wrong match would hand one delegate's seat and answers to
another. So a number alone proves nothing: a column of running numbers would, sorted anew, make
everyone somebody else.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from bot import names
from bot.roster_columns import Column
from bot.roster_file import RosterRow, RowProblem
from bot.services.roster_report import Facts, Known
from db.types import RosterStatus

T = TypeVar("T")


@dataclass(slots=True)
class Wanted:
    """A row of the file with its state and session understood, and who it is if that is known."""

    row: RosterRow
    state: str  # code
    override: str | None  # a session that is not the state's
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class _Traits:
    """What identifies a person, whether from the file or from the roster."""

    name: str
    state: str
    district: str
    phone: str | None

    def phone_and_name(self) -> Hashable:
        return self.phone and (self.phone, names.loose_key(self.name))

    def place(self) -> Hashable:
        return (names.same_key(self.name), self.state, names.same_key(self.district))

    def loose_place(self) -> Hashable:
        return (names.loose_key(self.name), self.state, names.loose_key(self.district))


def repeated(wanted: Iterable[Wanted]) -> list[RowProblem]:
    """Find people and roster numbers that stand in the file twice."""
    problems: list[RowProblem] = []
    people: dict[Hashable, int] = {}
    numbers: dict[int, int] = {}
    for one in wanted:
        row = one.row
        first = people.setdefault(_of_row(one).place(), row.line)
        if first != row.line:
            says = f"is the same person as line {first}: {row.name}, {row.district}"
            problems.append(RowProblem(row.line, "", says))
        if row.roster_no is not None:
            first = numbers.setdefault(row.roster_no, row.line)
            if first != row.line:
                says = f"is {row.roster_no}, as on line {first}"
                problems.append(RowProblem(row.line, Column.ROSTER_NO, says))
    return problems


def match(wanted: Collection[Wanted], known: Collection[Known]) -> list[RowProblem]:
    """Set ``known`` of every row that is someone known; complain of numbers that disagree."""
    free = {one.facts.roster_no: one for one in known}
    problems = []
    for one in wanted:
        found = free.get(one.row.roster_no) if one.row.roster_no is not None else None
        if found is None:
            continue
        if _agree(one.row, found.facts):
            one.known = free.pop(found.facts.roster_no)
        else:
            facts = found.facts
            says = (
                f"{facts.roster_no} belongs to {facts.name}, {facts.district}, not to "
                f"{one.row.name}, {one.row.district}: leave it empty for someone new"
            )
            problems.append(RowProblem(one.row.line, Column.ROSTER_NO, says))
    _pair(wanted, free, _Traits.phone_and_name)
    _pair(wanted, free, _Traits.place)
    _pair(wanted, free, _Traits.loose_place, alone=True)
    return problems


def _agree(row: RosterRow, facts: Facts) -> bool:
    if row.phone is not None and row.phone == facts.phone:
        return True
    in_file = {names.loose_key(text) for text in (row.name, row.name_hi) if text}
    on_roster = {names.loose_key(text) for text in (facts.name, facts.name_hi) if text}
    return not in_file.isdisjoint(on_roster)


def _pair(
    wanted: Iterable[Wanted],
    free: dict[int, Known],
    key: Callable[[_Traits], Hashable],
    *,
    alone: bool = False,
) -> None:
    """Pair rows with free known rows of the same key; ``alone``: only where it is one and one."""
    rows = _grouped((one for one in wanted if one.known is None), lambda one: key(_of_row(one)))
    if not rows or not free:
        return
    candidates = _grouped(free.values(), lambda one: key(_of_facts(one.facts)))
    for value, members in rows.items():
        found = candidates.get(value, [])
        if alone and (len(members), len(found)) != (1, 1):
            continue
        # Of several, those who are still invited come first, then by roster number.
        found.sort(key=lambda one: (one.status is RosterStatus.GONE, one.facts.roster_no))
        for one, person in zip(members, found, strict=False):
            one.known = free.pop(person.facts.roster_no)


def _grouped(items: Iterable[T], key: Callable[[T], Hashable]) -> dict[Hashable, list[T]]:
    groups: dict[Hashable, list[T]] = defaultdict(list)
    for item in items:
        value = key(item)
        if value is not None:
            groups[value].append(item)
    return groups


def _of_row(one: Wanted) -> _Traits:
    return _Traits(one.row.name, one.state, one.row.district, one.row.phone)


def _of_facts(facts: Facts) -> _Traits:
    return _Traits(facts.name, facts.state, facts.district, facts.phone)
