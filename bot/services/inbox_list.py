"""All questions with what became of them, for a list or a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.event import Event
from db.engine import Database
from db.inbox import Question, Reply, ReplySending, Topic
from db.models import Delegate, Person
from db.types import QuestionKind, Sending, TopicStatus


@dataclass(frozen=True, slots=True)
class Listed:
    """One question; who asks is named by the roster where he is on it."""

    no: int
    topic: int
    asked_at: datetime
    status: TopicStatus
    name: str
    district: str
    state: str | None
    session: str | None
    kind: QuestionKind
    question: str
    answer: str | None
    answered_by: str | None
    delivered: Sending | None  # what became of the answer on its way


class QuestionList:
    """Reads questions for the operator."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(
        self, *, state: str | None = None, status: TopicStatus | None = None
    ) -> list[Listed]:
        """Give the questions, oldest first; those of one state, or of one status."""
        found = await self._database.read(lambda s: _all(s, state))
        return [one for one in found if status in (None, one.status)]


def as_row(listed: Listed, event: Event) -> dict[str, str | int | None]:
    """Give a question as a table shows it, its moment as the clock at the venue had it."""
    return {
        "no": listed.no,
        "topic": listed.topic,
        "asked": event.local(listed.asked_at).strftime("%Y-%m-%d %H:%M"),
        "status": listed.status.value,
        "name": listed.name,
        "district": listed.district,
        "state": listed.state,
        "session": listed.session,
        "kind": listed.kind.value,
        "question": listed.question,
        "answer": listed.answer,
        "answered_by": listed.answered_by,
        "delivered": listed.delivered.value if listed.delivered else None,
    }


def _all(session: Session, state: str | None) -> list[Listed]:
    query = (
        select(Question, Topic, Person, Delegate)
        .join(Topic, col(Topic.id) == col(Question.topic_id))
        .join(Person, col(Person.id) == col(Question.person_id))
        .join(Delegate, col(Delegate.id) == col(Question.delegate_id), isouter=True)
        .order_by(col(Question.id))
    )
    if state is not None:
        query = query.where(Question.state == state)
    answers = session.exec(
        select(Reply.id, Reply.text, Person.name).join(Person, col(Person.id) == Reply.by_person)
    )
    replies = {key: (text, name) for key, text, name in answers}
    sent = session.exec(select(ReplySending.reply_id, ReplySending.person_id, ReplySending.outcome))
    outcomes: dict[tuple[int | None, int], Sending] = {
        (reply, person): Sending(outcome) for reply, person, outcome in sent
    }
    rows = session.exec(query).all()
    return [_listed(row, replies, outcomes) for row in rows]


def _listed(
    row: tuple[Question, Topic, Person, Delegate | None],
    replies: Mapping[int | None, tuple[str, str]],
    outcomes: Mapping[tuple[int | None, int], Sending],
) -> Listed:
    question, topic, person, delegate = row
    answer, by = replies.get(question.reply_id, (None, None))
    return Listed(
        no=question.id or 0,
        topic=question.topic_id,
        asked_at=question.asked_at,
        status=_status(question, topic),
        name=delegate.name if delegate else person.name,
        district=delegate.district if delegate else "",
        state=question.state,
        session=question.session,
        kind=question.kind,
        question=question.text,
        answer=answer,
        answered_by=by,
        delivered=outcomes.get((question.reply_id, question.person_id)),
    )


def _status(question: Question, topic: Topic) -> TopicStatus:
    """Tell how it stands with one question, which may be closed before its topic is."""
    if question.reply_id is not None:
        return TopicStatus.ANSWERED
    if question.closed_at is not None:
        return TopicStatus.DONE
    return TopicStatus.TAKEN if topic.taken_by is not None else TopicStatus.OPEN
