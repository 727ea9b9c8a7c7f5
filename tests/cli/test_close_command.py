"""``samvad close``: the export first, then nobody's name."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from db.lock import OneBot
from tests.cli.conftest import Samvad


@pytest.fixture
def over(samvad: Samvad, roster: Path, stored: Path) -> Path:
    samvad("delegates", "import", roster)
    return stored


def test_it_exports_then_shreds_and_keeps_the_counts(
    samvad: Samvad, over: Path, tmp_path: Path
) -> None:
    before = json.loads(samvad("status", "--json").out)
    folder = tmp_path / "kept"
    outcome = samvad("close", folder, "--yes")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out == (
        f"Shredded: 3 delegates, 0 accounts, 0 other rows. The export is in {folder}; "
        "it holds names and numbers, keep it safe.\n"
    )
    files = ["feedback.xlsx", "points.xlsx", "roster.xlsx", "status.json"]
    assert sorted(path.name for path in folder.iterdir()) == files
    assert folder.stat().st_mode & 0o077 == 0
    names = [row[1] for row in load_workbook(folder / "roster.xlsx").active.values]
    assert names == ["name", "Asha Sample", "Ravi Sample", "Meena Sample"]
    after = json.loads(samvad("status", "--json").out)
    assert (after["total"], after["rows"]) == (before["total"], before["rows"])
    assert json.loads((folder / "status.json").read_text())["session"]["rows"] == after["rows"]
    assert b"Sample" not in over.read_bytes()


@pytest.mark.usefixtures("over")
def test_without_a_yes_nothing_is_shredded(samvad: Samvad, tmp_path: Path) -> None:
    outcome = samvad("close", tmp_path / "kept")
    assert outcome.status == 1
    assert outcome.err == "nothing was shredded: say --yes to do it without being asked\n"
    assert samvad("close", tmp_path / "kept", "--yes").status == 1  # the folder is there already
    samvad("delegates", "export", tmp_path / "still.csv")
    assert "Asha Sample" in (tmp_path / "still.csv").read_text("utf-8")


def test_it_is_refused_too_early_and_beside_a_running_bot(
    samvad: Samvad, over: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OneBot(f"sqlite:///{over}"):
        assert "another samvad is at work" in samvad("close", tmp_path / "kept", "--yes").err
    monkeypatch.setenv("SAMVAD_PRIVACY__SHRED_AFTER_DAYS", "100000")
    outcome = samvad("close", tmp_path / "kept", "--yes")
    assert (outcome.status, len(outcome.err.splitlines())) == (1, 1)
    assert "it is too early" in outcome.err
    assert not (tmp_path / "kept").exists()
