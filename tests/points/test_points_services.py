"""Points and wishes in the database: several at once, twice the same, a kill in between."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select
from stage import SHIPPED

from bot.config import load
from bot.event import Both, Event
from bot.services.event_editor import EventEditor
from bot.services.inbox import Muted
from bot.services.outbox_outcomes import Heard
from bot.services.point_list import PER_PAGE, PointList, Wanted
from bot.services.points import MOST, Attached, Message, Points, TooManyPoints
from bot.services.waiting import AT_ONCE, LEASE, LOOK_AGAIN, Due, WaitingList, heard, wish_key
from bot.subjects import OTHER, Subject
from bot.to_announce import Fact, Kind
from db.engine import Database
from db.models import Delegate, Person
from db.points import Point, PointFile, Waiting
from db.types import DeliveryState, FileKind, PointStage, WaitStage

NOON = datetime(2025, 3, 20, 6, 30, tzinfo=UTC)
STAY = Fact(Kind.ASKED, "stay")


class Watch:
    """A clock that is moved by hand."""

    def __init__(self, now: datetime) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def watch(now: datetime) -> Watch:
    return Watch(now)


@pytest.fixture
def points(database: Database, watch: Watch) -> Points:
    return Points(database, watch)


@pytest.fixture(scope="module")
def event() -> Event:
    return load(SHIPPED, {}).event


Seat = Callable[..., int]


@pytest.fixture
def seat(database: Database, now: datetime) -> Seat:
    """Give a delegate with an account; both have this number as key."""

    def make(number: int = 1, state: str = "RJ") -> int:
        def work(session: Session) -> int:
            session.add(
                Delegate(
                    id=number,
                    roster_no=number,
                    name=f"Sample {number}",
                    state=state,
                    district="Namuna",
                    created_at=now,
                    updated_at=now,
                )
            )
            session.flush()
            session.add(
                Person(
                    id=number,
                    telegram_id=number,
                    chat_id=number,
                    name="Sample",
                    delegate_id=number,
                    created_at=now,
                )
            )
            session.flush()
            return number

        return database.run(work)

    return make


@pytest.fixture
def seated(seat: Seat) -> int:
    return seat()


def stored(database: Database) -> list[tuple[int, PointStage, str]]:
    query = select(Point.id, Point.stage, Point.text).order_by(col(Point.id))
    return database.fetch(lambda s: [(k or 0, how, text) for k, how, text in s.exec(query)])


async def test_one_update_is_one_point(points: Points, database: Database, seat: Seat) -> None:
    seat()
    sent = Message(77, 5, "a point", Attached(FileKind.DOCUMENT, "file", "a.pdf"))
    first, *others = await asyncio.gather(*(points.hand_in(1, 1, sent) for _ in range(8)))
    assert {own.id for own in others} == {first.id}
    assert stored(database) == [(first.id, PointStage.STANDING, "a point")]
    kept = database.fetch(lambda s: s.exec(select(PointFile.name)).all())
    assert kept == ["a.pdf"]


async def test_the_limit_holds_for_many_at_once(
    points: Points, database: Database, seat: Seat
) -> None:
    seat()
    seat(2)
    tries = [points.hand_in(1, 1, Message(n, n, str(n))) for n in range(MOST + 5)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, TooManyPoints) for one in outcomes) == 5
    assert len(stored(database)) == MOST
    await points.hand_in(2, 2, Message(99, 99, "another's"))


async def test_given_again_there_must_be_room(points: Points, seat: Seat) -> None:
    seat()
    own = [await points.hand_in(1, 1, Message(n, n, str(n))) for n in range(MOST)]
    await points.withdraw(own[0].id, 1)
    await points.hand_in(1, 1, Message(50, 50, "in its place"))
    with pytest.raises(TooManyPoints):
        await points.confirm(own[0].id, 1)
    again = await points.confirm(own[1].id, 1)  # stands already
    assert again is not None
    assert again.stage is PointStage.STANDING


async def test_who_is_muted_hands_in_nothing(
    points: Points, database: Database, seat: Seat, now: datetime
) -> None:
    seat()
    database.run(lambda s: s.add(s.get_one(Person, 1).sqlmodel_update({"muted_at": now})))
    with pytest.raises(Muted):
        await points.hand_in(1, 1, Message(1, 1, "abuse"))
    assert stored(database) == []


async def test_only_ones_own_points(points: Points, database: Database, seat: Seat) -> None:
    seat()
    seat(2)
    own = await points.hand_in(1, 1, Message(1, 1, "mine"))
    assert await points.get(own.id, 2) is None
    assert await points.withdraw(own.id, 2) is None
    assert await points.put_under(own.id, 2, Subject(OTHER)) is None
    assert await points.reword(2, 1, "not mine") is None
    assert await points.own(2) == []
    assert stored(database) == [(own.id, PointStage.STANDING, "mine")]


async def test_long_words_and_files(points: Points, database: Database, seat: Seat) -> None:
    seat()
    file = Attached(FileKind.DOCUMENT, "f" * 300, "n" * 400)
    await points.hand_in(1, 1, Message(2**40, 2**40, "क" * 5000, file, "a" * 40))
    await points.join_album(1, Message(2**40 + 1, 6, "", file, "a" * 40))
    assert [len(text) for _, _, text in stored(database)] == [4096]
    names = database.fetch(lambda s: s.exec(select(PointFile.name)).all())
    assert names == ["n" * 200] * 2


async def test_lists_count_and_page_within_the_scope(
    points: Points, database: Database, seat: Seat
) -> None:
    for number, state in ((1, "RJ"), (2, "BR"), (3, "RJ")):
        seat(number, state)
    for n in range(9):
        own = await points.hand_in(n % 3 + 1, n % 3 + 1, Message(n, n, str(n)))
        if n < 4:
            await points.put_under(own.id, n % 3 + 1, Subject("a", Both(hi="क", en="A")))
    seen = PointList(database)
    everyone, rajasthan = Wanted(), Wanted(frozenset({"RJ"}))
    assert await seen.by_state(everyone) == {"RJ": 6, "BR": 3}
    assert await seen.by_state(rajasthan) == {"RJ": 6}
    assert [(s.key, n) for s, n in await seen.by_subject(everyone)] == [(OTHER, 5), ("a", 4)]
    assert [e.point.text for e in await seen.all(Wanted(subject="a"))] == ["3", "2", "1", "0"]
    page = await seen.page(rajasthan, 1)
    assert (page.total, page.number, page.pages, page.first) == (6, 1, 2, PER_PAGE + 1)
    assert [e.point.text for e in page.entries] == ["0"]
    assert (await seen.page(rajasthan, 9)).number == 1
    assert (await seen.page(Wanted(frozenset({"KL"})), 3)).entries == ()
    assert (await seen.page(Wanted(frozenset()), 0)).total == 0
    assert await seen.one(2, frozenset({"RJ"})) is None


def waits(database: Database) -> list[tuple[int, str, WaitStage, int | None]]:
    query = select(Waiting.person_id, Waiting.fact, Waiting.stage, Waiting.version)
    return database.fetch(lambda s: list(s.exec(query.order_by(col(Waiting.id)))))


def known(event: Event) -> Event:
    answer = Both(hi="यहाँ", en="here")
    faq = [f.model_copy(update={"answer": answer}) if f.id == "stay" else f for f in event.faq]
    return event.model_copy(update={"faq": tuple(faq)})


@pytest.fixture
def editor(database: Database, watch: Watch) -> EventEditor:
    return EventEditor(database, watch)


@pytest.fixture
def waiting(database: Database, watch: Watch, editor: EventEditor) -> WaitingList:
    return WaitingList(database, watch, editor)


def told(database: Database, due: Due) -> None:
    """Record that a notice arrived, as the outbox does."""
    arrived = Heard(1, wish_key(due), DeliveryState.SENT, 1)
    database.run(lambda session: heard(session, [arrived], NOON))


async def test_a_wish_is_kept_once_and_told_once(
    waiting: WaitingList, editor: EventEditor, event: Event, database: Database, seat: Seat
) -> None:
    seat()
    await editor.ensure_first(event)
    await asyncio.gather(*(waiting.add(1, [STAY]) for _ in range(5)))
    assert waits(database) == [(1, "ask.stay", WaitStage.WAITING, None)]
    assert await waiting.due() == []
    await editor.release(known(event), note="", by=None)
    (due,) = await waiting.due()
    claims = await asyncio.gather(*(waiting.claim(due) for _ in range(5)))
    (mine,) = [claim for claim in claims if claim is not None]
    assert mine.facts == (STAY,)
    told(database, mine)
    assert waits(database) == [(1, "ask.stay", WaitStage.TOLD, 2)]
    assert await waiting.claim(due) is None
    await waiting.add(1, [STAY])  # asks again
    assert [how for _, _, how, _ in waits(database)] == [WaitStage.WAITING]


@pytest.fixture
def after_the_kill(database: Database, watch: Watch, editor: EventEditor) -> WaitingList:
    return WaitingList(database, watch, editor)


@pytest.mark.usefixtures("seated")
async def test_a_kill_while_telling_tells_again_after_a_while(
    waiting: WaitingList,
    after_the_kill: WaitingList,
    editor: EventEditor,
    event: Event,
    watch: Watch,
) -> None:
    await editor.ensure_first(known(event))
    await waiting.add(1, [STAY])
    (due,) = await waiting.due()
    assert await waiting.claim(due) is not None
    assert await after_the_kill.due() == []
    watch.time += max(LEASE, LOOK_AGAIN) + timedelta(seconds=1)
    (again,) = await after_the_kill.due()
    assert await after_the_kill.claim(again) is not None


async def test_who_no_longer_wants_it_is_not_told(
    waiting: WaitingList, editor: EventEditor, event: Event, seat: Seat
) -> None:
    seat()
    await editor.ensure_first(known(event))
    await waiting.add(1, [STAY, Fact(Kind.SPEAKERS)])
    (due,) = await waiting.due()
    assert due.facts == (STAY, Fact(Kind.SPEAKERS))
    await waiting.stop(1, [STAY])
    mine = await waiting.claim(due)
    assert mine is not None
    assert mine.facts == (Fact(Kind.SPEAKERS),)


async def test_a_crowd_is_told_in_parts_and_nobody_after_the_event(  # noqa: PLR0917 (fixtures)
    waiting: WaitingList,
    editor: EventEditor,
    event: Event,
    watch: Watch,
    seat: Seat,
    database: Database,
) -> None:
    await editor.ensure_first(known(event))
    for number in range(1, AT_ONCE + 4):
        seat(number)
        await waiting.add(number, [STAY])
    everybody: list[int] = []
    while found := await waiting.due():
        for due in found:
            mine = await waiting.claim(due)
            assert mine is not None
            told(database, mine)
        everybody += [due.person_id for due in found]
    assert everybody == list(range(1, AT_ONCE + 4))
    await waiting.add(1, [STAY])
    watch.time += timedelta(days=30)
    assert await waiting.due() == []
