"""What is pure about points and wishes: facts, subjects, buttons, the table for the meeting."""

from datetime import UTC, datetime, time
from itertools import product

import pytest
from buttons import kinds
from stage import SHIPPED

from bot import point_table, point_texts
from bot.config import load
from bot.event import AgendaItem, Both, Contact, Event
from bot.services.point_list import Entry
from bot.states import States
from bot.subjects import OTHER, Subject, current, offered, subject, today
from bot.text import Voices
from bot.to_announce import Fact, Kind, known, unknown
from bot.understanding import Intent
from db.models import Delegate
from db.points import Point, PointFile
from db.types import FileKind, PointStage
from handlers import point_keyboards, waiting
from handlers.point_presses import ANY, FilterPoints, OpenPoint, PointTable, PutUnder
from handlers.presses import LIMIT

NOON = datetime(2025, 3, 20, 6, 30, tzinfo=UTC)
TEXT = Both(hi="पाठ", en="text")


@pytest.fixture(scope="module")
def event() -> Event:
    return load(SHIPPED, {}).event


def delegate(state: str = "RJ", override: str | None = None) -> Delegate:
    return Delegate(
        id=1,
        roster_no=1,
        name="Ram Sample",
        name_hi="राम नमूना",
        state=state,
        district="Sikar",
        phone="+911100000001",
        session_override=override,
        created_at=NOON,
        updated_at=NOON,
    )


def with_time(event: Event, session: str) -> Event:
    sessions = [
        s.model_copy(update={"time": time(11)}) if s.id == session else s for s in event.sessions
    ]
    return released(event.model_copy(update={"sessions": tuple(sessions)}))


def without_sessions(event: Event) -> Event:
    kept = tuple(s for s in event.sessions if s.id != "batch3")
    return released(event.model_copy(update={"sessions": kept}))


def released(event: Event) -> Event:
    """Give the event as it comes back from the database: a copy still has what was looked up."""
    return Event.from_json(event.to_json())


@pytest.mark.parametrize(
    ("fact", "changes"),
    [
        ("agenda", {"agenda": (AgendaItem(title=TEXT),)}),
        ("hours", {"agenda": (AgendaItem(title=TEXT, time=time(11)),)}),
        ("contacts", {"contacts": (Contact(label=TEXT, phone="+91 11000 00000"),)}),
    ],
)
def test_a_fact_is_known_when_the_event_says_it(
    event: Event, fact: str, changes: dict[str, object]
) -> None:
    bare = event.model_copy(update={"agenda": (), "contacts": ()})
    assert not known(bare, Fact.read(fact), delegate())
    assert known(bare.model_copy(update=changes), Fact.read(fact), delegate())


@pytest.mark.parametrize(
    ("fact", "seat", "then"),
    [
        ("time", delegate("RJ"), True),
        ("time", delegate("KL"), False),
        ("time", delegate("KL", "batch3"), True),
        ("time", None, False),
        ("time.RJ", None, True),
        ("time.KL", delegate("RJ"), False),
    ],
)
def test_a_time_is_that_of_ones_session(
    event: Event, fact: str, seat: Delegate | None, then: bool
) -> None:
    assert not known(event, Fact.read(fact), seat)
    assert known(with_time(event, "batch3"), Fact.read(fact), seat) is then


@pytest.mark.parametrize(
    ("intents", "state", "missing"),
    [
        ([Intent.DATE], None, ["time"]),
        ([Intent.DATE], "KL", ["time.KL"]),
        ([Intent.STAY, Intent.MEALS, Intent.STAY], None, ["ask.stay", "ask.meals"]),
        ([Intent.AGENDA], None, ["hours"]),
        ([Intent.SPEAKERS, Intent.PURPOSE, Intent.VENUE, Intent.GREETING], None, []),
        ([Intent.CONTACT, Intent.DIRECTIONS], None, ["contacts", "way"]),
    ],
)
def test_what_a_question_leaves_open(
    event: Event, intents: list[Intent], state: str | None, missing: list[str]
) -> None:
    assert [str(fact) for fact in unknown(event, intents, delegate(), state)] == missing


def test_without_a_session_date_and_time_are_open(event: Event) -> None:
    bare = without_sessions(event)
    assert [str(f) for f in unknown(bare, [Intent.DATE], delegate(), None)] == ["date", "time"]
    assert unknown(bare, [Intent.DATE], None, None) == ()


@pytest.mark.parametrize("text", ["", "x", "time.RJ.", "ask.", "no.such", "faq.aaaaaaaaaaaaa"])
def test_a_fact_reads_only_what_it_writes(text: str) -> None:
    try:
        fact = Fact.read(text)
    except ValueError:
        return
    assert Fact.read(str(fact)) == fact


def test_facts_fit_their_column_and_their_button() -> None:
    longest = [str(Fact(kind, "a" * 12)) for kind in Kind]
    assert max(map(len, longest)) <= 30
    voice = Voices.load()["hi"]
    keyboard = waiting.offer(voice, [Fact.read(text) for text in longest], None)
    assert keyboard is not None
    data = str(keyboard.inline_keyboard[0][0].callback_data)
    assert len(data) + len("un") <= LIMIT
    assert data.count("+") == 2


def test_buttons_of_points_fit_and_are_told_apart() -> None:
    longest = "9" * 15
    for press in (
        PutUnder(longest, "a" * 12),
        OpenPoint(longest, "RJ", "a" * 12, longest),
        FilterPoints("subject", "RJ", "a" * 12),
        PointTable(ANY, "a" * 12),
    ):
        assert type(press).read(press.data()) == press
    codes = [kind.CODE for kind in kinds()]
    assert codes == sorted(set(codes))


def test_subjects_are_those_of_ones_programme(event: Event) -> None:
    own = (AgendaItem(title=TEXT), AgendaItem(id="own", title=TEXT))
    rajasthan = event.sessions[2].model_copy(update={"agenda": own})
    changed = released(event.model_copy(update={"sessions": (*event.sessions[:2], rajasthan)}))
    assert [s.key for s in offered(changed, rajasthan)] == [subject(own[0]).key, "own", OTHER]
    general = [item.id for item in event.agenda]
    assert [s.key for s in offered(changed, event.sessions[0])] == [*general, OTHER]
    assert set(current(changed)) == {*general, subject(own[0]).key, "own"}
    gone = Subject("gone", TEXT)
    assert today(changed, gone) == gone


def point(text: str, *, subject_key: str = OTHER) -> Point:
    return Point(
        id=7,
        delegate_id=1,
        person_id=1,
        stage=PointStage.STANDING,
        text=text,
        subject=subject_key,
        message_id=1,
        handed_in_at=NOON,
        changed_at=NOON,
        cause=1,
    )


@pytest.mark.parametrize("locale", ["hi", "en"])
def test_the_table_has_a_cell_under_every_heading(event: Event, locale: str) -> None:
    voice, states = Voices.load()[locale], States.load()
    file = PointFile(point_id=7, kind=FileKind.VOICE, file_id="x", seconds=65, cause=2)
    entries = [Entry(point("<b>&"), (file,), delegate()), Entry(point("x"), (), delegate("GA"))]
    rows = list(point_table.rows(voice, event, states, entries))
    assert len(point_table.header(voice)) == len(point_table.KEYS)
    assert {len(row) for row in rows} == {len(point_table.KEYS)}
    found = dict(zip(point_table.KEYS, rows[0], strict=True))
    expected = {
        "hi": ("राम नमूना", "राजस्थान", "कोई और विषय", "🎤 बोला हुआ संदेश 1:05"),
        "en": ("Ram Sample", "Rajasthan", "Another subject", "🎤 voice message 1:05"),
    }[locale]
    assert tuple(found[k] for k in ("name", "state", "subject", "attached")) == expected
    assert found["point"] == "<b>&"


def test_words_are_escaped_and_cut_between_words(event: Event) -> None:
    voice = Voices.load()["hi"]
    entry = Entry(point("<script> & " + "शब्द " * 200), (), delegate())
    shown = point_texts.entry(voice, event, States.load(), entry, phones_shown=True)
    assert "&lt;script&gt; &amp; शब्द" in shown
    short = point_texts.said(voice, entry.point.text, (), 40)
    assert short.endswith("शब्द …")
    assert len(short) <= 42


def test_titles_on_buttons_are_short(event: Event) -> None:
    for locale, one in product(("hi", "en"), offered(event, None)):
        voice = Voices.load()[locale]
        keyboard = point_keyboards.by_subject(voice, [(one, 3)], ANY)
        assert len(keyboard.inline_keyboard[1][0].text) <= point_keyboards.SHOWN + 6
