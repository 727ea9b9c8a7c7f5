"""What went wrong, as the operator sees it."""

from pathlib import Path

import pytest

from bot.cli.failures import reported
from bot.errors import Fault
from tests.cli.conftest import TOKEN


def test_each_line_of_a_fault_is_a_line(capfd: pytest.CaptureFixture[str]) -> None:
    assert reported(Fault("one thing", "another")) == 1
    assert tuple(capfd.readouterr()) == ("", "one thing\nanother\n")


def test_something_unforeseen_is_one_line_and_its_details_are_kept_without_the_token(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    error = ValueError(f"https://api.example/bot{TOKEN}/getMe failed for Asha")
    try:
        raise error
    except ValueError as raised:
        status = reported(raised)
    said = capfd.readouterr()
    kept = tmp_path / "var" / "errors.log"
    text = kept.read_text("utf-8")
    assert (status, said.out, said.err.count("\n")) == (1, "", 1)
    assert said.err.startswith("samvad met something unforeseen: ValueError at test_failures.py:")
    assert said.err.endswith(f"; details are in {kept}\n")
    assert "Asha" not in said.err
    assert "Traceback" in text
    assert TOKEN not in text
    assert kept.stat().st_mode & 0o077 == 0
