"""``samvad checkin``: the numbers of a printed list, entered from a file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlmodel import col, select

from db.door import CheckIn
from db.engine import Database
from db.models import Delegate
from db.types import DoorVia
from tests.cli.conftest import Samvad

NOON = datetime(2025, 3, 20, 6, 30, tzinfo=UTC)


@pytest.fixture
def roster(stored: Path) -> Path:
    database = Database.open(f"sqlite:///{stored}")
    for number, state in enumerate(["RJ", "RJ", "KL", "BR", "RJ"], 1):
        row = Delegate(
            id=number, roster_no=number, name=f"Sample {number}", state=state, district="Namuna",
            created_at=NOON, updated_at=NOON,
        )  # fmt: skip
        database.run(lambda s, row=row: s.add(row))
    database.close()
    return stored


def inside(path: Path) -> list[tuple[int, str, DoorVia]]:
    database = Database.open(f"sqlite:///{path}")
    query = select(CheckIn.delegate_id, CheckIn.session, CheckIn.via)
    try:
        return database.fetch(lambda s: list(s.exec(query.order_by(col(CheckIn.delegate_id)))))
    finally:
        database.close()


def test_a_list_is_entered_and_may_be_entered_again(
    samvad: Samvad,
    roster: Path,
    tmp_path: Path,
) -> None:
    file = tmp_path / "gate.txt"
    file.write_text("# main gate\n1-3, 5\n77 x\n", "utf-8")
    outcome = samvad("checkin", file)
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.lines == [
        f"{file}: 4 new, 0 in already",
        "  batch3 (03.04.2025): 3",
        "  batch1 (27.03.2025): 1",
        "not found: 2: x 77",
    ]
    assert inside(roster) == [
        (1, "batch3", DoorVia.CLI),
        (2, "batch3", DoorVia.CLI),
        (3, "batch1", DoorVia.CLI),
        (5, "batch3", DoorVia.CLI),
    ]
    assert samvad("checkin", file).lines[0] == f"{file}: 0 new, 4 in already"
    assert samvad("status", "--json").out.count('"checked_in": 4') == 1


def test_the_first_column_of_a_table_counts(
    samvad: Samvad,
    roster: Path,
    tmp_path: Path,
) -> None:
    book = Workbook()
    for row in (["No.", "Name"], [1, "77"], [4, None]):
        book.active.append(row)
    file = tmp_path / "gate.xlsx"
    book.save(file)
    assert samvad("checkin", file).lines[0] == f"{file}: 2 new, 0 in already"
    assert [key for key, *_ in inside(roster)] == [1, 4]


def test_a_list_of_nobody_is_a_fault(samvad: Samvad, roster: Path, tmp_path: Path) -> None:
    file = tmp_path / "gate.txt"
    file.write_text("77", "utf-8")
    assert samvad("checkin", file).status == 1
    assert samvad("checkin", tmp_path / "none.txt").status == 1
    assert inside(roster) == []
