"""Importing the roster: what is added, changed, moved, gone; and nothing by halves."""

import asyncio
import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from bot.clock import Clock
from bot.event import Event
from bot.roster_file import read
from bot.services.roster import EXPORTED, Roster, RosterRefused
from bot.services.roster_report import Change, Entry, ImportReport, Move
from bot.states import States
from db.engine import Database
from db.models import Audit, Delegate, Person, Rsvp
from db.types import Role, RosterStatus, RsvpChoice, Verification

HEADER = "name,state,district,phone"
RAM = "Ram Verma,Rajasthan,Jaipur,9876543210"
SITA = "Sita Devi,UP,Agra,9876543211"
OM = "Om Saini,Bihar,Patna,9876543212"


@pytest.fixture
def roster(database: Database, clock: Clock, states: States) -> Roster:
    return Roster(database, clock, states)


class Importing:
    """Imports rows given as CSV lines."""

    def __init__(self, roster: Roster, event: Event, folder: Path) -> None:
        self._roster = roster
        self._event = event
        self._path = folder / "roster.csv"

    async def __call__(
        self,
        *lines: str,
        header: str = HEADER,
        dry_run: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> ImportReport:
        self._path.write_text("\n".join([header, *lines]), encoding="utf-8")
        return await self._roster.import_(
            read(self._path), event=self._event, dry_run=dry_run, progress=progress
        )


@pytest.fixture
def importing(roster: Roster, small_event: Event, tmp_path: Path) -> Importing:
    return Importing(roster, small_event, tmp_path)


def stored(database: Database) -> list[Delegate]:
    return database.fetch(lambda s: list(s.exec(select(Delegate).order_by(Delegate.roster_no))))  # type: ignore[arg-type]


async def test_a_first_import(importing: Importing, database: Database) -> None:
    told: list[tuple[int, int]] = []
    report = await importing(
        "सीता देवी,यूपी,Agra,9876543211,हिंदी", "Ram Verma,Rajasthan,Jaipur,,", OM + ",",
        header=HEADER + ",language", progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    assert report == ImportReport(
        total=3,
        added=(
            Entry(1, "सीता देवी", "UP", "Agra"),
            Entry(2, "Ram Verma", "RJ", "Jaipur"),
            Entry(3, "Om Saini", "BR", "Patna"),
        ),
        changed=(),
        moved=(),
        gone=(),
        same=0,
        without_phone=1,
        warnings=(),
    )
    assert told == [(3, 3)]
    first = stored(database)[0]
    assert (first.name, first.name_hi, first.phone, first.language, first.search_key) == (
        "सीता देवी",
        "सीता देवी",
        "+919876543211",
        "hi",
        "sita devi agra",
    )


async def test_the_same_file_again_changes_nothing(
    importing: Importing, database: Database
) -> None:
    await importing(RAM, SITA, OM)
    before = [row.model_dump() for row in stored(database)]
    report = await importing(OM, RAM, SITA)
    assert (report.same, report.added, report.changed, report.gone) == (3, (), (), ())
    assert [row.model_dump() for row in stored(database)] == before


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("Ram Verma,Rajasthan,Jaipur,9999999999", ("phone",)),
        ("Ram Verma,Rajasthan,Jaipur,", ("phone",)),
        ("Ram Verma,Rajasthan,Ajmer,9876543210", ("district",)),
        ("Raam Varma,Rajasthan,Jaipur,9876543210", ()),  # Varma and Verma do not fold together
        ("RAM  VERMA,Rajasthan,jaipur,9999999999", ("name", "district", "phone")),
        ("राम वेर्मा,Rajasthan,JAIPUR,9999999999", ("name", "name_hi", "district", "phone")),
        ("Ram Verma,Bihar,Patna,9876543210", ("state", "district")),
    ],
)
async def test_who_is_the_same_person(
    importing: Importing, line: str, fields: tuple[str, ...]
) -> None:
    await importing(RAM)
    report = await importing(line)
    if fields:
        assert [one.fields for one in report.changed] == [fields]
        assert (report.added, report.gone) == ((), ())
    else:
        assert (len(report.added), len(report.gone)) == (1, 1)


async def test_two_of_one_name_are_not_mixed_up(importing: Importing, database: Database) -> None:
    await importing("Ram Verma,UP,Agra,9876543210", "Ram Verma,UP,Mathura,9876543211")
    report = await importing("Ram Verma,UP,Mathura,9876543210", "Ram Verma,UP,Agra,9876543211")
    assert [(row.roster_no, row.district, row.phone) for row in stored(database)] == [
        (1, "Mathura", "+919876543210"),
        (2, "Agra", "+919876543211"),
    ]
    assert [one.fields for one in report.changed] == [("district",), ("district",)]


async def test_gone_people_stay_and_come_back(importing: Importing, database: Database) -> None:
    await importing(RAM, SITA, OM)
    report = await importing(RAM, SITA)
    assert report.gone == (Entry(3, "Om Saini", "BR", "Patna"),)
    assert [row.status for row in stored(database)][2] is RosterStatus.GONE
    assert (await importing(RAM, SITA)).gone == ()
    report = await importing(RAM, SITA, OM)
    assert report.changed == (Change(Entry(3, "Om Saini", "BR", "Patna"), ("status",)),)
    assert {row.status for row in stored(database)} == {RosterStatus.ACTIVE}
    assert [row.roster_no for row in stored(database)] == [1, 2, 3]


async def test_many_gone_and_a_renamed_phone_are_warned_of(importing: Importing) -> None:
    await importing(RAM, SITA, OM)
    report = await importing("R. Varma,Rajasthan,Jaipur,9876543210", header=HEADER)
    assert report.warnings == (
        (
            "line 2: R. Varma is new, with the phone of Ram Verma, who is gone; if they are one "
            "person, write 1 under roster_no"
        ),
        (
            "3 of 3 people on the roster are not in this file and will not be written to; if the "
            "file is only a part of the roster, import the whole one"
        ),
    )


async def test_sessions(importing: Importing, database: Database) -> None:
    header = HEADER + ",session"
    await importing(RAM + ",", SITA + ",mar27", OM + ",APR3", header=header)
    assert [row.session_override for row in stored(database)] == [None, None, "apr3"]
    report = await importing(RAM + ",2025-03-27", SITA + ",", OM + ",", header=header)
    assert report.moved == (
        Move(Entry(1, "Ram Verma", "RJ", "Jaipur"), "apr3", "mar27"),
        Move(Entry(3, "Om Saini", "BR", "Patna"), "apr3", "mar27"),
    )
    assert [row.session_override for row in stored(database)] == ["mar27", None, None]


async def test_what_the_file_has_no_column_for_stays(
    importing: Importing, database: Database
) -> None:
    full = HEADER + ",name_hi,language,session,district_hi"
    await importing(RAM + ",राम वर्मा,hi,mar27,जयपुर", header=full)
    report = await importing("Ram Verma,Rajasthan,Jaipur,9999999999")
    assert [one.fields for one in report.changed] == [("phone",)]
    await importing("Shyam Verma,Rajasthan,Jaipur,9999999999,1", header=HEADER + ",roster_no")
    row = stored(database)[0]
    # Another's name in Hindi would be worse than none.
    assert (row.name, row.name_hi, row.language, row.session_override, row.district_hi) == (
        "Shyam Verma",
        None,
        "hi",
        "mar27",
        "जयपुर",
    )


async def test_a_state_without_a_session_and_a_shared_phone_are_warned_of(
    importing: Importing,
) -> None:
    report = await importing("Ana,Goa,North Goa,9876543210", "Rui,Goa,South Goa,9876543210", RAM)
    assert report.warnings == (
        "lines 2, 3, 4: the same phone number",
        "Goa: no session for 2 of its delegates",
    )


async def test_roster_numbers(importing: Importing, database: Database) -> None:
    header = HEADER + ",roster_no"
    await importing(RAM + ",", SITA + ",40", OM + ",", header=header)
    assert [(row.name, row.roster_no) for row in stored(database)] == [
        ("Sita Devi", 40),
        ("Ram Verma", 41),
        ("Om Saini", 42),
    ]
    report = await importing(
        RAM + ",7", SITA + ",40", "R. Saini,Bihar,Gaya,9876543212,42", header=header
    )
    assert [(one.entry.roster_no, one.fields) for one in report.changed] == [
        (7, ("roster_no",)),
        (42, ("name", "district")),
    ]


@pytest.mark.parametrize(
    ("header", "lines", "problems"),
    [
        (
            HEADER,
            [RAM, "X,Atlantis,Agra,", "Y,CH,Z,", "😀,UP,Agra,"],
            [
                "line 3: state is not a state or union territory: 'Atlantis'",
                "line 4: state may be Chandigarh or Chhattisgarh: 'CH'; write it out",
                "line 5: name has a picture in it (😀): only letters, please",
            ],
        ),
        (
            HEADER,
            [RAM, SITA, "RAM VERMA,राजस्थान,Jaipur,9999999999"],
            ["line 4: is the same person as line 2: RAM VERMA, Jaipur"],
        ),
        (
            HEADER + ",session",
            [RAM + ",may1"],
            [
                (
                    "line 2: session is not a session of the event: 'may1'. "
                    "There are: mar27 (2025-03-27), apr3 (2025-04-03)"
                ),
            ],
        ),
        (
            HEADER + ",roster_no",
            [RAM + ",5", SITA + ",5"],
            ["line 3: roster_no is 5, as on line 2"],
        ),
        (
            # A running number in a list that was sorted anew must not make people each other.
            HEADER + ",roster_no",
            [OM + ",1", RAM + ",2"],
            [
                (
                    "line 2: roster_no 1 belongs to Ram Verma, Jaipur, not to Om Saini, Patna: "
                    "leave it empty for someone new"
                ),
                (
                    "line 3: roster_no 2 belongs to Sita Devi, Agra, not to Ram Verma, Jaipur: "
                    "leave it empty for someone new"
                ),
            ],
        ),
    ],
)
async def test_all_or_nothing(  # noqa: PLR0917
    importing: Importing,
    database: Database,
    tmp_path: Path,
    header: str,
    lines: list[str],
    problems: list[str],
) -> None:
    await importing(RAM, SITA)
    before = [row.model_dump() for row in stored(database)]
    with pytest.raises(RosterRefused) as refused:
        await importing(*lines, header=header)
    assert refused.value.lines == tuple(f"{tmp_path / 'roster.csv'}: {one}" for one in problems)
    assert [row.model_dump() for row in stored(database)] == before


async def test_a_dry_run_reports_and_writes_nothing(
    importing: Importing, database: Database
) -> None:
    report = await importing(RAM, dry_run=True)
    assert report.added == (Entry(1, "Ram Verma", "RJ", "Jaipur"),)
    assert stored(database) == []


async def test_two_imports_at_once_make_one_roster(  # noqa: PLR0917
    database: Database, database_url: str, clock: Clock, states: States, small_event: Event,
    tmp_path: Path,
) -> None:  # fmt: skip
    path = tmp_path / "roster.csv"
    path.write_text(f"{HEADER}\n{RAM}\n{SITA}\n{OM}\n")
    others = [Database.open(database_url) for _ in range(4)]
    sheet = read(path)
    reports = await asyncio.gather(
        *(Roster(one, clock, states).import_(sheet, event=small_event) for one in others)
    )
    for one in others:
        one.close()
    assert sorted(len(report.added) for report in reports) == [0, 0, 0, 3]
    assert [row.roster_no for row in stored(database)] == [1, 2, 3]
    notes = database.fetch(lambda s: [one.detail for one in s.exec(select(Audit))])
    assert max(notes) == "3 added, 0 changed, 0 gone"


async def answered(database: Database, clock: Clock) -> None:
    """Let Ram join and say yes, and block the bot."""
    ram = stored(database)[0]
    assert ram.id is not None
    now = clock.now()
    database.run(
        lambda s: s.add_all(
            [
                Person(
                    telegram_id=7_000_000_000, chat_id=7_000_000_000, name="r", role=Role.DELEGATE,
                    delegate_id=ram.id, verified_at=now, verified_by=Verification.LINK,
                    created_at=now, unreachable_at=now,
                ),
                Rsvp(
                    delegate_id=ram.id, choice=RsvpChoice.YES, session="apr3", starts="2025-04-03",
                    answered_at=now,
                ),
            ]
        )
    )  # fmt: skip


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
async def test_an_export_can_be_imported_again_and_runs_nothing(  # noqa: PLR0917
    importing: Importing, roster: Roster, database: Database, clock: Clock, small_event: Event,
    tmp_path: Path, suffix: str,
) -> None:  # fmt: skip
    header = HEADER + ",name_hi,language,session"
    await importing(
        RAM + ",राम वर्मा,hi,",
        '"=HYPERLINK(""http://x"",""y"")",UP,"+Agra",9876543211,@सीता,,apr3',
        header=header,
    )
    await answered(database, clock)
    path = tmp_path / f"export{suffix}"
    assert await roster.export(path, event=small_event) == 2
    at = "2025-03-20 10:00"
    link, plus, sita, phones = (
        '=HYPERLINK("http://x","y")', "+Agra", "@सीता", ("+919876543210", "+919876543211"),
    )  # fmt: skip
    if suffix == ".csv":
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        link, plus, sita = f"'{link}", f"'{plus}", f"'{sita}"
        phones = (f"'{phones[0]}", f"'{phones[1]}")
    else:
        sheet = load_workbook(path).worksheets[0]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}
        rows = [["" if value is None else str(value) for value in row] for row in sheet.values]
    assert rows == [
        list(EXPORTED),
        ["1", "Ram Verma", "राम वर्मा", "Rajasthan", "Jaipur", phones[0], "hi", "apr3",
         "active", at, at, "yes", at, at],
        ["2", link, sita, "Uttar Pradesh", plus, phones[1], "", "apr3",
         "active", "", "", "", "", ""],
    ]  # fmt: skip
    report = await roster.import_(read(path), event=small_event)
    assert (report.same, report.changed, report.warnings) == (2, (), ())
    assert await roster.export(path, event=small_event, states={"RJ"}) == 1


async def test_the_shipped_roster(roster: Roster, database: Database, small_event: Event) -> None:
    sheet = read(Path(__file__).parent.parent / "rehearsal" / "roster.csv")
    report = await roster.import_(sheet, event=small_event)
    assert (len(report.added), report.without_phone) == (728, 4)
    assert (await roster.import_(sheet, event=small_event)).same == 728
    assert len({row.state for row in stored(database)}) == 36


async def test_a_large_roster_is_written_in_parts(
    roster: Roster, small_event: Event, tmp_path: Path
) -> None:
    path = tmp_path / "large.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        file.writelines(f"Ram Verma,UP,Block {n},{6_000_000_000 + n}\n" for n in range(4_500))
    told: list[tuple[int, int]] = []
    report = await roster.import_(
        read(path), event=small_event, progress=lambda done, of: told.append((done, of))
    )
    assert len(report.added) == 4_500
    assert told == [(n, 4_500) for n in (1000, 2000, 3000, 4000, 4500)]
