"""The event in force: shown, compared, released."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Samvad


@pytest.fixture
def moved(tmp_path: Path) -> Path:
    """Write a document in which one session is a day later."""
    path = tmp_path / "moved.toml"
    text = (tmp_path / "config.toml").read_text("utf-8")
    path.write_text(text.replace("2025-04-03", "2025-04-04"), "utf-8")
    return path


def test_before_a_release_the_settings_are_shown_and_nothing_is_made(
    samvad: Samvad, tmp_path: Path, moved: Path
) -> None:
    shown = samvad("event", "show")
    assert shown.err == "Nothing is released yet; this is the event of config.toml.\n"
    assert json.loads(shown.out)["id"] == "samvad2025"
    assert samvad("event", "diff", moved).lines == [
        "sessions[batch3].date: 2025-04-03 -> 2025-04-04"
    ]
    assert not (tmp_path / "var").exists()


def test_what_is_shown_can_be_changed_and_applied(samvad: Samvad, tmp_path: Path) -> None:
    path = tmp_path / "event.json"
    path.write_text(samvad("event", "show").out, "utf-8")
    assert samvad("event", "diff", path).lines == ["No differences."]
    path.write_text(path.read_text("utf-8").replace("2025-04-03", "2025-04-05"), "utf-8")
    assert samvad("event", "apply", path, "--note", "one more day").lines == [
        "sessions[batch3].date: 2025-04-03 -> 2025-04-05",
        "Version 2 of the event is in force.",
    ]
    assert samvad("event", "show").err.startswith("Version 2, released ")


def test_the_same_event_is_not_released_again(samvad: Samvad, moved: Path) -> None:
    samvad("event", "apply", moved)
    assert samvad("event", "apply", moved).lines == [
        "No differences.",
        "Version 2 of the event is in force already.",
    ]


def test_every_mistake_of_a_document_is_said_and_none_is_released(
    samvad: Samvad, moved: Path, tmp_path: Path
) -> None:
    text = moved.read_text("utf-8").replace("2025-04-04", "2025-04-31")
    moved.write_text(text.replace('timezone = "Asia/Kolkata"', 'timezone = "Asia/Jaipur"'), "utf-8")
    found = samvad("event", "apply", moved)
    assert (found.status, found.out) == (1, "")
    assert [line.split(": ")[:2] for line in found.err.splitlines()] == [
        ["moved.toml", "event.sessions[batch3].date"],
        ["moved.toml", "event.timezone"],
    ]
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("command", ["diff", "apply"])
def test_a_document_that_is_not_there_is_one_line(samvad: Samvad, command: str) -> None:
    found = samvad("event", command, "absent.toml")
    assert (found.status, found.out, found.err) == (
        1,
        "",
        "absent.toml: can't be read: No such file or directory\n",
    )


def test_those_concerned_are_told_whoever_releases(
    samvad: Samvad, moved: Path, roster: Path, tmp_path: Path
) -> None:
    samvad("delegates", "import", roster)
    with closing(sqlite3.connect(tmp_path / "var" / "samvad.db")) as database, database:
        database.execute(
            "INSERT INTO person (telegram_id, chat_id, name, role, created_at, delegate_id) "
            "SELECT id, id, name, 'delegate', created_at, id FROM delegate"
        )
    assert samvad("event", "apply", moved).lines[1:] == [
        "Version 2 of the event is in force.",
        "2 people are told of it by the bot, at once if it runs.",
    ]
    moved.write_text(moved.read_text("utf-8").replace("2025-04-04", "2025-04-05"), "utf-8")
    assert samvad("event", "apply", moved, "--quiet").lines[1:] == [
        "Version 3 of the event is in force."
    ]
    with closing(sqlite3.connect(tmp_path / "var" / "samvad.db")) as database:
        rows = database.execute("SELECT kind, key FROM delivery ORDER BY id").fetchall()
    assert [kind for kind, _ in rows] == ["change"] * 2 + ["card"] * 4
