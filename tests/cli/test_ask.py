"""What the bot would answer, asked on the command line."""

import io
import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Samvad


def future(tmp_path: Path) -> None:
    """Put the event into a year that is still to come."""
    path = tmp_path / "config.toml"
    text = path.read_text("utf-8")
    for month in ("03", "04"):
        text = text.replace(f"2025-{month}-", f"2097-{month}-")
    path.write_text(text, "utf-8")


def test_people_get_plain_text(samvad: Samvad, tmp_path: Path) -> None:
    future(tmp_path)
    found = samvad("ask", "rajasthan", "ka", "kab", "hai")
    assert (found.status, found.err) == (0, "")
    assert "राजस्थान" in found.out
    assert "3 अप्रैल 2097" in found.out
    assert "<" not in found.out
    assert not (tmp_path / "var").exists()


def test_programs_get_an_object_in_a_line(samvad: Samvad, tmp_path: Path) -> None:
    future(tmp_path)
    found = json.loads(samvad("ask", "When is it for Rajasthan?", "--json").out)
    assert list(found)[:7] == [
        *("text", "locale", "intents", "session", "answer", "confidence", "slots")
    ]
    assert (found["text"], found["locale"]) == ("When is it for Rajasthan?", "en")
    assert (found["intents"], found["session"]) == (["date"], "batch3")
    assert "3 April 2097" in found["answer"]
    assert found["slots"]["states"] == ["RJ"]


@pytest.mark.parametrize(
    ("arguments", "locale", "session"),
    [
        (["kab aana hai"], "hi", None),
        (["kab aana hai", "--state", "raj"], "hi", "batch3"),
        (["kab aana hai", "--locale", "en", "--state", "RJ"], "en", "batch3"),
    ],
)
def test_language_and_state_can_be_given(
    samvad: Samvad, arguments: list[str], locale: str, session: str | None
) -> None:
    found = json.loads(samvad("ask", *arguments, "--json").out)
    assert (found["locale"], found["session"], found["intents"]) == (locale, session, ["date"])


@pytest.mark.parametrize("text", ["bhasha badlo", "help", "main nahi aa paunga", "haan aaunga", ""])
def test_something_is_always_said(samvad: Samvad, text: str) -> None:
    Path("texts").write_text(f"{text}\n", "utf-8")
    found = json.loads(samvad("ask", "--file", "texts", "--json").out)
    assert found["answer"] != ""


def test_a_file_is_answered_line_by_line(samvad: Samvad, tmp_path: Path) -> None:
    path = tmp_path / "texts.txt"
    path.write_bytes("कब आना है\r\n\r\nxyzzy plugh\r\n".encode("utf-8-sig"))
    found = [json.loads(line) for line in samvad("ask", "--file", path, "--json").lines]
    assert [(one["text"], one["intents"]) for one in found] == [
        ("कब आना है", ["date"]),
        ("", []),
        ("xyzzy plugh", []),
    ]
    asked = [line for line in samvad("ask", "--file", path).lines if line.startswith(">")]
    assert asked == ["> कब आना है", "> ", "> xyzzy plugh"]


def test_standard_input_is_a_file_too(samvad: Samvad, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = io.TextIOWrapper(io.BytesIO(b"kahan aana hai\n"))
    monkeypatch.setattr(sys, "stdin", typed)
    found = json.loads(samvad("ask", "--file", "-", "--json").out)
    assert found["intents"] == ["venue"]


def test_the_released_event_is_what_counts(samvad: Samvad, tmp_path: Path) -> None:
    future(tmp_path)
    changed = tmp_path / "changed.toml"
    text = (tmp_path / "config.toml").read_text("utf-8")
    changed.write_text(text.replace("2097-04-03", "2097-04-05"), "utf-8")
    assert samvad("event", "apply", changed).status == 0
    assert "5 April 2097" in samvad("ask", "When is it for Rajasthan?").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--file", "absent.txt"], "absent.txt: No such file or directory"),
        (["--file", "latin.txt"], "latin.txt: can't be read: it is not UTF-8 text"),
        (["x", "--state", "Narnia"], "Narnia: no such state; expected a name or a code such as"),
    ],
)
def test_bad_input_is_one_line(samvad: Samvad, arguments: list[str], says: str) -> None:
    Path("latin.txt").write_bytes(b"caf\xe9\n")
    found = samvad("ask", *arguments)
    assert (found.status, found.out, found.err.count("\n")) == (1, "", 1)
    assert found.err.startswith(says)
