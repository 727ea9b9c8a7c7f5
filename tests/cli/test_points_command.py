"""``samvad points``: list and export what delegates handed in."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import WallClock
from bot.event import Both
from bot.services.points import Attached, Message, Points
from bot.subjects import Subject
from db.engine import Database
from db.models import Delegate, Person
from db.types import FileKind
from tests.cli.conftest import Samvad

NOON = datetime(2025, 3, 20, 6, 30, tzinfo=UTC)


@pytest.fixture
async def handed_in(stored: Path) -> Path:
    """Let a delegate of Rajasthan hand in two points, one of Bihar one, and withdraw a fourth."""
    database = Database.open(f"sqlite:///{stored}")
    for number, state in ((1, "RJ"), (2, "BR")):
        row = Delegate(
            id=number,
            roster_no=number,
            name=f"Sample {number}",
            state=state,
            district="Namuna",
            created_at=NOON,
            updated_at=NOON,
        )
        person = Person(id=number, telegram_id=number, chat_id=number, name="x", created_at=NOON)
        database.run(lambda s, row=row: s.add(row))
        database.run(lambda s, person=person: s.add(person))
    points = Points(database, WallClock())
    await points.hand_in(1, 1, Message(1, 1, "=1+1"))
    await points.hand_in(1, 1, Message(2, 2, "", Attached(FileKind.DOCUMENT, "f", "patra.pdf")))
    own = await points.hand_in(2, 2, Message(3, 3, "तीसरी\nबात"))
    await points.put_under(own.id, 2, Subject("dialogue", Both(hi="संवाद", en="Dialogue")))
    gone = await points.hand_in(2, 2, Message(4, 4, "gone"))
    await points.withdraw(gone.id, 2)
    database.close()
    return stored


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ([], ["=1+1", "", "तीसरी\nबात"]),
        (["--state", "राजस्थान"], ["=1+1", ""]),
        (["--topic", "dialogue"], ["तीसरी\nबात"]),
        (["--topic", "other"], ["=1+1", ""]),
        (["--topic", "organisation"], []),
        (["--state", "BR", "--topic", "other"], []),
    ],
)
@pytest.mark.usefixtures("handed_in")
def test_points_are_listed_and_filtered(
    samvad: Samvad, options: list[str], numbers: list[str]
) -> None:
    outcome = samvad("points", "list", "--json", *options)
    assert (outcome.status, outcome.err) == (0, "")
    assert [json.loads(line)["point"] for line in outcome.lines] == numbers


@pytest.mark.usefixtures("handed_in")
def test_points_are_readable(samvad: Samvad) -> None:
    lines = samvad("points", "list", "--locale", "en", "--topic", "dialogue").lines
    assert lines[0].startswith("1. Sample 2, Namuna, Bihar (")
    assert lines[1:] == [
        "   [Direct dialogue of the district presidents with the leadership]",
        "   तीसरी",
        "   बात",
    ]
    assert samvad("points", "list", "--state", "Goa").out == "No points.\n"


@pytest.mark.usefixtures("handed_in")
def test_the_file_is_harmless_in_a_spreadsheet(samvad: Samvad, tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    outcome = samvad("points", "export", file)
    assert (outcome.status, outcome.out) == (0, f"{file}: 3 points\n")
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert rows[0][6:9] == ["विषय", "बात", "साथ में"]
    assert rows[1][7] == "'=1+1"
    assert rows[2][8] == "📄 दस्तावेज़ (patra.pdf)"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["list", "--topic", "nothing"], "there is no topic 'nothing'; there are: dialogue, "),
        (["list", "--state", "Atlantis"], "Atlantis"),
        (["export", "points.txt"], ".csv or .xlsx"),
    ],
)
@pytest.mark.usefixtures("handed_in")
def test_wrong_input_is_one_line(samvad: Samvad, arguments: list[str], says: str) -> None:
    outcome = samvad("points", *arguments)
    assert outcome.status == 1
    assert len(outcome.err.splitlines()) == 1
    assert says in outcome.err
