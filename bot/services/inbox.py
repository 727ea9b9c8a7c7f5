r"""The inbox: what people ask and the bot cannot answer goes to those who can.

Life of a topic, which holds one question or many that are alike::

    question --> open --take, assign--> taken --reply--> answered
                  |  \----------------reply------------/
                  +--done--> done (needs no answer; a reply is still possible)

What always holds:

* what was accepted is kept: limits only refuse what is new, and say so;
* the one who asks is told what happens with his words: passed on, or why not;
* a like question joins the topic while that is open; later it begins a new one;
* an update files one question; an edited message changes the question that it was.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from bot.clock import Clock
from bot.errors import Refusal
from bot.services.event_editor import EventEditor
from bot.services.inbox_rows import (
    NotYours,
    Scope,
    changed,
    chats_for,
    locked,
    show_in,
    visible,
)
from bot.understanding.gist import likeness
from db.engine import Database
from db.inbox import Question, Topic
from db.models import Audit, Delegate, Person
from db.types import QuestionKind, TopicStatus

MOST_WAITING = 10  # questions of one person that are not answered yet
MOST_AT_ONCE, AT_ONCE = 5, timedelta(minutes=10)
ALIKE = 0.72  # see tests/inbox/test_gist.py for what this joins and keeps apart
LONGEST = 4_000  # characters of a question that are kept
UNANSWERED = (TopicStatus.OPEN, TopicStatus.TAKEN)


class Muted(Refusal):
    """Staff decided that nothing of this person is passed on."""


class TooManyWaiting(Refusal):
    """So many questions of this person wait already."""


class TooFast(Refusal):
    """So many questions came from this person within minutes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A message that is to be passed on."""

    kind: QuestionKind
    text: str  # or the caption; '' where there is none
    gist: str  # what it is about, see bot/understanding/gist.py
    locale: str
    chat_id: int
    message_id: int
    update_id: int | None = None
    album: str | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """Where a message went; ``again`` when this update or message had been filed before, or
    belongs to an album that was: the person knows already.
    """  # noqa: D205 (one rule)

    topic_id: int
    again: bool


class Inbox:
    """Takes questions in, and decides whose."""

    def __init__(self, database: Database, clock: Clock, events: EventEditor) -> None:
        self._database = database
        self._clock = clock
        self._events = events

    async def file(self, person_id: int, asked: Asked) -> Filed:
        """Keep a question and choose who is shown it.

        Raises Muted, TooManyWaiting or TooFast. Staff are told by whoever reads the posts.
        """

        def work(session: Session) -> Filed:
            person = session.exec(
                select(Person).where(Person.id == person_id).with_for_update()
            ).one()
            known = _known(session, asked)
            if known is not None:
                return self._again(session, known, asked)
            if person.muted_at is not None:
                raise Muted
            album = _album(session, person_id, asked)
            if album is None:
                _refuse_flood(session, person_id, self._clock.now())
            return self._add(session, person, asked, album)

        return await self._database.write(work)

    async def mute(self, person_id: int, *, by: int, scope: Scope, muted: bool) -> None:
        """Stop passing on what a person writes, or do so again.

        Raises NotYours for one who is not of the states of a scope and asked nothing there.
        """

        def work(session: Session) -> None:
            now = self._clock.now()
            person = session.get(Person, person_id)
            if person is None or not _in_scope(session, person, scope):
                raise NotYours
            if (person.muted_at is not None) == muted:
                return
            person.muted_at = now if muted else None
            session.add(person)
            action = "mute" if muted else "unmute"
            session.add(Audit(at=now, person_id=by, action=action, subject=f"person {person_id}"))
            topics = select(Question.topic_id).where(Question.person_id == person_id).distinct()
            for topic_id in sorted(session.exec(topics).all()):
                changed(session, locked(session, topic_id), now)

        await self._database.write(work)

    def _again(self, session: Session, known: Question, asked: Asked) -> Filed:
        """Take in that a message comes again, perhaps with other words."""
        if known.text != asked.text[:LONGEST] and known.closed_at is None:
            known.text = asked.text[:LONGEST]
            session.add(known)
            changed(session, locked(session, known.topic_id), self._clock.now())
        return Filed(known.topic_id, again=True)

    def _add(self, session: Session, person: Person, asked: Asked, album: Question | None) -> Filed:
        now = self._clock.now()
        delegate = session.get(Delegate, person.delegate_id) if person.delegate_id else None
        topic = self._topic(session, asked, album, now)
        question = Question(
            topic_id=topic.id or 0,
            person_id=person.id or 0,
            delegate_id=person.delegate_id,
            state=delegate.state if delegate else None,
            session=self._session_of(session, delegate),
            locale=asked.locale,
            kind=asked.kind,
            text=asked.text[:LONGEST],
            album=asked.album,
            chat_id=asked.chat_id,
            message_id=asked.message_id,
            asked_at=now,
            update_id=asked.update_id,
        )
        session.add(question)
        changed(session, topic, now)
        chats = chats_for(session, question.state)
        show_in(session, question.topic_id, [c for c in chats if c != person.chat_id])
        return Filed(question.topic_id, again=album is not None)

    def _topic(
        self, session: Session, asked: Asked, album: Question | None, now: datetime
    ) -> Topic:
        """Give the topic that a question belongs to: its album's, a like one, or a new one."""
        if album is not None:
            return locked(session, album.topic_id)
        like = _like(session, asked.gist) if asked.kind is QuestionKind.TEXT else None
        if like is not None:
            return locked(session, like)
        gist = asked.gist if asked.kind is QuestionKind.TEXT else ""
        topic = Topic(gist=gist, created_at=now, changed_at=now)
        session.add(topic)
        session.flush()
        return topic

    def _session_of(self, session: Session, delegate: Delegate | None) -> str | None:
        if delegate is None:
            return None
        event = self._events.current_in(session).event
        found = event.session_of(delegate.state, delegate.session_override)
        return found.id if found else None


def _known(session: Session, asked: Asked) -> Question | None:
    """Find the question that this message is already."""
    return session.exec(
        select(Question).where(
            Question.chat_id == asked.chat_id, Question.message_id == asked.message_id
        )
    ).first()


def _album(session: Session, person_id: int, asked: Asked) -> Question | None:
    """Find another picture of the album that this one belongs to."""
    if asked.album is None:
        return None
    return session.exec(
        select(Question).where(Question.album == asked.album, Question.person_id == person_id)
    ).first()


def _refuse_flood(session: Session, person_id: int, now: datetime) -> None:
    own = select(func.count(func.distinct(Question.topic_id))).where(
        Question.person_id == person_id
    )
    if session.exec(own.where(col(Question.closed_at).is_(None))).one() >= MOST_WAITING:
        raise TooManyWaiting
    recent = select(func.count()).where(
        Question.person_id == person_id, col(Question.asked_at) > now - AT_ONCE
    )
    if session.exec(recent).one() >= MOST_AT_ONCE:
        raise TooFast


def _like(session: Session, gist: str) -> int | None:
    """Find the topic, still without an answer, that asks the same."""
    if not gist:
        return None
    rows = session.exec(
        select(Topic.id, Topic.gist).where(col(Topic.status).in_(UNANSWERED), col(Topic.gist) != "")
    ).all()
    best = max(((likeness(gist, other), key) for key, other in rows), default=(0.0, None))
    return best[1] if best[0] >= ALIKE else None


def _in_scope(session: Session, person: Person, scope: Scope) -> bool:
    if scope is None:
        return True
    delegate = session.get(Delegate, person.delegate_id) if person.delegate_id else None
    if delegate is not None:
        return delegate.state in scope
    asked = select(Question.id).where(Question.person_id == person.id, visible(scope)).limit(1)
    return session.exec(asked).first() is not None
