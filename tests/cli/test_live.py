"""The live bot as a process: its start, its end, and what keeps it from starting."""

import os
import select
import signal
import subprocess
import time
from pathlib import Path

import pytest

from db.lock import OneBot
from tests.cli.conftest import TOKEN, Samvad, process

TAKEN_OVER = 15.0  # seconds, on a machine that is busy with other tests


def until(running: "subprocess.Popen[str]", wanted: str, seconds: float = 30) -> str:
    """Read stdout and stderr until ``wanted`` was written; give all of it."""
    assert running.stdout is not None
    assert running.stderr is not None
    files = [running.stdout.fileno(), running.stderr.fileno()]
    text, last = "", time.monotonic() + seconds
    while wanted not in text:
        ready, _, _ = select.select(files, [], [], max(0, last - time.monotonic()))
        parts = [os.read(file, 65_536) for file in ready]
        assert any(parts), f"{wanted!r} is not in {text!r}"
        text += b"".join(parts).decode()
    return text


def test_a_bot_starts_alone_and_ends_cleanly(samvad: Samvad, telegram: str, tmp_path: Path) -> None:
    stored = tmp_path / "var" / "samvad.db"
    Path(".env").write_text(f"BOT_TOKEN={TOKEN}\nSAMVAD_TELEGRAM__API_URL={telegram}\n", "utf-8")
    bot = process("run", "--now", "2025-04-02T18:00")
    said = until(bot, "is listening")
    second = samvad("run")
    status = samvad("status")
    began = time.monotonic()
    bot.send_signal(signal.SIGTERM)
    rest = bot.communicate(timeout=15)
    assert time.monotonic() - began < 10
    assert (bot.returncode, rest[0]) == (0, "")
    assert "THE CLOCK IS MOVED: for this bot it is 2025-04-02T18:00:00+05:30 now" in said
    assert TOKEN not in said + rest[1]
    assert (second.status, second.out) == (1, "")
    assert second.err.splitlines()[-1].startswith(
        f"database: {stored}: another samvad is at work on it"
    )
    assert status.status == 0


def test_a_rehearsal_prints_its_address_and_ends_with_ctrl_c(roster: Path) -> None:
    rehearsal = process("rehearse", "--port", "0", "--roster", str(roster), "--speed", "60")
    said = until(rehearsal, "Ctrl-C ends it")
    rehearsal.send_signal(signal.SIGINT)
    rehearsal.communicate(timeout=15)
    assert "http://127.0.0.1:" in said
    assert rehearsal.returncode == 0


@pytest.mark.usefixtures("samvad")
def test_a_bot_that_cannot_reach_telegram_ends_when_asked() -> None:
    nowhere = "http://127.0.0.1:9/bot"  # the discard port: nobody listens
    Path(".env").write_text(f"BOT_TOKEN={TOKEN}\nSAMVAD_TELEGRAM__API_URL={nowhere}\n", "utf-8")
    bot = process("run")
    until(bot, "Telegram cannot be reached")
    began = time.monotonic()
    bot.send_signal(signal.SIGTERM)
    bot.communicate(timeout=15)
    assert time.monotonic() - began < 5
    assert bot.returncode == 0


def test_without_a_token_one_line_says_what_to_do(samvad: Samvad, tmp_path: Path) -> None:
    found = samvad("run")
    assert (found.status, found.out) == (1, "")
    assert found.err == (
        "BOT_TOKEN is not set: put BOT_TOKEN=... as given by @BotFather into .env beside "
        "config.toml, or try everything without one: samvad rehearse\n"
    )
    assert not (tmp_path / "var").exists()


def test_a_refused_token_is_one_line(
    samvad: Samvad, telegram: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = TOKEN.replace("AA", "BB")
    monkeypatch.setenv("SAMVAD_TELEGRAM__API_URL", telegram)
    monkeypatch.setenv("BOT_TOKEN", wrong)
    found = samvad("run")
    *log, said = found.err.splitlines()
    assert (found.status, found.out) == (1, "")
    assert said.startswith("Telegram refuses BOT_TOKEN")
    assert [" INFO " in line for line in log] == [True] * len(log)
    assert wrong not in found.err


@pytest.mark.parametrize("command", [["rehearse", "--port"], ["start"]])
def test_a_port_in_use_is_one_line(
    samvad: Samvad, telegram: str, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    port = telegram.rpartition(":")[2].removesuffix("/bot")
    monkeypatch.setenv("SAMVAD_REHEARSAL__PORT", port)
    found = samvad(*command, *([port] if command[-1] == "--port" else []))
    assert (found.status, found.err.count("\n")) == (1, 1)
    assert found.err.startswith(f"port {port} can't be used (Address already in use)")
    assert "--port" in found.err


def test_the_environment_wins_over_the_file(samvad: Samvad, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BOT_TOKEN=not-a-token\n", "utf-8")
    said = "environment: BOT_TOKEN: expected 123456789:AA..., as given by @BotFather\n"
    assert samvad("run").err == said
    os.environ["BOT_TOKEN"] = ""
    try:
        assert samvad("run").err.startswith("BOT_TOKEN is not set")
    finally:
        del os.environ["BOT_TOKEN"]


def test_tables_are_not_changed_under_a_running_bot(samvad: Samvad, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    with OneBot(f"sqlite:///{tmp_path}/var/samvad.db"):
        held = samvad("event", "apply", "config.toml")
    assert (held.status, "another samvad is at work" in held.err) == (1, True)
    assert samvad("event", "apply", "config.toml").status == 0


def test_ten_mistakes_are_ten_lines(samvad: Samvad, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    text = path.read_text("utf-8")
    for before, after in [
        ('url = "sqlite:///var/samvad.db"', 'url = "mysql://x"'),
        ("poll_timeout = 30", "poll_timeout = 500"),
        ("concurrency = 64", 'concurrency = "many"'),
        ('level = "INFO"', 'level = "LOUD"'),
        ('default = "hi"', 'default = "fr"'),
        ("keep_intake_days = 30", "keep_intake_days = 0"),
        ("invite_days = 90", "invite_hours = 90"),
        ("speed = 1.0", "speed = -1.0"),
        ('timezone = "Asia/Kolkata"', 'timezone = "Asia/Jaipur"'),
        ("2025-04-03", "2025-04-31"),
    ]:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, "utf-8")
    found = samvad("run")
    places = [line.split(": ")[:2] for line in found.err.splitlines()]
    assert (found.status, found.out) == (1, "")
    assert [file for file, _ in places] == ["config.toml"] * len(places)
    assert {key for _, key in places} >= {
        *("database.url", "telegram.poll_timeout", "telegram.concurrency", "log.level"),
        *("languages.default", "privacy.keep_intake_days", "limits.invite_hours"),
        *("rehearsal.speed", "event.timezone", "event.sessions[batch3].date"),
    }


@pytest.mark.usefixtures("samvad")
def test_a_bot_standing_by_takes_over_from_one_that_is_killed(
    telegram: str, database_url: str
) -> None:
    settings = {
        "BOT_TOKEN": TOKEN,
        "SAMVAD_TELEGRAM__API_URL": telegram,
        "SAMVAD_DATABASE__URL": database_url,
    }
    Path(".env").write_text("".join(f"{k}={v}\n" for k, v in settings.items()), "utf-8")
    bot = process("run", "--now", "2025-04-02T18:00")
    until(bot, "is listening")
    other = process("run", "--standby", "--now", "2025-04-02T18:00")
    until(other, "standing by")
    bot.kill()
    bot.communicate(timeout=15)
    until(other, "is listening", TAKEN_OVER)
    other.send_signal(signal.SIGTERM)
    other.communicate(timeout=15)
    assert other.returncode == 0


@pytest.mark.usefixtures("telegram")
def test_on_sqlite_a_second_process_cannot_deliver(samvad: Samvad) -> None:
    Path(".env").write_text(f"BOT_TOKEN={TOKEN}\n", "utf-8")
    found = samvad("deliver")
    assert (found.status, found.out) == (1, "")
    assert found.err.startswith("database.url: on SQLite the bot itself delivers")
