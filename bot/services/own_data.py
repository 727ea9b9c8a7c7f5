"""What is kept about one person: shown to him as a whole, and forgotten when he wants that.

Forgetting is of the account: it is untied from the list, and what it wrote is emptied. What stays
is the organisers': the row of the list with name and phone, the answer yes or no, who came in, and
the counts. The row of the account stays too, empty and under no Telegram id, because answers and
audit refer to it; whoever comes back is somebody new.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import orjson
from sqlalchemy import ColumnElement, Table, delete, func, update
from sqlmodel import Session as Db
from sqlmodel import col, select

from bot.clock import Clock
from bot.errors import Refusal
from bot.services.passes import end_in
from db.desk import StaffNote
from db.dialects import table
from db.door import CheckIn, EntryPass, Feedback, LiveCount
from db.engine import Database
from db.inbox import Question, Reply, ReplySending, Topic
from db.models import Audit, Delegate, Intake, JoinRequest, Person, Rsvp, RsvpChange, RsvpDetail
from db.outbox import Delivery
from db.points import Point, PointFile, Waiting
from db.types import DeliveryState, IntakeState, PointStage, RequestStatus, Role, TopicStatus


class LastOrganiser(Refusal):
    """Without this account nobody could organise any more."""


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept about a person."""

    person: Person
    delegate: Delegate | None
    answer: Rsvp | None
    details: list[RsvpDetail]
    changes: list[RsvpChange]
    questions: list[Question]
    replies: list[str]
    points: list[Point]
    files: int  # handed in with the points
    waiting: list[str]  # facts to be told of
    requests: list[JoinRequest]
    passes: list[EntryPass]
    entries: list[CheckIn]
    feedback: list[Feedback]
    notes: int  # of the team, about the row of the list
    sent: int  # messages that the bot sent first, or will
    received: int  # messages as Telegram brought them


class OwnData:
    """Shows and forgets."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def kept(self, person_id: int) -> Kept:
        """Give all that is kept about an account and the row of the list that it holds."""
        return await self._database.read(lambda db: _kept(db, person_id))

    async def forget(self, person_id: int) -> None:
        """Untie the account and empty what it wrote; raises LastOrganiser.

        What is under way at this moment (the press that asks for it) goes with the received
        messages, when these are due to be deleted.
        """

        def work(db: Db) -> None:
            person = db.exec(select(Person).where(Person.id == person_id).with_for_update()).one()
            if person.role is Role.ORGANISER and _organisers(db) == 1:
                raise LastOrganiser
            if person.delegate_id is not None:
                self._empty_answer(db, person.delegate_id)
            self._empty_words(db, person_id)
            _forget_intake(db, person.telegram_id)
            note = Audit(at=self._clock.now(), action="forget", subject=f"person {person_id}")
            db.add(note)
            _anonymise(db, table(Person).c.id == person_id, self._clock)

        await self._database.write(work)

    def _empty_answer(self, db: Db, delegate_id: int) -> None:
        """Keep yes or no; the reason, the follow-up answers and the comment go, the pass ends."""
        changes, details = table(RsvpChange), table(RsvpDetail)
        mine = changes.c.delegate_id == delegate_id
        db.execute(delete(changes).where(mine, changes.c.question != ""))
        db.execute(delete(details).where(details.c.delegate_id == delegate_id))
        _set(db, table(Rsvp), "delegate_id", delegate_id, reason=None)
        _set(db, table(Feedback), "delegate_id", delegate_id, comment=None)
        end_in(db, delegate_id, self._clock.now())

    def _empty_words(self, db: Db, person_id: int) -> None:
        now = self._clock.now()
        points, files = table(Point), table(PointFile)
        mine = select(points.c.id).where(points.c.person_id == person_id)
        db.execute(delete(files).where(files.c.point_id.in_(mine)))
        withdrawn = PointStage.WITHDRAWN
        _set(db, points, "person_id", person_id, text="", stage=withdrawn, changed_at=now)
        for owned in (Waiting, LiveCount):
            db.execute(delete(table(owned)).where(table(owned).c.person_id == person_id))
        requests = table(JoinRequest)
        _set(db, requests, "person_id", person_id, name="–", district=None, phone=None)
        waits = (requests.c.person_id == person_id) & (requests.c.status == RequestStatus.OPEN)
        db.execute(update(requests).where(waits).values(status=RequestStatus.DECLINED))
        sent = table(Delivery)
        _set(db, sent, "person_id", person_id, payload=None)
        queued = (sent.c.person_id == person_id) & (sent.c.state == DeliveryState.QUEUED)
        db.execute(update(sent).where(queued).values(state=DeliveryState.CANCELLED))
        self._empty_questions(db, person_id)

    def _empty_questions(self, db: Db, person_id: int) -> None:
        """Empty what was asked and close what waits; a topic of nobody else is emptied as well."""
        now = self._clock.now()
        questions, topics, replies = table(Question), table(Topic), table(Reply)
        asked = select(questions.c.topic_id).where(questions.c.person_id == person_id)
        others = select(questions.c.topic_id).where(questions.c.person_id != person_id)
        own = list(db.execute(asked.except_(others)).scalars())
        _set(db, questions, "person_id", person_id, text="")
        open_ = (questions.c.person_id == person_id) & questions.c.closed_at.is_(None)
        db.execute(update(questions).where(open_).values(closed_at=now))
        db.execute(update(replies).where(replies.c.topic_id.in_(own)).values(text=""))
        done = {"gist": "", "status": TopicStatus.DONE, "changed_at": now}
        db.execute(
            update(topics).where(topics.c.id.in_(own)).values(**done, version=topics.c.version + 1)
        )


def _kept(db: Db, person_id: int) -> Kept:
    person = db.get_one(Person, person_id)
    seat = person.delegate_id
    replies = (
        select(Reply.text)
        .join(ReplySending, col(ReplySending.reply_id) == col(Reply.id))
        .where(ReplySending.person_id == person_id, Reply.text != "")
    )
    files = select(func.count()).select_from(PointFile).join(Point)
    notes = select(func.count()).select_from(StaffNote)
    sent = select(func.count()).select_from(Delivery).where(Delivery.person_id == person_id)
    return Kept(
        person=person,
        delegate=db.get(Delegate, seat) if seat else None,
        answer=db.get(Rsvp, seat) if seat else None,
        details=list(db.exec(select(RsvpDetail).where(RsvpDetail.delegate_id == seat))),
        changes=list(db.exec(select(RsvpChange).where(RsvpChange.delegate_id == seat))),
        questions=list(db.exec(select(Question).where(Question.person_id == person_id))),
        replies=list(db.exec(replies)),
        points=list(db.exec(select(Point).where(Point.person_id == person_id))),
        files=db.exec(files.where(Point.person_id == person_id)).one(),
        waiting=list(db.exec(select(Waiting.fact).where(Waiting.person_id == person_id))),
        requests=list(db.exec(select(JoinRequest).where(JoinRequest.person_id == person_id))),
        passes=list(db.exec(select(EntryPass).where(EntryPass.delegate_id == seat))),
        entries=list(db.exec(select(CheckIn).where(CheckIn.delegate_id == seat))),
        feedback=list(db.exec(select(Feedback).where(Feedback.delegate_id == seat))),
        notes=db.exec(notes.where(StaffNote.delegate_id == seat)).one(),
        sent=db.exec(sent).one(),
        received=len(list(_intake_of(db, person.telegram_id))),
    )


def _intake_of(db: Db, telegram_id: int) -> Iterator[tuple[int, IntakeState]]:
    """Find the received updates that this account sent."""
    query = select(Intake.update_id, Intake.state, Intake.raw)
    for update_id, state, raw in db.exec(query.where(col(Intake.raw).contains(str(telegram_id)))):
        if _is_from(orjson.loads(raw), telegram_id):
            yield update_id, IntakeState(state)


def _is_from(part: object, telegram_id: int) -> bool:
    if not isinstance(part, dict):
        return False
    sender = part.get("from")
    if isinstance(sender, dict) and sender.get("id") == telegram_id:
        return True
    return any(_is_from(inner, telegram_id) for inner in part.values())


def _forget_intake(db: Db, telegram_id: int) -> None:
    """Delete what was received and is dealt with; what is being handled would come to grief."""
    done = [key for key, state in _intake_of(db, telegram_id) if state is not IntakeState.NEW]
    received = table(Intake)
    for start in range(0, len(done), 500):
        keys = done[start : start + 500]
        db.execute(delete(received).where(received.c.update_id.in_(keys)))


def _anonymise(db: Db, which: ColumnElement[bool], clock: Clock) -> None:
    people = table(Person)
    db.execute(
        update(people)
        .where(which)
        .values(
            **EMPTY_PERSON,
            telegram_id=-people.c.id,
            role=Role.GUEST,
            scope=None,
            delegate_id=None,
            verified_at=None,
            verified_by=None,
            unreachable_at=clock.now(),
        )
    )


# What of an account says who it is; its Telegram id becomes its own key, below zero.
EMPTY_PERSON: dict[str, object] = {
    "chat_id": 0,
    "name": "–",
    "phone": None,
    "locale": None,
    "consent_at": None,
    "consent_version": None,
    "muted_at": None,
    "expecting": None,
    "expecting_since": None,
    "card_message_id": None,
    "card_hash": None,
    "menu_hash": None,
}


def _organisers(db: Db) -> int:
    query = select(func.count()).select_from(Person).where(Person.role == Role.ORGANISER)
    return db.exec(query).one()


def _set(db: Db, into: Table, key: str, value: int, **values: object) -> None:
    db.execute(update(into).where(into.c[key] == value).values(**values))
