"""Names of places and people are no words, whatever word they look like."""

import csv
from pathlib import Path

import pytest

from bot.understanding import Intent, Understanding

_ROSTER = Path(__file__).parents[2] / "rehearsal" / "roster.csv"
_ANSWERS = {Intent.RSVP_NO, Intent.RSVP_MAYBE}
_CLOSE = 0.97
"""The share of 728 districts and names that change nothing: Jain, for one, is a food too."""


def _column(name: str) -> list[str]:
    with _ROSTER.open(encoding="utf-8-sig", newline="") as file:
        return [row[name] for row in csv.DictReader(file) if row[name]]


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        ("district_hi", "मैं {} से बोल रहा हूँ, कब आना है"),
        ("district", "main {} se bol raha hu, kab aana hai"),
        ("district", "hello, i am from {}, when should i come"),
        ("name_hi", "नमस्ते, मैं {} बोल रहा हूँ, कब आना है"),
        ("name", "main {} bol raha hu kab aana hai"),
        ("name", "{} here, when is the meeting"),
    ],
)
def test_who_asks_and_from_where_does_not_change_the_question(
    understanding: Understanding, column: str, sentence: str
) -> None:
    names = _column(column)
    wrong = [
        name
        for name in names
        if understanding.read(sentence.format(name)).intents != (Intent.DATE,)
    ]
    assert len(wrong) <= (1 - _CLOSE) * len(names), wrong


@pytest.mark.parametrize(
    ("column", "sentence"),
    [("district", "{} se aa raha hu"), ("district_hi", "{} से आ रहा हूँ"), ("district", "{}")],
)
def test_a_place_is_never_a_no(understanding: Understanding, column: str, sentence: str) -> None:
    wrong = [
        name
        for name in _column(column)
        if _ANSWERS & set(understanding.read(sentence.format(name)).intents)
    ]
    assert wrong == []
