"""A roster import seats people in other sessions: who has joined is told, as after any move."""

from pathlib import Path

import pytest
from changing import outcomes, since
from stage import KAMLA, RAMESH, ROSTER, SURESH, Stage

from bot import roster_file
from bot.services.roster import Roster
from bot.services.roster_report import ImportReport
from db.types import DeliveryKind, DeliveryState
from handlers.presses import GiveAnswer

YES = GiveAnswer("yes", "batch3.0403")
MOVED = ROSTER.replace("phone\n", "phone,session\n").replace("00001\n", "00001,batch2\n")
CHANGED = "📅 तारीख: गुरुवार, 3 अप्रैल 2025 → शुक्रवार, 28 मार्च 2025"


async def imported(
    stage: Stage, folder: Path, text: str = MOVED, *, quiet: bool = False
) -> ImportReport:
    """Import as the command line does, which has the wall's clock, and wait for what follows."""
    path = folder / "roster.csv"
    path.write_text(text, "utf-8")
    roster = Roster(stage.database, stage.clock, stage.services.states)
    report = await roster.import_(roster_file.read(path), event=stage.event, quiet=quiet)
    await stage.quiet()
    return report


async def test_who_is_seated_elsewhere_by_an_import_is_told(stage: Stage, tmp_path: Path) -> None:
    ramesh, suresh = await stage.joined(RAMESH), await stage.joined(SURESH)
    await ramesh.press(YES)
    before = len(ramesh.messages), len(suresh.messages)
    report = await imported(stage, tmp_path)
    assert ([one.entry.roster_no for one in report.moved], report.told) == ([RAMESH], 1)
    assert CHANGED in since(ramesh, before[0])[0]
    assert ramesh.labels()[0] == "✅ हाँ, तब भी आना तय है"
    assert ramesh.card == await stage.standing_card(ramesh, "hi")
    assert since(suresh, before[1]) == []
    assert (await imported(stage, tmp_path)).told == 0
    assert outcomes(stage) == [DeliveryState.SENT]


async def test_an_import_can_be_kept_quiet_and_puts_cards_right(
    stage: Stage, tmp_path: Path
) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    before = len(ramesh.messages), len(kamla.messages)
    corrected = MOVED.replace("कमला नमूना", "कमला देवी")
    assert (await imported(stage, tmp_path, corrected, quiet=True)).told == 0
    assert [since(ramesh, before[0]), since(kamla, before[1])] == [[], []]
    assert outcomes(stage) == []
    for one in (ramesh, kamla):
        assert one.card == await stage.standing_card(one, "hi")
    assert "28 मार्च" in ramesh.card
    assert "कमला देवी" in kamla.card


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_has_not_joined_is_told_nothing(stage: Stage, tmp_path: Path) -> None:
    report = await imported(stage, tmp_path)
    assert (len(report.moved), report.told) == (1, 0)
    assert outcomes(stage) + outcomes(stage, DeliveryKind.CARD) == []
