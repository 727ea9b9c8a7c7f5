r"""Points for the dialogue: what delegates hand in for the leadership, and can take back.

Life of a point::

    (words that look like a question) asked --it is a point--> standing <--> withdrawn
                                        \--it is a question--> withdrawn      |
    (anything else) ------------------------------------------> standing      |
                       edited, another subject: the same point, changed       |
                       given back: standing again <---------------------------+

What always holds:

* an update hands in one point, however often it comes; the pictures of an album join one point;
* only who handed it in changes a point; staff see those of their states, and only standing ones;
* a delegate has at most MOST standing points, and none more while staff have muted him.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.clock import Clock
from bot.errors import Refusal
from bot.event import Both
from bot.services.inbox import Muted
from bot.subjects import OTHER, Subject
from db.engine import Database
from db.models import Delegate, Person
from db.points import Point, PointFile
from db.types import FileKind, PointStage

MOST = 10
LONGEST = 4096  # characters; a message of Telegram's has no more


class TooManyPoints(Refusal):
    """The delegate has as many standing points as one may have."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a message."""

    kind: FileKind
    file_id: str
    name: str | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What a delegate sent: words, a file, or a file with a caption."""

    update_id: int
    message_id: int
    text: str = ""
    file: Attached | None = None
    album: str | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """A point with its files, as its author sees it."""

    point: Point
    files: tuple[PointFile, ...]

    @property
    def id(self) -> int:
        """Give its key."""
        return self.point.id or 0

    @property
    def stage(self) -> PointStage:
        """Give how far it got."""
        return self.point.stage

    @property
    def subject(self) -> Subject:
        """Give what it is about, by the title of that time."""
        return subject_of(self.point)


def subject_of(point: Point) -> Subject:
    """Give what a point is about, by the title that the subject had when it was chosen."""
    hi, en = point.subject_hi, point.subject_en
    return Subject(point.subject, Both(hi=hi, en=en) if hi and en else None)


class Points:
    """Takes points in and lets their authors change them; every write is one transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def hand_in(
        self, delegate_id: int, person_id: int, sent: Message, *, sure: bool = True
    ) -> Own:
        """Keep what was sent as a point; not ``sure`` is to be asked about first.

        Raises TooManyPoints, Muted.
        """

        def work(session: Session) -> Own:
            before = session.exec(select(Point).where(Point.cause == sent.update_id)).first()
            if before is not None:
                return _own(session, before)
            if session.get_one(Person, person_id).muted_at is not None:
                raise Muted
            _room(session, delegate_id)
            now = self._clock.now()
            point = Point(
                delegate_id=delegate_id,
                person_id=person_id,
                stage=PointStage.STANDING if sure else PointStage.ASKED,
                text=sent.text[:LONGEST],
                subject=OTHER,
                message_id=sent.message_id,
                album=sent.album,
                handed_in_at=now,
                changed_at=now,
                cause=sent.update_id,
            )
            session.add(point)
            session.flush()
            _attach(session, point, sent)
            return _own(session, point)

        return await self._database.write(work)

    async def join_album(self, person_id: int, sent: Message) -> bool:
        """Add one more picture to the point that its album began; tell whether there is one."""
        if sent.album is None:
            return False

        def work(session: Session) -> bool:
            point = session.exec(
                select(Point).where(Point.person_id == person_id, Point.album == sent.album)
            ).first()
            if point is None or point.cause == sent.update_id:
                return False
            _attach(session, point, sent)
            if sent.text and not point.text:
                point.text = sent.text[:LONGEST]  # the caption may stand below any of them
                session.add(point)
            return True

        return await self._database.write(work)

    async def confirm(self, point_id: int, delegate_id: int) -> Own | None:
        """Let what was asked about be a point, or give one back that was withdrawn.

        None where there is no such point of his. Raises TooManyPoints.
        """

        def work(session: Session) -> Own | None:
            point = _find(session, point_id, delegate_id)
            if point is None or point.stage is PointStage.STANDING:
                return _own(session, point) if point else None
            _room(session, delegate_id)
            return self._change(session, point, stage=PointStage.STANDING)

        return await self._database.write(work)

    async def withdraw(self, point_id: int, delegate_id: int) -> Own | None:
        """Take a point back; None where there is no such point of his."""

        def work(session: Session) -> Own | None:
            point = _find(session, point_id, delegate_id)
            return self._change(session, point, stage=PointStage.WITHDRAWN) if point else None

        return await self._database.write(work)

    async def put_under(self, point_id: int, delegate_id: int, subject: Subject) -> Own | None:
        """Say what a point is about; None where there is no such point of his."""
        title = subject.title

        def work(session: Session) -> Own | None:
            point = _find(session, point_id, delegate_id)
            if point is None:
                return None
            return self._change(
                session,
                point,
                subject=subject.key,
                subject_hi=title.hi if title else None,
                subject_en=title.en if title else None,
            )

        return await self._database.write(work)

    async def reword(self, person_id: int, message_id: int, text: str) -> Own | None:
        """Follow an edit of the message that a point came as; None where it is none's."""

        def work(session: Session) -> Own | None:
            point = session.exec(
                select(Point).where(
                    Point.person_id == person_id,
                    Point.message_id == message_id,
                    Point.stage == PointStage.STANDING,
                )
            ).first()
            return self._change(session, point, text=text[:LONGEST]) if point else None

        return await self._database.write(work)

    async def get(self, point_id: int, delegate_id: int) -> Own | None:
        """Give one of the delegate's own points."""
        query = select(Point).where(Point.id == point_id, Point.delegate_id == delegate_id)
        found = await self._database.read(lambda s: with_files(s, s.exec(query).all()))
        return found[0] if found else None

    async def own(self, delegate_id: int) -> list[Own]:
        """Give the delegate's standing points, oldest first."""
        query = (
            select(Point)
            .where(Point.delegate_id == delegate_id, Point.stage == PointStage.STANDING)
            .order_by(col(Point.id))
        )
        return await self._database.read(
            lambda session: with_files(session, session.exec(query).all())
        )

    def _change(self, session: Session, point: Point, **values: object) -> Own:
        changed = {key: new for key, new in values.items() if getattr(point, key) != new}
        if changed:
            point.sqlmodel_update({**changed, "changed_at": self._clock.now()})
            session.add(point)
            session.flush()
        return _own(session, point)


def with_files(session: Session, points: Sequence[Point]) -> list[Own]:
    """Give points with their files, in one more query."""
    keys = [point.id for point in points]
    query = select(PointFile).where(col(PointFile.point_id).in_(keys)).order_by(col(PointFile.id))
    found = session.exec(query).all() if keys else []
    return [Own(p, tuple(file for file in found if file.point_id == p.id)) for p in points]


def _own(session: Session, point: Point) -> Own:
    return with_files(session, [point])[0]


def _find(session: Session, point_id: int, delegate_id: int) -> Point | None:
    return session.exec(
        select(Point)
        .where(Point.id == point_id, Point.delegate_id == delegate_id)
        .with_for_update()
    ).first()


def _room(session: Session, delegate_id: int) -> None:
    """Refuse one point too many; the lock keeps two at once from both finding room."""
    session.exec(select(Delegate.id).where(Delegate.id == delegate_id).with_for_update()).one()
    standing = session.exec(
        select(func.count(col(Point.id))).where(
            Point.delegate_id == delegate_id, Point.stage == PointStage.STANDING
        )
    ).one()
    if standing >= MOST:
        raise TooManyPoints


def _attach(session: Session, point: Point, sent: Message) -> None:
    if sent.file is None:
        return
    there = session.exec(select(PointFile.id).where(PointFile.cause == sent.update_id)).first()
    if there is None and point.id is not None:
        session.add(
            PointFile(
                point_id=point.id,
                kind=sent.file.kind,
                file_id=sent.file.file_id,
                name=sent.file.name[:200] if sent.file.name else None,
                seconds=sent.file.seconds,
                cause=sent.update_id,
            )
        )
        session.flush()
