"""What `samvad check` says."""

from pathlib import Path

from db.engine import Database
from db.models import Intake
from db.types import IntakeState
from tests.cli.conftest import Samvad


def test_the_shipped_settings_are_clean(samvad: Samvad, tmp_path: Path, stored: Path) -> None:
    found = samvad("check")
    assert (found.status, found.err) == (0, "")
    assert found.lines == [
        "note:  event: all sessions are past; the last was on 2025-04-03",
        "Nothing is wrong.",
    ]
    assert sorted(p.name for p in stored.parent.iterdir()) == ["samvad.db"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["config.toml", "var"]


def test_all_that_is_wrong_is_said_with_file_and_key(samvad: Samvad, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    text = path.read_text("utf-8").replace('level = "INFO"', 'level = "LOUD"')
    path.write_text(text.replace("poll_timeout = 30", "poll_timeuot = 30"), "utf-8")
    found = samvad("check")
    assert (found.status, found.err) == (1, "")
    assert [line.split(": ")[:3] for line in found.lines[:-1]] == [
        ["wrong", "config.toml", "telegram.poll_timeuot"],
        ["wrong", "config.toml", "log.level"],
    ]
    assert found.lines[-1] == "2 things are wrong."


def test_updates_that_were_set_aside_are_told(samvad: Samvad, stored: Path, now: object) -> None:
    database = Database.open(f"sqlite:///{stored}")
    database.run(
        lambda s: s.add_all(
            Intake(update_id=n, raw="{}", state=state, received_at=now)
            for n, state in enumerate([IntakeState.DONE, IntakeState.SET_ASIDE, IntakeState.NEW])
        )
    )
    database.close()
    found = samvad("check")
    assert found.status == 0
    assert [line.partition(" because ")[0] for line in found.lines if "set aside" in line] == [
        "note:  database: 1 update was set aside"
    ]
