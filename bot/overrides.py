"""Settings from the environment: ``SAMVAD_<SECTION>__<KEY>`` in place of a key of the file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from pydantic import BaseModel

from bot.complaints import keys_at, kind_at, nearest
from bot.errors import Problem

PREFIX = "SAMVAD_"
CONFIG_VARIABLE = "SAMVAD_CONFIG"
BETWEEN = "__"
FILE = "environment"  # where such a problem is


@dataclass(frozen=True, slots=True)
class Overrides:
    """The variables that set a key: their place in the document, and what they say."""

    model: type[BaseModel]
    values: Mapping[str, tuple[tuple[str, ...], str]]  # by the variable's name
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, environ: Mapping[str, str], model: type[BaseModel]) -> Self:
        """Pick ours out of the environment; ``model`` knows the sections and their keys."""
        values: dict[str, tuple[tuple[str, ...], str]] = {}
        problems: list[Problem] = []
        sections = keys_at(model, ())
        single = {
            f"{section}_{key}": f"{PREFIX}{section}{BETWEEN}{key}".upper()
            for section in sections
            for key in keys_at(model, (section,))
        }
        for name, value in environ.items():
            if not name.startswith(PREFIX) or name == CONFIG_VARIABLE:
                continue
            place = tuple(name.removeprefix(PREFIX).lower().split(BETWEEN))
            if place[0] in single:
                meant = single[place[0]]
                problems.append(Problem(FILE, name, f"unknown, did you mean {meant}?"))
            elif len(place) > 1 and place[0] in sections:
                values[name] = (place, value)
            elif len(place) > 1:
                problems.append(
                    Problem(FILE, name, f"unknown section{nearest(place[0], sections)}")
                )
        return cls(model, values, tuple(problems))

    def apply(self, document: dict[str, Any]) -> list[Problem]:
        """Put the values in their places; give those that have none."""
        problems: list[Problem] = []
        for name, (place, text) in self.values.items():
            table: Any = document
            for step in place[:-1]:
                table = table.setdefault(step, {}) if isinstance(table, dict) else None
            if isinstance(table, dict):
                table[place[-1]] = text if kind_at(self.model, place) is str else value(text)
            else:
                problems.append(Problem(FILE, name, "can't be set by itself: set it in the file"))
        return problems

    def named(self, problem: Problem) -> Problem:
        """Say the variable where the value at fault is from one."""
        for name, (place, _) in self.values.items():
            key = ".".join(place)
            if problem.key == key or problem.key.startswith((f"{key}.", f"{key}[")):
                return replace(problem, file=FILE, key=name + problem.key.removeprefix(key))
        return problem


def value(text: str) -> Any:  # noqa: ANN401 (whatever TOML can say)
    """Read a value as TOML, or as the text that it is."""
    try:
        document = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    return document["value"] if len(document) == 1 else text
