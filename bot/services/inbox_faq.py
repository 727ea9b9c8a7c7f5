r"""An FAQ entry from an answered topic: asked for text by text, then released with the event.

Life of a draft::

    begun --four texts--> complete --release--> a new version of the event, the draft is gone
       \------------------------drop---------/

One person has at most one draft. The entry holds every wording of the topic, so that whoever asks
so next is answered at once. The same topic added again changes its entry.
"""

from dataclasses import dataclass
from functools import partial

import regex
from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot import phones
from bot.clock import Clock
from bot.errors import Refusal
from bot.event import Both, Event, Faq
from bot.services.event_editor import EventEditor, Released, ReleasedMeanwhile
from db.dialects import table
from db.engine import Database
from db.inbox import FaqDraft, Question, Reply

FIELDS = ("question_hi", "question_en", "answer_hi", "answer_en")
LONGEST = 3_000  # characters of a text
MOST_PHRASES, LONGEST_PHRASE = 40, 300
ATTEMPTS = 5  # to release, while others release too
_CONTROL = regex.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_DEVANAGARI = regex.compile(r"\p{Devanagari}")


class NoDraft(Refusal):
    """The draft was released or dropped, or is somebody else's."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with what is known already, as a suggestion for each text."""

    id: int
    texts: dict[str, str | None]  # by field; None: not given yet
    suggested: dict[str, str]

    @property
    def missing(self) -> str | None:
        """Give the field to ask for next; None when the draft is complete."""
        return next((field for field in FIELDS if self.texts[field] is None), None)


class FaqDrafts:
    """Keeps drafts and releases entries."""

    def __init__(self, database: Database, clock: Clock, events: EventEditor) -> None:
        self._database = database
        self._clock = clock
        self._events = events

    async def begin(self, topic_id: int, by: int) -> Draft:
        """Begin a draft; an earlier one of the same person is dropped."""

        def work(session: Session) -> Draft:
            drafts = table(FaqDraft)
            session.execute(delete(drafts).where(drafts.c.by_person == by))
            row = FaqDraft(topic_id=topic_id, by_person=by, created_at=self._clock.now())
            session.add(row)
            session.flush()
            return self._draft(session, row)

        return await self._database.write(work)

    async def get(self, draft_id: int, by: int) -> Draft:
        """Give one's own draft; raises NoDraft."""
        return await self._database.read(lambda s: self._draft(s, _own(s, draft_id, by)))

    async def write(self, draft_id: int, by: int, field: str, text: str) -> Draft:
        """Set one text of one's own draft; raises NoDraft."""

        def work(session: Session) -> Draft:
            row = _own(session, draft_id, by)
            if field in FIELDS and (clean := _clean(text)):
                setattr(row, field, clean)
                session.add(row)
                session.flush()
            return self._draft(session, row)

        return await self._database.write(work)

    async def drop(self, draft_id: int, by: int) -> None:
        """Give up one's own draft."""
        rows = table(FaqDraft)
        statement = delete(rows).where(rows.c.id == draft_id, rows.c.by_person == by)
        await self._database.write(lambda s: s.execute(statement) and None)

    async def release(self, draft_id: int, by: int) -> Released:
        """Make the entry part of the event; raises NoDraft, also when it is not complete."""
        for attempt in range(1, ATTEMPTS + 1):
            now = await self._events.current()
            entry = await self._database.read(partial(_entry, draft_id, by, now.event))
            event = with_entry(now.event, entry)
            note = f"FAQ: {entry.question.en}"
            try:
                released = await self._events.release(event, note=note, by=by, seen=now.version)
            except ReleasedMeanwhile:
                if attempt == ATTEMPTS:
                    raise
                continue
            await self.drop(draft_id, by)
            return released
        raise AssertionError("unreachable")

    def _draft(self, session: Session, row: FaqDraft) -> Draft:
        texts = {field: getattr(row, field) for field in FIELDS}
        event = self._events.current_in(session).event
        return Draft(row.id or 0, texts, _suggested(session, row.topic_id, event))


def with_entry(event: Event, entry: Faq) -> Event:
    """Give the event with an entry in place of the one with its id, or at the end."""
    others = [old for old in event.faq if old.id != entry.id]
    place = next((i for i, old in enumerate(event.faq) if old.id == entry.id), len(others))
    return event.model_copy(update={"faq": (*others[:place], entry, *others[place:])})


def entry_id(topic_id: int) -> str:
    """Name the entry of a topic."""
    return f"q{topic_id}"


def _own(session: Session, draft_id: int, by: int) -> FaqDraft:
    row = session.get(FaqDraft, draft_id)
    if row is None or row.by_person != by:
        raise NoDraft
    return row


def _entry(draft_id: int, by: int, event: Event, session: Session) -> Faq:
    row = _own(session, draft_id, by)
    if not (row.question_hi and row.question_en and row.answer_hi and row.answer_en):
        raise NoDraft
    old = next((faq for faq in event.faq if faq.id == entry_id(row.topic_id)), None)
    asked = session.exec(
        select(Question.text)
        .where(Question.topic_id == row.topic_id, col(Question.text) != "")
        .order_by(col(Question.id))
    ).all()
    wordings = [*(old.phrases if old else ()), *(_clean(text) for text in asked)]
    short = [wording for wording in wordings if 0 < len(wording) <= LONGEST_PHRASE]
    return Faq(
        id=entry_id(row.topic_id),
        question=Both(hi=row.question_hi, en=row.question_en),
        answer=Both(hi=row.answer_hi, en=row.answer_en),
        phrases=tuple(dict.fromkeys(short))[:MOST_PHRASES],
    )


def _suggested(session: Session, topic_id: int, event: Event) -> dict[str, str]:
    """Give what is known: an entry that there is, or else the words of who asked and replied.

    Latin letters of somebody whose language is Hindi are Hindi, and suggested for neither.
    """
    old = next((faq for faq in event.faq if faq.id == entry_id(topic_id)), None)
    if old is not None and old.answer is not None:
        texts = (old.question.hi, old.question.en, old.answer.hi, old.answer.en)
        return dict(zip(FIELDS, texts, strict=True))
    suggested: dict[str, str] = {}
    asked = session.exec(
        select(Question.text, Question.locale)
        .where(Question.topic_id == topic_id, col(Question.text) != "")
        .order_by(col(Question.id))
    ).all()
    replied = session.exec(
        select(Reply.text)
        .where(Reply.topic_id == topic_id, col(Reply.held).is_(False))
        .order_by(col(Reply.id))
    ).all()
    for text, locale in asked:
        if _DEVANAGARI.search(text):
            suggested.setdefault("question_hi", _public(text))
        elif locale == "en":
            suggested.setdefault("question_en", _public(text))
    for text in replied:
        if _clean(text):
            field = "answer_hi" if _DEVANAGARI.search(text) else "answer_en"
            suggested.setdefault(field, _clean(text))
    return suggested


def _public(text: str) -> str:
    """Give the words of who asked without his number: everybody will read them."""
    return phones.in_words(_clean(text), shown=False)


def _clean(text: str) -> str:
    return _CONTROL.sub("", text).strip()[:LONGEST]
