"""The accounts that write to the bot: who they are, their language, role and reach."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, update
from sqlmodel import Session, col, select

from bot.clock import Clock
from bot.services.change_rows import card
from bot.services.outbox_rows import queue
from db.dialects import insert_ignore, table
from db.engine import Database
from db.models import Delegate, Person
from db.types import Role

PATIENCE = timedelta(hours=6)  # for a typed answer to what the bot asked
MARK = "~"  # before the digest of a card: the outbox is about to make it say so
ONCE_MORE = timedelta(seconds=10)  # until an edit that was under way has surely arrived


@dataclass(frozen=True, slots=True)
class Who:
    """Who is at the other end of an update, as the database knows it at that moment."""

    person: Person
    delegate: Delegate | None

    @property
    def id(self) -> int:
        """Give the account's key."""
        if self.person.id is None:
            raise ValueError("a person that was not stored")
        return self.person.id

    @property
    def locale(self) -> str | None:
        """The chosen language; None while it was not asked."""
        return self.person.locale

    @property
    def role(self) -> Role:
        """What the account may do."""
        return self.person.role

    @property
    def is_staff(self) -> bool:
        """Whether the account works for the organisers."""
        return self.person.role in {Role.STAFF, Role.ORGANISER}

    @property
    def states(self) -> frozenset[str] | None:
        """The states that staff may see; None is all."""
        return frozenset(self.person.scope.split()) if self.person.scope else None

    def name_in(self, locale: str) -> str:
        """Give the name to greet with: the roster's where there is one."""
        if self.delegate is None:
            return self.person.name
        return (
            (self.delegate.name_hi or self.delegate.name) if locale == "hi" else self.delegate.name
        )

    def expects(self, now: datetime, update_id: int | None) -> str | None:
        """Tell what a line typed as this update answers; None when nothing was asked."""
        person = self.person
        if not person.expecting or person.expecting_since is None:
            return None
        if now - person.expecting_since > PATIENCE:
            return None
        brought_by, _, what = person.expecting.rpartition("=")
        return what if brought_by in {"", str(update_id)} else None


class People:
    """Reads and changes accounts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def arrive(self, telegram_id: int, chat_id: int, name: str) -> Who:
        """Give who writes; remember an account that writes for the first time.

        An account that had blocked the bot and writes again is reachable again.
        """
        who = await self._database.read(lambda s: find(s, telegram_id))
        if who is None:
            return await self._database.write(
                lambda s: self._remember(s, telegram_id, chat_id, name)
            )
        if who.person.unreachable_at is not None or who.person.chat_id != chat_id:
            await self._change(who.id, unreachable_at=None, chat_id=chat_id)
        return who

    def _remember(self, session: Session, telegram_id: int, chat_id: int, name: str) -> Who:
        row = {
            "telegram_id": telegram_id,
            "chat_id": chat_id,
            "name": name[:200] or "?",
            "role": Role.GUEST,
            "created_at": self._clock.now(),
        }
        insert_ignore(session, table(Person), [row])
        who = find(session, telegram_id)
        if who is None:
            raise LookupError("a person vanished while being stored")
        return who

    async def known(self, telegram_id: int) -> Who | None:
        """Give an account that wrote before, and change nothing: it may be in a group."""
        return await self._database.read(lambda s: find(s, telegram_id))

    async def get(self, person_id: int) -> Who | None:
        """Give an account by its key."""
        return await self._database.read(lambda s: _with_seat(s, col(Person.id) == person_id))

    async def many(self, person_ids: Collection[int]) -> dict[int, Who]:
        """Give accounts by their keys, in one look."""
        query = (
            select(Person, Delegate)
            .join(Delegate, col(Delegate.id) == col(Person.delegate_id), isouter=True)
            .where(col(Person.id).in_(person_ids))
        )
        rows = await self._database.read(lambda s: s.exec(query).all())
        found = [Who(person, delegate) for person, delegate in rows]
        return {who.id: who for who in found}

    async def of_delegate(self, delegate_id: int) -> Who | None:
        """Give the account that holds a roster row, if one does."""
        return await self._database.read(
            lambda s: _with_seat(s, col(Person.delegate_id) == delegate_id)
        )

    async def choose_language(self, person_id: int, locale: str, consent: str) -> None:
        """Keep the chosen language, and the consent that the first choice gives.

        ``consent`` is the version of the privacy notice that stood above the buttons; the first
        consent to a version is kept with its time.
        """
        now = self._clock.now()

        def work(session: Session) -> None:
            person = session.exec(
                select(Person).where(Person.id == person_id).with_for_update()
            ).one()
            person.locale = locale
            if person.consent_version != consent:
                person.consent_version = consent
                person.consent_at = now
            session.add(person)

        await self._database.write(work)

    async def expect(self, person_id: int, what: str | None) -> None:
        """Remember what the next typed line answers, or (None) that nothing is expected."""
        since = self._clock.now() if what else None
        await self._change(person_id, expecting=what, expecting_since=since)

    async def expected(self, person_id: int, what: str, update_id: int) -> None:
        """Remember which update brought what was expected: should it come again, it still does."""
        since = self._clock.now()
        await self._change(person_id, expecting=f"{update_id}={what}", expecting_since=since)

    async def keep_card(self, person_id: int, message_id: int | None, digest: str) -> None:
        """Remember the pinned card and what it says.

        Where the outbox set out meanwhile to make it say something else (`mark_cards`), nobody
        knows whose edit arrived last: the card is then edited once more.
        """
        now = self._clock.now()
        people = table(Person)
        unsure = people.c.card_hash.startswith(MARK) & (people.c.card_hash != MARK + digest)
        statement = (
            update(people)
            .where(people.c.id == person_id)
            .values(
                card_message_id=message_id,
                card_hash=case((unsure, people.c.card_hash), else_=digest),
            )
            .returning(people.c.card_hash)
        )

        def work(session: Session) -> None:
            kept = session.execute(statement).scalar_one()
            if kept != digest:
                what = f"again{now.timestamp():.3f}"
                queue(session, [card(what, person_id, now + ONCE_MORE)])

        await self._database.write(work)

    async def mark_cards(self, person_ids: Collection[int]) -> dict[int, Who]:
        """Note that these cards are about to be edited by the outbox; give whose they are.

        What the cards said is in what is given.
        """
        query = (
            select(Person, Delegate)
            .join(Delegate, col(Delegate.id) == col(Person.delegate_id), isouter=True)
            .where(col(Person.id).in_(person_ids))
        )

        def work(session: Session) -> dict[int, Who]:
            found = [Who(person, seat) for person, seat in session.exec(query)]
            for who in found:
                _set(session, who.id, {"card_hash": MARK})
            return {who.id: who for who in found}

        return await self._database.write(work)

    async def expect_cards(self, digests: Mapping[int, tuple[str, bool]]) -> None:
        """Note what marked cards will say; with ``True`` those that say it already."""
        people = table(Person)

        def work(session: Session) -> None:
            for person_id, (digest, there) in digests.items():
                session.execute(
                    update(people)
                    .where(people.c.id == person_id, people.c.card_hash == MARK)
                    .values(card_hash=digest if there else MARK + digest)
                )

        await self._database.write(work)

    async def keep_phone(self, person_id: int, phone: str) -> None:
        """Remember the number (E.164) that the person's own contact proved."""
        await self._change(person_id, phone=phone)

    async def keep_menu(self, person_id: int, digest: str) -> None:
        """Remember the command menu that the person's chat shows."""
        await self._change(person_id, menu_hash=digest)

    async def lost(self, telegram_id: int) -> None:
        """Note that the account blocked the bot or is gone."""
        await self._reach(telegram_id, self._clock.now())

    async def back(self, telegram_id: int) -> None:
        """Note that the account can be reached again."""
        await self._reach(telegram_id, None)

    async def staff_for(self, state: str | None) -> list[Who]:
        """Give the reachable staff and organisers in whose states something falls."""
        query = select(Person).where(
            col(Person.role).in_([Role.STAFF, Role.ORGANISER]), col(Person.unreachable_at).is_(None)
        )
        found = await self._database.read(lambda s: list(s.exec(query).all()))
        everyone = [Who(person, None) for person in found]
        return [w for w in everyone if w.states is None or state is None or state in w.states]

    async def _reach(self, telegram_id: int, since: datetime | None) -> None:
        def work(session: Session) -> None:
            who = find(session, telegram_id)
            if who is not None:
                _set(session, who.id, {"unreachable_at": since})

        await self._database.write(work)

    async def _change(self, person_id: int, **values: object) -> None:
        await self._database.write(lambda s: _set(s, person_id, values))


def find(session: Session, telegram_id: int) -> Who | None:
    """Give the account with this Telegram id and its roster row."""
    return _with_seat(session, col(Person.telegram_id) == telegram_id)


def _with_seat(session: Session, condition: object) -> Who | None:
    found = session.exec(
        select(Person, Delegate)
        .join(Delegate, col(Delegate.id) == col(Person.delegate_id), isouter=True)
        .where(condition)  # type: ignore[arg-type]
    ).one_or_none()
    return Who(*found) if found else None


def _set(session: Session, person_id: int, values: dict[str, object]) -> None:
    session.execute(table(Person).update().where(col(Person.id) == person_id).values(**values))
