"""Which staff chat shows which topic, in which message, and how up to date that is.

What always holds:

* a topic has at most one message in a chat; it is edited, so a group is never flooded;
* a message that is due (a topic changed, or was never shown) is a row here, not a memory;
* a message of ours and every copy beneath it leads back to its topic.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from bot.clock import Clock
from bot.services.inbox import UNANSWERED
from bot.services.inbox_rows import Scope, chats_for, covers, scope_of, show_in
from db.dialects import insert_ignore, table
from db.engine import Database
from db.inbox import Question, StaffChat, StaffCopy, StaffPost, Topic
from db.models import Audit, Person
from db.types import QuestionKind, Role


@dataclass(frozen=True, slots=True)
class Post:
    """A message that a staff chat should show."""

    id: int
    topic_id: int
    chat_id: int
    message_id: int | None  # None: not sent yet


@dataclass(frozen=True, slots=True)
class Place:
    """A chat in which staff are told: whose states it shows, in which language."""

    chat_id: int
    scope: Scope
    locale: str
    telegram_id: int | None  # of the one person in it; None for a group
    role: Role = Role.STAFF  # of who reads there; in a group any of the team may


@dataclass(frozen=True, slots=True)
class Original:
    """A voice note, photo or file that goes along with a post."""

    question_id: int
    chat_id: int
    message_id: int
    text: str = ""  # what stands below it


class StaffBoard:
    """Keeps the map between messages that staff see and topics."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def due(self) -> list[Post]:
        """Give the posts that are not up to date: new ones first, then the oldest."""
        query = (
            select(StaffPost)
            .join(Topic, col(Topic.id) == col(StaffPost.topic_id))
            .where(col(StaffPost.shown) < col(Topic.version), StaffPost.superseded == 0)
            .order_by(col(StaffPost.message_id).is_not(None), col(StaffPost.id))
        )
        rows = await self._database.read(lambda s: s.exec(query).all())
        return [Post(row.id or 0, row.topic_id, row.chat_id, row.message_id) for row in rows]

    async def place(self, chat_id: int) -> Place | None:
        """Give a staff chat; None where it is no longer one."""

        def work(session: Session) -> Place | None:
            group = _group(session, chat_id)
            if group is not None:
                return Place(chat_id, scope_of(group.scope), group.locale, None)
            person = session.exec(select(Person).where(Person.chat_id == chat_id)).first()
            if person is None:
                return None
            return Place(
                chat_id,
                scope_of(person.scope),
                person.locale or "hi",
                person.telegram_id,
                person.role,
            )

        return await self._database.read(work)

    async def posted(self, post_id: int, message_id: int | None, version: int) -> None:
        """Keep which message shows a topic, and what it shows of it."""
        values = {"message_id": message_id, "shown": version}
        await self._database.write(
            lambda s: (
                s.execute(
                    update(table(StaffPost)).where(col(StaffPost.id) == post_id).values(**values)
                )
                and None
            )
        )

    async def originals(self, topic_id: int, chat_id: int, scope: Scope) -> list[Original]:
        """Give what of a topic's questions was not copied to a chat yet."""

        def work(session: Session) -> list[Original]:
            rows = session.exec(
                select(Question)
                .join(
                    StaffCopy,
                    (col(StaffCopy.question_id) == col(Question.id))
                    & (col(StaffCopy.chat_id) == chat_id),
                    isouter=True,
                )
                .where(
                    Question.topic_id == topic_id,
                    Question.kind != QuestionKind.TEXT,
                    col(StaffCopy.id).is_(None),
                )
                .order_by(col(Question.id))
            ).all()
            return [
                Original(q.id or 0, q.chat_id, q.message_id, q.text)
                for q in rows
                if covers(scope, q.state)
            ]

        return await self._database.read(work)

    async def copied(self, question_id: int, chat_id: int, message_id: int | None) -> None:
        """Keep which message is the copy of a question's; None when there can be none."""
        row = {"question_id": question_id, "chat_id": chat_id, "message_id": message_id}
        await self._database.write(lambda s: insert_ignore(s, table(StaffCopy), [row]))

    async def topic_of(self, chat_id: int, message_id: int) -> int | None:
        """Tell which topic a message in a staff chat is about; None for any other message."""

        def work(session: Session) -> int | None:
            post = select(StaffPost.topic_id).where(
                StaffPost.chat_id == chat_id, StaffPost.message_id == message_id
            )
            copy = (
                select(Question.topic_id)
                .join(StaffCopy, col(StaffCopy.question_id) == col(Question.id))
                .where(StaffCopy.chat_id == chat_id, StaffCopy.message_id == message_id)
            )
            found = session.exec(post).first()
            return found if found is not None else session.exec(copy).first()

        return await self._database.read(work)

    async def register(
        self, chat_id: int, title: str, *, scope: Scope, locale: str, by: int
    ) -> int:
        """Make a group a staff chat, or change its states; count the topics it will be shown."""

        def work(session: Session) -> int:
            now = self._clock.now()
            row = _group(session, chat_id) or StaffChat(
                chat_id=chat_id, locale=locale, registered_by=by, registered_at=now
            )
            row.title, row.locale = title[:200], locale
            row.scope = " ".join(sorted(scope)) if scope else None
            session.add(row)
            detail = row.scope or "all states"
            session.add(Audit(at=now, person_id=by, action="staff_chat.register", detail=detail))
            topics = sorted({t for t, state in _open(session) if covers(scope, state)})
            session.flush()
            for topic in topics:
                show_in(session, topic, [chat_id])
            return len(topics)

        return await self._database.write(work)

    async def unregister(self, chat_id: int) -> bool:
        """Stop telling staff in a group; what is open is shown to whom it falls to now.

        Tells whether the group was a staff chat.
        """

        def work(session: Session) -> bool:
            _forget_posts(session, chat_id)
            groups = table(StaffChat)
            gone = session.execute(
                delete(groups).where(groups.c.chat_id == chat_id).returning(groups.c.id)
            ).first()
            for topic, state in _open(session) if gone else ():
                show_in(session, topic, chats_for(session, state))
            return gone is not None

        return await self._database.write(work)

    async def forget(self, chat_id: int, topic_id: int | None = None) -> None:
        """Give up the posts of a chat that cannot be written to, or of one topic in it."""
        await self._database.write(lambda s: _forget_posts(s, chat_id, topic_id))

    async def moved(self, old: int, new: int) -> None:
        """Follow a group that became a supergroup, and so has another id.

        Its old messages have other numbers there, so what is still open is posted again.
        """

        def work(session: Session) -> None:
            group = _group(session, old)
            if group is None or _group(session, new) is not None:
                return
            group.chat_id = new
            session.add(group)
            open_ = session.exec(
                select(StaffPost.topic_id)
                .join(Topic, col(Topic.id) == col(StaffPost.topic_id))
                .where(StaffPost.chat_id == old, col(Topic.status).in_(UNANSWERED))
            ).all()
            _forget_posts(session, old)
            for topic in sorted(open_):
                show_in(session, topic, [new])

        await self._database.write(work)


def _group(session: Session, chat_id: int) -> StaffChat | None:
    return session.exec(select(StaffChat).where(StaffChat.chat_id == chat_id)).first()


def _open(session: Session) -> Sequence[tuple[int, str | None]]:
    """Give the topic and state of each question that waits for an answer."""
    query = select(Question.topic_id, Question.state).where(col(Question.closed_at).is_(None))
    return session.exec(query.distinct().order_by(col(Question.topic_id))).all()


def _forget_posts(session: Session, chat_id: int, topic_id: int | None = None) -> None:
    posts, copies = table(StaffPost), table(StaffCopy)
    if topic_id is not None:
        mine = (posts.c.chat_id == chat_id) & (posts.c.topic_id == topic_id)
        session.execute(delete(posts).where(mine))
        return
    session.execute(delete(posts).where(posts.c.chat_id == chat_id))
    session.execute(delete(copies).where(copies.c.chat_id == chat_id))
