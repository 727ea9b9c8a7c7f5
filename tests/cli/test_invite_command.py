"""Links for organisers, staff and delegates."""

import csv
import re
from pathlib import Path

import pytest
from sqlmodel import select

from db.engine import Database
from db.models import Invite
from db.types import InviteKind
from tests.cli.conftest import TOKEN, Samvad

LINK = re.compile(r"https://t\.me/(\w+)\?start=([A-Za-z0-9_-]{22})")


def invites(path: Path) -> list[tuple[InviteKind, str | None]]:
    database = Database.open(f"sqlite:///{path}")
    found = database.fetch(lambda s: list(s.exec(select(Invite.kind, Invite.scope))))
    database.close()
    return found


@pytest.mark.parametrize(
    ("arguments", "kind", "scope"),
    [
        (["organiser"], InviteKind.ORGANISER, None),
        (["staff"], InviteKind.STAFF, None),
        (["staff", "--states", "RJ", "UP"], InviteKind.STAFF, "RJ UP"),
        (["staff", "--states", "uttar pradesh,राजस्थान"], InviteKind.STAFF, "RJ UP"),
        (["staff", "--states", "RJ", "--states", "Orissa"], InviteKind.STAFF, "OD RJ"),
    ],
)
def test_a_role_link_is_the_only_line_on_stdout(
    samvad: Samvad, stored: Path, arguments: list[str], kind: InviteKind, scope: str | None
) -> None:
    found = samvad("invite", *arguments, "--bot", "@samvad_bot")
    link = LINK.fullmatch(found.out.strip())
    assert (found.status, link is not None) == (0, True)
    assert invites(stored) == [(kind, scope)]


def test_a_role_link_can_be_made_before_the_first_start(samvad: Samvad, tmp_path: Path) -> None:
    assert samvad("invite", "organiser", "--bot", "samvad_bot").status == 0
    assert invites(tmp_path / "var" / "samvad.db") == [(InviteKind.ORGANISER, None)]


def test_telegram_says_the_name_of_the_bot(
    samvad: Samvad, stored: Path, telegram: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMVAD_TELEGRAM__API_URL", telegram)
    Path(".env").write_text(f"BOT_TOKEN={TOKEN}\n", "utf-8-sig")
    link = LINK.fullmatch(samvad("invite", "organiser").out.strip())
    assert link is not None
    assert link.group(1) == "samvad_rehearsal_bot"
    assert len(invites(stored)) == 1


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({}, "a link needs the bot's name: say it with --bot USERNAME, or set BOT_TOKEN"),
        (
            {"BOT_TOKEN": TOKEN.replace("AA", "BB")},
            "Telegram refuses BOT_TOKEN (Unauthorized): see .env",
        ),
        (
            {"BOT_TOKEN": TOKEN, "SAMVAD_TELEGRAM__API_URL": "http://127.0.0.1:9/bot"},
            "Telegram does not say the bot's name (ConnectError)",
        ),
    ],
)
def test_a_name_that_cannot_be_found_is_one_line(
    samvad: Samvad,
    telegram: str,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    says: str,
) -> None:
    for name, value in {"SAMVAD_TELEGRAM__API_URL": telegram, **environment}.items():
        monkeypatch.setenv(name, value)
    found = samvad("invite", "staff")
    assert (found.status, found.out, found.err.count("\n")) == (1, "", 1)
    assert found.err.startswith(says)
    assert not Path("var").exists()


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("Atlantis", "Atlantis: no such state; expected a name or a code such as Rajasthan or RJ"),
        ("RJ,XX", "XX: no such state; expected a name or a code such as Rajasthan or RJ"),
    ],
)
def test_an_unknown_state_is_one_line(samvad: Samvad, state: str, says: str) -> None:
    found = samvad("invite", "staff", "--states", state, "--bot", "samvad_bot")
    assert (found.status, found.out, found.err) == (1, "", f"{says}\n")


def test_delegates_get_a_link_each_in_a_file_for_excel(
    samvad: Samvad, roster: Path, stored: Path, tmp_path: Path
) -> None:
    samvad("delegates", "import", roster)
    out = tmp_path / "links.csv"
    assert samvad("invite", "delegates", "--out", out, "--bot", "samvad_bot").status == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    assert table[0] == [
        *("roster_no", "name", "name_hi", "state", "district", "phone", "language", "link")
    ]
    assert [row[:5] for row in table[1:]] == [
        ["1", "Asha Sample", "आशा नमूना", "Rajasthan", "Jaipur"],
        ["2", "Ravi Sample", "", "Uttar Pradesh", "Agra"],
        ["3", "Meena Sample", "", "Kerala", "Kollam"],
    ]
    assert len({LINK.fullmatch(row[7]) and row[7] for row in table[1:]} - {None}) == 3
    assert invites(stored) == [(InviteKind.DELEGATE, None)] * 3


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("there.csv", "there.csv: is there already and is not overwritten: choose another name"),
        ("links.txt", "links.txt: a file name ending in .csv is needed"),
        ("nowhere/links.csv", "nowhere/links.csv: No such file or directory"),
    ],
)
def test_no_links_are_made_that_nobody_could_read(
    samvad: Samvad, roster: Path, stored: Path, name: str, says: str
) -> None:
    samvad("delegates", "import", roster)
    Path("there.csv").write_text("kept", "utf-8")
    found = samvad("invite", "delegates", "--out", name, "--bot", "samvad_bot")
    assert (found.status, found.out, found.err) == (1, "", f"{says}\n")
    assert (Path("there.csv").read_text("utf-8"), invites(stored)) == ("kept", [])
