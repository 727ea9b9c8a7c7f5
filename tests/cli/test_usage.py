"""Help, wrong usage, and what an import of the command line costs."""

import subprocess
import sys

import pytest

from tests.cli.conftest import PROJECT, Samvad

COMMANDS = [
    *("run", "start", "deliver", "rehearse", "check", "ask", "status", "reminders", "checkin"),
    *("backup", "restore", "close"),
    *("delegates", "invite", "questions", "points", "event"),
]


def test_help_lists_every_command_on_a_line_of_its_own(samvad: Samvad) -> None:
    found = samvad("--help")
    listed = found.out.partition("Commands:\n")[2].splitlines()
    assert (found.status, found.err) == (0, "")
    assert [line.split()[0] for line in listed] == COMMANDS
    assert [line for line in listed if line.endswith("...")] == []


def test_without_arguments_help_is_given(samvad: Samvad) -> None:
    assert samvad() == samvad("--help")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["frobnicate"], "samvad: No such command 'frobnicate' (see `samvad --help`)"),
        (
            ["delegates", "import"],
            "samvad delegates import: Missing argument 'FILE' (see `samvad delegates import",
        ),
        (
            ["run", "--now", "30 February"],
            "samvad run: Invalid value for '--now': expected a moment such as 2025-04-02T18:00",
        ),
        (
            ["rehearse", "--port", "70000"],
            "samvad rehearse: Invalid value for '--port': Input should be less than or equal to",
        ),
        (["ask"], "samvad ask: Invalid value: expected either TEXT or --file FILE"),
        (["ask", "x", "--file", "f"], "samvad ask: Invalid value: expected either TEXT or --file"),
        (["ask", "x", "--locale", "fr"], "samvad ask: Invalid value for '--locale': 'fr' is not"),
        (["status", "--by", "district"], "samvad status: Invalid value for '--by': 'district'"),
        (["status", "--jsno"], "samvad status: No such option: --jsno"),
        (["invite"], "samvad invite: Missing command (see `samvad invite --help`)"),
        (
            ["invite", "organiser", "--bot", "two words"],
            "samvad invite organiser: Invalid value for '--bot': expected a bot's name such as",
        ),
        (["invite", "staff", "RJ"], "samvad invite staff: Invalid value: unexpected 'RJ'"),
        (["invite", "delegates"], "samvad invite delegates: Missing option '--out'"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(
    samvad: Samvad, arguments: list[str], says: str
) -> None:
    found = samvad(*arguments)
    assert (found.status, found.out, found.err.count("\n")) == (2, "", 1)
    assert found.err.startswith(says)


def test_help_waits_for_nothing_heavy() -> None:
    code = (
        "import sys; from bot.__main__ import main; main(['--help']); "
        "heavy = {'sqlalchemy', 'pydantic', 'telegram', 'babel', 'httpx', 'rich', 'alembic'}; "
        "sys.exit(', '.join(heavy & sys.modules.keys()) or 0)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stderr) == (0, "")
