"""The inbox on both databases: what is grouped, refused, claimed, and shown to whom."""

import asyncio
import itertools
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

import pytest
from sqlmodel import Session, SQLModel, col, select
from stage import understanding

from bot.event import Event
from bot.services.event_editor import EventEditor
from bot.services.inbox import MOST_AT_ONCE, MOST_WAITING, Asked, Inbox, Muted, TooFast
from bot.services.inbox import TooManyWaiting as TooMany
from bot.services.inbox_board import StaffBoard
from bot.services.inbox_desk import Closed, Desk, TakenBy
from bot.services.inbox_replies import Replied, Replies, ToSend, Written, heard, sending_key
from bot.services.inbox_rows import NotYours, Scope
from bot.services.outbox_outcomes import Heard
from db.engine import Database
from db.inbox import Question, ReplySending, StaffPost, Topic
from db.models import Audit, Delegate, Person
from db.outbox import Delivery
from db.types import DeliveryKind, DeliveryState, QuestionKind, Role, Sending, TopicStatus

M = TypeVar("M", bound=SQLModel)
RJ: Scope = frozenset({"RJ"})
GROUP = -1001


class SetClock(Protocol):
    """A clock that stands still until a test moves it: the fixture ``clock``."""

    def now(self) -> datetime: ...

    def advance(self, by: timedelta) -> None: ...


@dataclass
class Office:
    """The services of the inbox and those who use them."""

    database: Database
    clock: SetClock
    events: EventEditor
    counter: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.database, self.clock, self.events)
        self.desk = Desk(self.database, self.clock)
        self.replies = Replies(self.database, self.clock)
        self.board = StaffBoard(self.database, self.clock)

    def person(
        self, name: str, role: Role = Role.DELEGATE, *, state: str = "", scope: str | None = None
    ) -> int:
        number = next(self.counter)
        now = self.clock.now()

        def work(session: Session) -> int:
            delegate = None
            if state:
                delegate = Delegate(
                    roster_no=number,
                    name=name,
                    state=state,
                    district="Sample",
                    created_at=now,
                    updated_at=now,
                )
                session.add(delegate)
                session.flush()
            person = Person(
                telegram_id=number,
                chat_id=number,
                name=name,
                role=role,
                scope=scope,
                delegate_id=delegate.id if delegate else None,
                created_at=now,
            )
            session.add(person)
            session.flush()
            assert person.id is not None
            return person.id

        return self.database.run(work)

    def became(self, one: ToSend, state: DeliveryState) -> None:
        """Record what became of a sending, as the outbox does."""
        outcome = Heard(1, sending_key(one.sending_id), state, 77)
        self.database.run(lambda session: heard(session, [outcome], self.clock.now()))

    def asked(self, text: str, person: int, kind: QuestionKind = QuestionKind.TEXT) -> Asked:
        number = next(self.counter)
        gist = understanding().gist(text)
        return Asked(kind, text, gist, "hi", self.one(Person, person).chat_id, number, number)

    async def ask(self, person: int, text: str) -> int:
        return (await self.inbox.file(person, self.asked(text, person))).topic_id

    def written(self, text: str) -> Written:
        number = next(self.counter)
        return Written(text, 1, number, number)

    async def reply(self, topic: int, by: int, text: str, scope: Scope = None) -> Replied:
        return await self.replies.reply(topic, by, scope, self.written(text))

    def one(self, model: type[M], key: int) -> M:
        return self.database.fetch(lambda s: s.get_one(model, key))

    def rows(self, model: type[M]) -> list[M]:
        return self.database.fetch(lambda s: list(s.exec(select(model)).all()))

    def posts(self) -> list[tuple[int, int]]:
        query = select(StaffPost.topic_id, StaffPost.chat_id).order_by(
            col(StaffPost.topic_id), col(StaffPost.chat_id)
        )
        return self.database.fetch(lambda s: list(s.exec(query).all()))

    def to(self, replied: Replied) -> list[int]:
        return [one.person_id for one in replied.to_send]


@pytest.fixture
async def office(database: Database, clock: SetClock, small_event: Event) -> Office:
    events = EventEditor(database, clock)
    await events.ensure_first(small_event)
    return Office(database, clock, events)


async def test_like_questions_share_a_topic_while_it_is_open(office: Office) -> None:
    ram, sita = office.person("Ram", state="RJ"), office.person("Sita", state="UP")
    staff = office.person("Desk", Role.STAFF)
    first = await office.ask(ram, "parking kahan hai")
    assert await office.ask(sita, "पार्किंग कहाँ पर है?") == first
    other = await office.ask(sita, "parking kab khulegi")
    assert other != first
    await office.reply(first, staff, "पीछे")
    assert await office.ask(ram, "parking kahan hai?") not in {first, other}


async def test_a_question_keeps_state_and_session_of_that_moment(office: Office) -> None:
    ram, guest = office.person("Ram", state="RJ"), office.person("Guest", Role.GUEST)
    await office.ask(ram, "wifi hai kya")
    await office.ask(guest, "bijli ka bill")
    kept = [(q.state, q.session, q.text, q.kind) for q in office.rows(Question)]
    assert kept == [
        ("RJ", "apr3", "wifi hai kya", QuestionKind.TEXT),
        (None, None, "bijli ka bill", QuestionKind.TEXT),
    ]


async def test_an_update_that_comes_twice_files_one_question(office: Office) -> None:
    ram = office.person("Ram", state="RJ")
    asked = office.asked("wifi hai kya", ram)
    first = await office.inbox.file(ram, asked)
    again = await office.inbox.file(ram, asked)
    assert (first.again, again.again, len(office.rows(Question))) == (False, True, 1)
    assert again.topic_id == first.topic_id


async def test_an_edited_message_changes_the_question(office: Office) -> None:
    ram = office.person("Ram", state="RJ")
    asked = office.asked("wifi hai kya", ram)
    topic = (await office.inbox.file(ram, asked)).topic_id
    before = office.one(Topic, topic).version
    edited = replace(asked, text="wifi ka password?", update_id=next(office.counter))
    assert (await office.inbox.file(ram, edited)).again
    assert [q.text for q in office.rows(Question)] == ["wifi ka password?"]
    assert office.one(Topic, topic).version == before + 1


async def test_the_pictures_of_an_album_are_one_question_to_answer(office: Office) -> None:
    ram, sita = office.person("Ram", state="RJ"), office.person("Sita", state="RJ")
    filed = [
        await office.inbox.file(who, replace(office.asked("", who, QuestionKind.PHOTO), album="a1"))
        for who in (ram, ram, ram, sita)
    ]
    assert [f.again for f in filed] == [False, True, True, False]
    assert len({f.topic_id for f in filed[:3]}) == 1
    assert filed[3].topic_id != filed[0].topic_id


async def test_one_person_cannot_fill_the_inbox(office: Office) -> None:
    ram, clock = office.person("Ram", state="RJ"), office.clock
    subjects = ["wifi", "pani", "bijli", "kursi", "pankha", "dawai", "khel", "gana", "kitab", "nal"]
    for subject in subjects[:MOST_AT_ONCE]:
        await office.ask(ram, f"{subject} nahi chal raha")
    with pytest.raises(TooFast):
        await office.ask(ram, "naksha")
    clock.advance(timedelta(minutes=11))
    for subject in subjects[MOST_AT_ONCE:MOST_WAITING]:
        await office.ask(ram, f"{subject} nahi chal raha")
    clock.advance(timedelta(minutes=11))
    with pytest.raises(TooMany):
        await office.ask(ram, "naksha")
    assert len(office.rows(Question)) == MOST_WAITING
    staff = office.person("Desk", Role.STAFF)
    await office.reply(office.rows(Topic)[0].id or 0, staff, "ji")
    await office.ask(ram, "naksha")


async def test_a_muted_person_is_refused_until_unmuted(office: Office) -> None:
    ram, staff = office.person("Ram", state="RJ"), office.person("Desk", Role.STAFF)
    topic = await office.ask(ram, "wifi hai kya")
    await office.inbox.mute(ram, by=staff, scope=None, muted=True)
    await office.inbox.mute(ram, by=staff, scope=None, muted=True)
    with pytest.raises(Muted):
        await office.ask(ram, "pani hai kya")
    await office.inbox.mute(ram, by=staff, scope=None, muted=False)
    assert await office.ask(ram, "wifi hai?") == topic
    assert [
        (a.action, a.person_id) for a in office.rows(Audit) if a.subject == f"person {ram}"
    ] == [
        ("mute", staff),
        ("unmute", staff),
    ]


async def test_staff_are_shown_what_falls_in_their_states(office: Office) -> None:
    one = office.person("Rajasthan", Role.STAFF, scope="RJ")
    two = office.person("North", Role.STAFF, scope="UP UK")
    all_ = office.person("All", Role.ORGANISER)
    chat = {key: office.one(Person, key).chat_id for key in (one, two, all_)}
    ram, sita = office.person("Ram", state="RJ"), office.person("Sita", state="UP")
    topic = await office.ask(ram, "wifi hai kya")
    assert office.posts() == [(topic, chat[one]), (topic, chat[all_])]
    assert await office.desk.card(topic, frozenset({"UP"})) is None
    await office.ask(sita, "wifi milega?")
    assert office.posts() == [(topic, chat[one]), (topic, chat[two]), (topic, chat[all_])]
    card = await office.desk.card(topic, RJ)
    assert card is not None
    assert [a.person.id for a in card.people] == [ram]
    whole = await office.desk.card(topic, None)
    assert whole is not None
    assert [a.person.id for a in whole.people] == [ram, sita]
    waiting = [await office.desk.waiting(s) for s in (RJ, frozenset({"BR"}), None)]
    assert waiting == [[topic], [], [topic]]


async def test_a_group_is_told_instead_of_everybody(office: Office) -> None:
    boss, staff = office.person("Boss", Role.ORGANISER), office.person("Desk", Role.STAFF)
    chats = sorted(office.one(Person, key).chat_id for key in (boss, staff))
    ram, sita = office.person("Ram", state="RJ"), office.person("Sita", state="UP")
    first = await office.ask(ram, "wifi hai kya")
    count = await office.board.register(GROUP, "Help", scope=RJ, locale="hi", by=boss)
    second = await office.ask(ram, "pani hai kya")
    third = await office.ask(sita, "bijli ka bill")
    assert count == 1
    assert office.posts() == [
        (first, GROUP),
        *((first, chat) for chat in chats),
        (second, GROUP),
        *((third, chat) for chat in chats),
    ]
    assert await office.board.unregister(GROUP)
    assert [p for p in office.posts() if p[0] == second] == [(second, chat) for chat in chats]
    assert not await office.board.unregister(GROUP)


async def test_a_group_that_became_a_supergroup_is_followed(office: Office) -> None:
    boss, ram = office.person("Boss", Role.ORGANISER), office.person("Ram", state="RJ")
    await office.board.register(GROUP, "Help", scope=None, locale="en", by=boss)
    settled, open_ = await office.ask(ram, "wifi hai kya"), await office.ask(ram, "pani hai kya")
    for post in await office.board.due():
        await office.board.posted(
            post.id, 70 + post.topic_id, office.one(Topic, post.topic_id).version
        )
    await office.reply(settled, boss, "haan")
    await office.board.moved(GROUP, -100_555)
    assert office.posts() == [(open_, -100_555)]
    place = await office.board.place(-100_555)
    assert (place and place.locale, await office.board.place(GROUP)) == ("en", None)


async def test_what_changed_is_due_and_leads_back_from_its_message(office: Office) -> None:
    staff, ram = office.person("Desk", Role.STAFF), office.person("Ram", state="RJ")
    chat = office.one(Person, staff).chat_id
    topic = (await office.inbox.file(ram, office.asked("", ram, QuestionKind.VOICE))).topic_id
    (post,) = await office.board.due()
    assert (post.topic_id, post.chat_id, post.message_id) == (topic, chat, None)
    await office.board.posted(post.id, 900, office.one(Topic, topic).version)
    (original,) = await office.board.originals(topic, chat, None)
    await office.board.copied(original.question_id, chat, 901)
    assert await office.board.originals(topic, chat, None) == []
    assert [await office.board.topic_of(chat, n) for n in (900, 901, 902)] == [topic, topic, None]
    assert await office.board.due() == []
    await office.desk.take(topic, staff, None)
    assert [(p.message_id) for p in await office.board.due()] == [900]
    await office.desk.bring([topic], chat)
    assert [(p.message_id) for p in await office.board.due()] == [None]
    assert await office.board.topic_of(chat, 900) == topic


async def test_taking_assigning_and_closing(office: Office) -> None:
    one, two = office.person("One", Role.STAFF), office.person("Two", Role.STAFF, scope="RJ")
    abroad = office.person("Three", Role.STAFF, scope="UP")
    ram = office.person("Ram", state="RJ")
    topic = await office.ask(ram, "wifi hai kya")
    desk = office.desk
    await desk.take(topic, one, None)
    await desk.take(topic, one, None)
    with pytest.raises(TakenBy, match="One"):
        await desk.take(topic, two, RJ)
    with pytest.raises(NotYours):
        await desk.take(topic, abroad, frozenset({"UP"}))
    assert [p.name for p in await desk.colleagues(topic)] == ["One", "Two"]
    with pytest.raises(NotYours):
        await desk.assign(topic, abroad, one, None)
    await desk.assign(topic, two, one, None)
    assert (office.one(Topic, topic).taken_by, office.one(Topic, topic).status) == (
        two,
        TopicStatus.TAKEN,
    )
    await desk.give_back(topic, None)
    assert office.one(Topic, topic).status == TopicStatus.OPEN
    await desk.done(topic, two, RJ)
    assert office.one(Topic, topic).status == TopicStatus.DONE
    with pytest.raises(Closed):
        await desk.take(topic, one, None)
    late = await office.reply(topic, one, "फिर भी: हाँ")
    assert office.to(late) == [ram]
    assert office.one(Topic, topic).status == TopicStatus.ANSWERED


async def test_one_answer_goes_once_to_each_who_asked_quoting_his_last(office: Office) -> None:
    ram, sita = office.person("Ram", state="RJ"), office.person("Sita", state="UP")
    staff = office.person("Desk", Role.STAFF)
    topic = await office.ask(ram, "wifi hai kya")
    await office.ask(sita, "wifi hai kya")
    await office.ask(ram, "wifi milega kya")
    last = office.rows(Question)[-1].message_id
    replied = await office.reply(topic, staff, "हाँ")
    quotes = {one.person_id: one.quotes for one in replied.to_send}
    assert quotes == {ram: last, sita: office.rows(Question)[1].message_id}
    assert {q.reply_id for q in office.rows(Question)} == {replied.reply.id}
    assert office.one(Topic, topic).status == TopicStatus.ANSWERED


async def test_the_second_to_answer_is_told_and_may_send_his_as_well(office: Office) -> None:
    ram = office.person("Ram", state="RJ")
    one, two = office.person("One", Role.STAFF), office.person("Two", Role.STAFF)
    topic = await office.ask(ram, "wifi hai kya")
    await office.reply(topic, one, "हाँ")
    second = await office.reply(topic, two, "नहीं")
    assert (second.held, second.first_by, office.to(second)) == (True, "One", [])
    assert second.first is not None
    assert second.first.text == "हाँ"
    key = second.reply.id or 0
    assert (await office.replies.send_as_well(key, one, None)).held
    sent = await office.replies.send_as_well(key, two, None)
    assert office.to(sent) == [ram]
    office.became(sent.to_send[0], DeliveryState.SENT)
    assert office.to(await office.replies.send_as_well(key, two, None)) == []


async def test_of_two_who_answer_at_once_exactly_one_is_first(office: Office) -> None:
    people = [office.person(f"Asker {n}", state="RJ") for n in range(3)]
    staff = [office.person(f"Staff {n}", Role.STAFF) for n in range(8)]
    topics = {await office.ask(person, "wifi hai kya") for person in people}
    assert len(topics) == 1
    topic = topics.pop()
    replied = await asyncio.gather(*(office.reply(topic, by, f"from {by}") for by in staff))
    assert sorted(office.to(r) for r in replied) == [[]] * 7 + [people]
    first = next(r.reply.id for r in replied if not r.held)
    assert {r.first.id for r in replied if r.first} == {first}


async def test_limited_staff_answer_their_states_only(office: Office) -> None:
    ram, sita = office.person("Ram", state="RJ"), office.person("Sita", state="UP")
    limited, free = (
        office.person("RJ desk", Role.STAFF, scope="RJ"),
        office.person("Desk", Role.STAFF),
    )
    topic = await office.ask(ram, "wifi hai kya")
    await office.ask(sita, "wifi hai kya")
    with pytest.raises(NotYours):
        await office.reply(topic, limited, "x", frozenset({"BR"}))
    assert office.to(await office.reply(topic, limited, "राजस्थान में हाँ", RJ)) == [ram]
    assert office.one(Topic, topic).status == TopicStatus.OPEN
    assert office.to(await office.reply(topic, free, "यूपी में नहीं")) == [sita]
    assert office.one(Topic, topic).status == TopicStatus.ANSWERED


async def test_the_same_update_sends_only_what_was_not_sent(office: Office) -> None:
    ram, sita = office.person("Ram", state="RJ"), office.person("Sita", state="RJ")
    staff = office.person("Desk", Role.STAFF)
    topic = await office.ask(ram, "wifi hai kya")
    await office.ask(sita, "wifi hai kya")
    written = office.written("हाँ")
    first = await office.replies.reply(topic, staff, None, written)
    office.became(first.to_send[0], DeliveryState.UNREACHABLE)
    again = await office.replies.reply(topic, staff, None, written)
    assert (again.reply.id, office.to(again)) == (first.reply.id, [sita])
    assert office.rows(Delivery) == []  # nothing is reported while one is under way
    office.became(again.to_send[0], DeliveryState.SENT)
    outcome = await office.replies.outcome(first.reply.id or 0, "en")
    assert outcome is not None
    assert (outcome.reached, outcome.missed) == (1, (("Ram", Sending.UNREACHABLE),))
    (report,) = office.rows(Delivery)
    assert (report.kind, report.person_id) == (DeliveryKind.REPORT, staff)
    assert {s.outcome for s in office.rows(ReplySending)} == {Sending.UNREACHABLE, Sending.SENT}
