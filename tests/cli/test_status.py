"""The reach funnel for people and for programs."""

import json
from datetime import datetime
from pathlib import Path

from tests.cli.conftest import Samvad

FIGURES = [
    *("invited", "joined", "verified", "yes", "no", "maybe"),
    *("silent", "unreachable", "checked_in", "to_be_confirmed"),
]


def test_json_is_one_object(samvad: Samvad, roster: Path) -> None:
    samvad("delegates", "import", roster)
    found = json.loads(samvad("status", "--json").out)
    assert list(found) == ["as_of", "total", "rows"]
    assert datetime.fromisoformat(found["as_of"]).tzinfo is not None
    assert list(found["total"]) == FIGURES
    assert (found["total"]["invited"], found["total"]["silent"]) == (3, 3)
    assert [(row["session"], row["invited"]) for row in found["rows"]] == [
        ("batch1", 0),
        ("batch2", 1),
        ("batch3", 2),
    ]
    assert [list(row) for row in found["rows"]] == [["session", *FIGURES]] * 3


def test_rows_can_be_states(samvad: Samvad, roster: Path) -> None:
    samvad("delegates", "import", roster)
    found = json.loads(samvad("status", "--by", "state", "--json").out)
    assert [(row["state"], row["invited"]) for row in found["rows"]] == [
        ("KL", 1),
        ("RJ", 1),
        ("UP", 1),
    ]


def test_people_get_a_table(samvad: Samvad, roster: Path) -> None:
    samvad("delegates", "import", roster)
    lines = samvad("status", "--by", "state").lines
    assert lines[2].split() == ["state", *FIGURES[:-2], "checked", "in", "to", "be", "confirmed"]
    assert [line.split("  ")[0] for line in lines[4:7]] == [
        "Kerala (KL)",
        "Rajasthan (RJ)",
        "Uttar Pradesh (UP)",
    ]
    assert lines[-1].split() == ["total", "3", "0", "0", "0", "0", "0", "3", "0", "0", "0"]
    assert len({len(line) for line in lines[2:]}) == 1


def test_without_a_database_one_line_says_how_to_get_one(samvad: Samvad, tmp_path: Path) -> None:
    found = samvad("status")
    path = tmp_path / "var" / "samvad.db"
    assert (found.status, found.out) == (1, "")
    assert found.err == (
        f"database: {path}: there is none yet: import a roster "
        "(`samvad delegates import FILE`) or start the bot once\n"
    )
    assert not path.exists()
