"""Makes the sample roster, ``roster.csv``: 728 invented district presidents of real districts.

    python -m rehearsal.make_roster

Run again it gives the same file, byte for byte. What it is made of stands in ``districts.txt`` and
``names.txt``; what it is for, in ``ROSTER.md``.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.states import States

HERE = Path(__file__).parent
SIZE = 728  # the other districts have nobody in office, as happens
SEED = 2025
COLUMNS = ("name", "name_hi", "state", "district", "district_hi", "phone", "language")
# No Indian number begins with 10 after +91: see bot/phones.py.
FIRST_PHONE = 1_000_000_001

_NEVER_VACANT = 25  # districts of a state, up to which none is left out
_RAJASTHAN = "RJ"  # the batch whose date is known keeps all of its districts
_WOMEN = 0.3
_ENGLISH = 0.5  # where Hindi is not the first language; the others are asked by the bot
_SHARE_PHONE = 97  # every so manyth has the phone of the one before, as secretaries do
_NO_PHONE = 151
_READS_HINDI = frozenset({"BR", "CG", "CH", "DL", "HP", "HR", "JH", "MP", "RJ", "UK", "UP"})

Both = tuple[str, str]  # English, Hindi


@dataclass(frozen=True, slots=True)
class _Region:
    """The names of one part of the country."""

    states: tuple[str, ...]
    weight: int
    men: tuple[Both, ...]
    women: tuple[Both, ...]
    families: tuple[Both, ...]


def rows() -> Iterator[tuple[str, ...]]:
    """Give the rows of the roster in the order of states and districts."""
    chance = random.Random(SEED)  # noqa: S311 (nothing is secret about it)
    regions = _regions()
    states = States.load()
    taken: set[str] = set()
    for place, (state, district) in enumerate(_seats(chance)):
        name = _unused_name(chance, regions, state, taken)
        phone = f"+91{FIRST_PHONE + place - (place % _SHARE_PHONE == _SHARE_PHONE - 1)}"
        if place % _NO_PHONE == _NO_PHONE - 1:
            phone = ""
        language = "hi" if state in _READS_HINDI else ("en" if chance.random() < _ENGLISH else "")
        yield (*name, states.get(state).en, *district, phone, language)


def write(path: Path) -> int:
    """Write the roster as CSV in UTF-8 with a byte order mark; give the number of rows."""
    made = list(rows())
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(made)
    return len(made)


def _seats(chance: random.Random) -> list[tuple[str, Both]]:
    """Give the districts that have someone in office."""
    seats: list[tuple[str, Both]] = []
    may_be_vacant: list[tuple[str, Both]] = []
    for line in _lines("districts.txt"):
        state, _, rest = line.partition(": ")
        own = [(state, district) for district in _pairs(rest)]
        seats += own
        if len(own) > _NEVER_VACANT and state != _RAJASTHAN:
            may_be_vacant += own
    vacant = set(chance.sample(may_be_vacant, len(seats) - SIZE))
    return [seat for seat in seats if seat not in vacant]


def _unused_name(
    chance: random.Random, regions: list[_Region], state: str, taken: set[str]
) -> Both:
    while True:
        fitting = [region for region in regions if state in region.states]
        weights = [region.weight for region in fitting]
        region = chance.choices(fitting, weights)[0]
        given = chance.choice(region.women if chance.random() < _WOMEN else region.men)
        family = chance.choice(region.families)
        name = f"{given[0]} {family[0]}"
        if name not in taken:
            taken.add(name)
            return name, f"{given[1]} {family[1]}"


def _regions() -> list[_Region]:
    found: list[dict[str, str]] = []
    for line in _lines("names.txt"):
        if line.startswith("["):
            found.append({})
        else:
            key, _, rest = line.partition(": ")
            found[-1][key] = rest
    return [
        _Region(
            tuple(one["states"].split()),
            int(one["weight"]),
            *(_pairs(one[kind]) for kind in ("men", "women", "families")),
        )
        for one in found
    ]


def _pairs(text: str) -> tuple[Both, ...]:
    pairs = (pair.partition("=") for pair in text.split("; "))
    return tuple((english, hindi) for english, _, hindi in pairs)


def _lines(name: str) -> list[str]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


if __name__ == "__main__":
    write(HERE / "roster.csv")
