"""The 36 states and union territories of India: codes, names, and what people call them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from bot.understanding.fold import search_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class State:
    """One state or union territory.

    `code` is its two-letter code as vehicles carry it today (OD, TS, UK), `aliases` the other
    names, spellings and initials by which people know it, in any script.
    """

    code: str
    hi: str
    en: str
    aliases: tuple[str, ...]

    def name(self, locale: str) -> str:
        """Return the name to show: Hindi for "hi", English for any other language."""
        return self.hi if locale == "hi" else self.en


class States:
    """All states in alphabetical order of their English names, found by code or by any name."""

    def __init__(self, states: tuple[State, ...], ambiguous: Mapping[str, tuple[str, ...]]) -> None:
        """Index `states`; `ambiguous` maps a name to the codes that it may mean."""
        self._by_code = {state.code: state for state in states}
        self._by_name: dict[str, tuple[State, ...]] = {}
        for state in states:
            for name in (state.code, state.hi, state.en, *state.aliases):
                known = self._by_name.setdefault(_name_key(name), (state,))
                if known != (state,):
                    raise ValueError(f"{name} is a name of both {known[0].code} and {state.code}")
        for name, codes in ambiguous.items():
            self._by_name[_name_key(name)] = tuple(self._by_code[code] for code in codes)

    @classmethod
    def load(cls) -> States:
        """Read the table that ships with the catalogues."""
        table = tomllib.loads(files("locales").joinpath("states.toml").read_text("utf-8"))
        ambiguous = {name: tuple(codes) for name, codes in table.pop("ambiguous").items()}
        return cls(tuple(_state(code, row) for code, row in table.items()), ambiguous)

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of all states, in the order of the table."""
        return tuple(self._by_code)

    @property
    def names(self) -> Mapping[str, tuple[State, ...]]:
        """Return every folded name, without spaces, and the state or states that it may mean."""
        return self._by_name

    def get(self, code: str) -> State:
        """Return the state with this code; KeyError if there is none."""
        return self._by_code[code]

    def find(self, text: str) -> tuple[State, ...]:
        """Return the states that `text`, as a whole, may name: none, one, or several to ask about.

        Spelling, script, case, dots and spaces do not matter: "U.P.", "यूपी" and "uttar pradesh".
        """
        return self._by_name.get(_name_key(text), ())

    def __iter__(self) -> Iterator[State]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)


def _state(code: str, row: Mapping[str, Any]) -> State:
    return State(code, row["hi"], row["en"], tuple(row.get("aliases", ())))


def _name_key(name: str) -> str:
    return search_key(name.replace("&", " and ")).replace(" ", "")
