"""``samvad reminders``, and the arithmetic that ``check`` and ``event apply`` do."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.cli.conftest import Samvad


def soon(tmp_path: Path, *, hours: int = 24) -> Path:
    """Write an event whose last session is twenty days ahead of the real clock."""
    path = tmp_path / "soon.toml"
    text = (tmp_path / "config.toml").read_text("utf-8")
    day = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    text = text.replace("useless_after_hours = 24", f"useless_after_hours = {hours}")
    path.write_text(text.replace("2025-04-03", day), "utf-8")
    return path


def test_what_is_next_is_listed_with_how_many(samvad: Samvad, tmp_path: Path, roster: Path) -> None:
    samvad("delegates", "import", roster)
    samvad("event", "apply", soon(tmp_path))
    listed = samvad("reminders")
    assert (listed.status, listed.err) == (0, "")
    assert [line.split()[2:] for line in listed.lines[1:6]] == [
        ["ask1", "batch3", "silent", "0"],
        ["week", "batch3", "yes", "0"],
        ["ask2", "batch3", "silent", "0"],
        ["ask3", "batch3", "silent,", "maybe", "0"],
        ["day", "batch3", "yes", "0"],
    ]
    assert listed.lines[-1] == ("3 invited have not joined: no reminder reaches them; 0 want none.")
    found = json.loads(samvad("reminders", "--json").out)
    assert [(one["rule"], one["not_joined"]) for one in found["next"]][:2] == [
        ("ask1", 2),
        ("week", 0),
    ]
    assert (found["not_joined"], found["past"], found["stopped"]) == (3, [], [])


def test_an_event_with_a_reminder_that_cannot_be_met_is_refused(
    samvad: Samvad, tmp_path: Path, roster: Path
) -> None:
    samvad("delegates", "import", roster)
    config = (tmp_path / "config.toml").read_text("utf-8")
    slow = config.replace("per_second = 25.0", "per_second = 0.0001")
    (tmp_path / "config.toml").write_text(slow, "utf-8")
    refused = samvad("event", "apply", soon(tmp_path, hours=1))
    assert refused.status == 1
    assert "event.reminders.rules[ask1]: cannot be met on" in refused.err
    assert "2 people at 0.0001 a second take 5 h 33 min, but it is of use for 1 h" in refused.err
    assert samvad("event", "show").err.startswith("Version 1, released ")
