"""Single-use links: made for delegates, staff and organisers, and redeemed by whoever opens one.

A link is ``https://t.me/<bot>?start=<token>`` with 128 random bits; only the SHA-256 of the token
is kept, so a link can be checked but never shown again. Life of a link::

    made -> used            by one account; the same account may open it again
         -> expired         when its time is over (role links: a day)
         -> revoked         only when asked for

Making new links leaves older unused ones valid: the SMS with them may be on its way. Once one of
them is used the others are of no use, as the roster row is taken.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, or_, update
from sqlmodel import Session, col, select

from bot.clock import Clock
from bot.errors import Refusal
from bot.services.joining import AlreadySomeone, DelegateTaken, NoLongerInvited, bind
from db.dialects import table
from db.engine import Database
from db.models import Audit, Delegate, Invite, Person
from db.types import InviteKind, Role, RosterStatus, Verification

__all__ = [
    "AlreadySomeone",
    "DelegateTaken",
    "InviteExpired",
    "InviteUnknown",
    "InviteUsed",
    "Invites",
    "NoLongerInvited",
    "PersonalLink",
    "Redeemed",
    "redeem_in",
]

ROLE_LINK_HOURS = 24
_TOKEN_BYTES = 16  # 22 characters; a /start payload may have 64
_CHUNK = 1000
_RANK = {Role.GUEST: 0, Role.DELEGATE: 1, Role.STAFF: 2, Role.ORGANISER: 3}
_GRANTS = {InviteKind.STAFF: Role.STAFF, InviteKind.ORGANISER: Role.ORGANISER}


class InviteUnknown(Refusal):
    """No such link was ever made, or it was revoked."""


class InviteUsed(Refusal):
    """Someone else used the link, or its effect has been taken back since."""


class InviteExpired(Refusal):
    """The link's time is over."""


@dataclass(frozen=True, slots=True)
class PersonalLink:
    """A delegate's new link, with what is needed to send it."""

    roster_no: int
    name: str
    name_hi: str | None
    state: str
    district: str
    district_hi: str | None
    phone: str | None
    language: str | None
    link: str


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a link made of the account; ``again`` when it had done so before."""

    kind: InviteKind
    delegate: Delegate | None = None
    scope: str | None = None  # staff: state codes, None for all
    again: bool = False


class Invites:
    """Makes links and redeems them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def for_delegates(
        self,
        bot_username: str,
        *,
        states: Iterable[str] | None = None,
        expires_at: datetime | None = None,
        renew: bool = False,
    ) -> list[PersonalLink]:
        """Make a link for each active delegate who has not joined, in the order of the roster.

        ``states`` limits it to some states. ``renew`` revokes the unused links these delegates
        were sent before; without it those stay valid.
        """
        now = self._clock.now()
        wanted = None if states is None else list(states)

        def work(session: Session) -> list[PersonalLink]:
            rows = _not_joined(session, wanted)
            if renew:
                _revoke(session, [row.id for row in rows if row.id is not None], now)
            tokens = [secrets.token_urlsafe(_TOKEN_BYTES) for _ in rows]
            made = [
                _row(token, InviteKind.DELEGATE, now, expires_at, delegate_id=row.id)
                for token, row in zip(tokens, rows, strict=True)
            ]
            for start in range(0, len(made), _CHUNK):
                session.execute(insert(table(Invite)), made[start : start + _CHUNK])
            if made:
                _note(session, now, "invite_delegates", str(len(made)))
            return [
                PersonalLink(
                    row.roster_no,
                    row.name,
                    row.name_hi,
                    row.state,
                    row.district,
                    row.district_hi,
                    row.phone,
                    row.language,
                    link(bot_username, token),
                )
                for token, row in zip(tokens, rows, strict=True)
            ]

        return await self._database.write(work)

    async def for_role(
        self,
        kind: InviteKind,
        scope: Iterable[str] = (),
        *,
        bot_username: str,
        hours: float = ROLE_LINK_HOURS,
        by_person: int | None = None,
    ) -> str:
        """Make one link that makes its first user staff or an organiser, and give it.

        ``scope``: the codes of the states that staff are limited to; none is all of them.
        ``by_person``: the organiser who asked for it; None for the command line.
        """
        if kind not in _GRANTS:
            raise ValueError(f"{kind}: a delegate's link is made by for_delegates")
        now = self._clock.now()
        states = " ".join(sorted(set(scope))) or None
        token = secrets.token_urlsafe(_TOKEN_BYTES)

        def work(session: Session) -> None:
            row = _row(token, kind, now, now + timedelta(hours=hours), scope=states)
            session.execute(insert(table(Invite)), [row])
            _note(session, now, f"invite_{kind}", states or "", by_person)

        await self._database.write(work)
        return link(bot_username, token)

    async def redeem(self, token: str, person_id: int, now: datetime | None = None) -> Redeemed:
        """Let an account use a link; one transaction. See `redeem_in`."""
        moment = now or self._clock.now()
        return await self._database.write(lambda s: redeem_in(s, token, person_id, moment))


def link(bot_username: str, token: str) -> str:
    """Give the address that opens the bot with a token (Telegram: "Deep linking")."""
    return f"https://t.me/{bot_username.removeprefix('@')}?start={token}"


def redeem_in(session: Session, token: str, person_id: int, now: datetime) -> Redeemed:
    """Let an account use a link, in the caller's transaction.

    Exactly one account can: one conditional statement decides. The account that used a link may
    open it again and is told the same. Raises InviteUnknown, InviteUsed, InviteExpired,
    DelegateTaken, AlreadySomeone or NoLongerInvited; the link is then as good as before.
    """
    invite = session.exec(select(Invite).where(Invite.token_hash == _hash(token))).one_or_none()
    if invite is None or invite.revoked_at is not None:
        raise InviteUnknown
    if invite.used_at is not None:
        return _again(session, invite, person_id)
    if invite.expires_at is not None and invite.expires_at <= now:
        raise InviteExpired
    with session.begin_nested():
        if not _claim(session, invite, person_id, now):
            session.refresh(invite)  # someone was faster by a moment; perhaps the same account
            return _again(session, invite, person_id)
        if invite.kind is InviteKind.DELEGATE:
            if invite.delegate_id is None:
                raise InviteUnknown
            bound = bind(session, person_id, invite.delegate_id, Verification.LINK, now)
            return Redeemed(invite.kind, bound.delegate, again=bound.again)
        return _grant(session, invite, person_id, now)


def _claim(session: Session, invite: Invite, person_id: int, now: datetime) -> bool:
    invites = table(Invite)
    statement = (
        update(invites)
        .where(
            invites.c.id == invite.id,
            invites.c.used_at.is_(None),
            invites.c.revoked_at.is_(None),
            or_(invites.c.expires_at.is_(None), invites.c.expires_at > now),
        )
        .values(used_at=now, used_by=person_id)
        .returning(invites.c.id)
    )
    return session.execute(statement).scalar_one_or_none() is not None


def _again(session: Session, invite: Invite, person_id: int) -> Redeemed:
    """Tell the account that used the link what it got, if it still has it."""
    if invite.used_by != person_id:
        raise InviteUsed
    person = session.exec(select(Person).where(Person.id == person_id)).one()
    if invite.kind is InviteKind.DELEGATE:
        if person.delegate_id is None or person.delegate_id != invite.delegate_id:
            raise InviteUsed
        return Redeemed(invite.kind, session.get(Delegate, person.delegate_id), again=True)
    if _RANK[person.role] < _RANK[_GRANTS[invite.kind]]:
        raise InviteUsed
    return Redeemed(invite.kind, scope=person.scope, again=True)


def _grant(session: Session, invite: Invite, person_id: int, now: datetime) -> Redeemed:
    """Raise the account's role and widen its scope; a link never takes anything away."""
    statement = select(Person).where(Person.id == person_id).with_for_update()
    person = session.exec(statement).one()
    role = _GRANTS[invite.kind]
    if _RANK[person.role] < _RANK[role]:
        person.role, person.scope = role, invite.scope
    elif person.role is Role.STAFF:
        person.scope = _wider(person.scope, invite.scope)
    session.add(person)
    session.flush()
    _note(session, now, f"role_{role}", person.scope or "", person_id)
    return Redeemed(invite.kind, scope=person.scope)


def _wider(one: str | None, other: str | None) -> str | None:
    if one is None or other is None:
        return None
    return " ".join(sorted({*one.split(), *other.split()}))


def _not_joined(session: Session, states: list[str] | None) -> list[Delegate]:
    statement = (
        select(Delegate)
        .join(Person, col(Person.delegate_id) == col(Delegate.id), isouter=True)
        .where(Delegate.status == RosterStatus.ACTIVE, col(Person.id).is_(None))
        .order_by(col(Delegate.roster_no))
    )
    if states is not None:
        statement = statement.where(col(Delegate.state).in_(states))
    return list(session.exec(statement))


def _revoke(session: Session, delegate_ids: list[int], now: datetime) -> None:
    invites = table(Invite)
    for start in range(0, len(delegate_ids), _CHUNK):
        session.execute(
            update(invites)
            .where(
                invites.c.delegate_id.in_(delegate_ids[start : start + _CHUNK]),
                invites.c.used_at.is_(None),
                invites.c.revoked_at.is_(None),
            )
            .values(revoked_at=now)
        )


def _row(
    token: str,
    kind: InviteKind,
    now: datetime,
    expires_at: datetime | None,
    *,
    delegate_id: int | None = None,
    scope: str | None = None,
) -> dict[str, object]:
    return {
        "token_hash": _hash(token),
        "kind": kind,
        "delegate_id": delegate_id,
        "scope": scope,
        "created_at": now,
        "expires_at": expires_at,
    }


def new_row(
    token: str, kind: InviteKind, now: datetime, expires_at: datetime, delegate_id: int
) -> Invite:
    """Give the row of a new link of one delegate."""
    return Invite(
        token_hash=_hash(token),
        kind=kind,
        delegate_id=delegate_id,
        created_at=now,
        expires_at=expires_at,
    )


def _note(
    session: Session, now: datetime, action: str, detail: str, person_id: int | None = None
) -> None:
    session.add(Audit(at=now, person_id=person_id, action=action, detail=detail))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
