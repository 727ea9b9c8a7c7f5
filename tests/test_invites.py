"""Single-use links and contacts: who gets which roster row, also when all come at once."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.clock import Clock
from bot.errors import Refusal
from bot.services.invites import (
    InviteExpired,
    Invites,
    InviteUnknown,
    InviteUsed,
    PersonalLink,
    Redeemed,
)
from bot.services.joining import (
    AlreadySomeone,
    Bound,
    DelegateTaken,
    Joining,
    NoLongerInvited,
    NotOnRoster,
    SeveralMatch,
    bind,
)
from db.engine import Database
from db.models import Audit, Delegate, Invite, Person
from db.types import InviteKind, Role, RosterStatus, Verification

BOT = "samvad_bot"


@pytest.fixture
def invites(database: Database, clock: Clock) -> Invites:
    return Invites(database, clock)


@pytest.fixture
def joining(database: Database, clock: Clock) -> Joining:
    return Joining(database, clock)


class World:
    """Two delegates, and accounts that wrote to the bot."""

    def __init__(self, database: Database, now: datetime) -> None:
        self._database = database
        self._now = now
        self._telegram_id = 7_000_000_000
        self.ram = self.delegate("Ram Verma", "+911000000001")
        self.sita = self.delegate("Sita Devi", "+911000000002", state="UP")

    def delegate(self, name: str, phone: str | None, *, state: str = "RJ") -> int:
        def work(session: Session) -> int:
            number = len(session.exec(select(Delegate)).all()) + 1
            row = Delegate(
                roster_no=number, name=name, state=state, district="Jaipur", phone=phone,
                created_at=self._now, updated_at=self._now,
            )  # fmt: skip
            session.add(row)
            session.flush()
            return row.id or 0

        return self._database.run(work)

    def account(self, role: Role = Role.GUEST, scope: str | None = None) -> int:
        self._telegram_id += 1
        person = Person(
            telegram_id=self._telegram_id, chat_id=self._telegram_id, name="someone", role=role,
            scope=scope, created_at=self._now,
        )  # fmt: skip

        def work(session: Session) -> int:
            session.add(person)
            session.flush()
            return person.id or 0

        return self._database.run(work)

    def seat(self, person_id: int, delegate_id: int) -> Bound:
        """Tie an account to a row as the services of staff do."""
        return self._database.run(
            lambda s: bind(s, person_id, delegate_id, Verification.STAFF, self._now)
        )

    def person(self, key: int) -> Person:
        return self._database.fetch(lambda s: s.exec(select(Person).where(Person.id == key)).one())

    def strike(self, delegate_id: int) -> None:
        def work(session: Session) -> None:
            session.get_one(Delegate, delegate_id).status = RosterStatus.GONE

        self._database.run(work)


@pytest.fixture
def world(database: Database, now: datetime) -> World:
    return World(database, now)


def token(link: PersonalLink | str) -> str:
    address = link if isinstance(link, str) else link.link
    before, _, found = address.partition("?start=")
    assert before == f"https://t.me/{BOT}"
    return found


async def links(invites: Invites, **choice: object) -> dict[str, str]:
    made = await invites.for_delegates(BOT, **choice)  # type: ignore[arg-type]
    return {one.name: token(one) for one in made}


async def test_a_link_makes_a_guest_the_delegate(
    invites: Invites, world: World, database: Database, now: datetime
) -> None:
    (first, second) = await invites.for_delegates(f"@{BOT}")
    assert (first.roster_no, first.name, first.phone) == (1, "Ram Verma", "+911000000001")
    assert len(token(first)) == 22
    assert token(first) != token(second)
    person = world.account()
    redeemed = await invites.redeem(token(first), person, now)
    assert redeemed.delegate is not None
    assert (redeemed.kind, redeemed.delegate.id, redeemed.again) == (
        InviteKind.DELEGATE,
        world.ram,
        False,
    )
    bound = world.person(person)
    assert (bound.delegate_id, bound.role, bound.verified_at, bound.verified_by) == (
        world.ram,
        Role.DELEGATE,
        now,
        Verification.LINK,
    )
    kept = database.fetch(lambda s: list(s.exec(select(Invite).order_by(col(Invite.id)))))
    assert [(one.used_at, one.used_by) for one in kept] == [(now, person), (None, None)]
    assert all(token(first) not in one.token_hash and len(one.token_hash) == 64 for one in kept)


async def test_the_same_account_may_open_its_link_again(
    invites: Invites, world: World, now: datetime
) -> None:
    person, token_ = world.account(), (await links(invites))["Ram Verma"]
    first = await invites.redeem(token_, person, now)
    again = await invites.redeem(token_, person, now + timedelta(days=9))
    assert (first.again, again.again, again.delegate) == (False, True, first.delegate)
    assert world.person(person).verified_at == now


async def test_one_link_and_twenty_accounts_at_once(
    invites: Invites, world: World, database: Database, database_url: str, clock: Clock
) -> None:
    token_ = (await links(invites))["Ram Verma"]
    people = [world.account() for _ in range(20)]
    bots = [Database.open(database_url) for _ in people]  # each with a writer of its own
    outcomes = await asyncio.gather(
        *(Invites(bot, clock).redeem(token_, p) for bot, p in zip(bots, people, strict=True)),
        return_exceptions=True,
    )
    for bot in bots:
        bot.close()
    won = [p for p, one in zip(people, outcomes, strict=True) if isinstance(one, Redeemed)]
    assert len(won) == 1
    assert {type(one) for one in outcomes} <= {Redeemed, InviteUsed, DelegateTaken}
    bound = database.fetch(
        lambda s: list(s.exec(select(Person.id).where(col(Person.delegate_id).is_not(None))))
    )
    assert bound == won


async def test_twenty_links_of_one_delegate_at_once(
    invites: Invites, world: World, database: Database, database_url: str, clock: Clock
) -> None:
    tokens = [(await links(invites))["Ram Verma"] for _ in range(20)]
    people = [world.account() for _ in tokens]
    bots = [Database.open(database_url) for _ in people]
    outcomes = await asyncio.gather(
        *(Invites(b, clock).redeem(t, p) for b, t, p in zip(bots, tokens, people, strict=True)),
        return_exceptions=True,
    )
    for bot in bots:
        bot.close()
    assert sorted(type(one).__name__ for one in outcomes) == ["DelegateTaken"] * 19 + ["Redeemed"]
    used = database.fetch(
        lambda s: list(s.exec(select(Invite.id).where(col(Invite.used_at).is_not(None))))
    )
    assert len(used) == 1


async def test_what_is_refused_leaves_everything_as_it_was(
    invites: Invites, world: World, database: Database, now: datetime
) -> None:
    mine = await links(invites, expires_at=now + timedelta(days=1))
    older, other, someone = await links(invites), world.account(), world.account()
    await invites.redeem(mine["Ram Verma"], someone, now)
    world.strike(world.sita)
    cases: list[tuple[str, int, datetime, type[Refusal]]] = [
        ("not-a-token", other, now, InviteUnknown),
        ("", other, now, InviteUnknown),
        (mine["Ram Verma"], other, now, InviteUsed),
        (older["Ram Verma"], other, now, DelegateTaken),
        (mine["Sita Devi"], other, now + timedelta(days=1), InviteExpired),
        (mine["Sita Devi"], other, now, NoLongerInvited),
    ]
    for token_, person, at, refusal in cases:
        before = database.fetch(lambda s: [one.model_dump() for one in s.exec(select(Invite))])
        with pytest.raises(Refusal) as refused:
            await invites.redeem(token_, person, at)
        assert type(refused.value) is refusal
        after = database.fetch(lambda s: [one.model_dump() for one in s.exec(select(Invite))])
        assert after == before
        assert world.person(person).delegate_id is None


async def test_nobody_is_two_delegates(invites: Invites, world: World, now: datetime) -> None:
    both, person = await links(invites), world.account()
    await invites.redeem(both["Ram Verma"], person, now)
    with pytest.raises(AlreadySomeone):
        await invites.redeem(both["Sita Devi"], person, now)
    # The link is still good for whom it was meant.
    assert (await invites.redeem(both["Sita Devi"], world.account(), now)).again is False


async def test_only_those_who_have_not_joined_get_links(
    invites: Invites, world: World, now: datetime
) -> None:
    first = await links(invites)
    await invites.redeem(first["Ram Verma"], world.account(), now)
    assert list(await links(invites)) == ["Sita Devi"]
    assert list(await links(invites, states=["RJ"])) == []
    world.strike(world.sita)
    assert list(await links(invites)) == []


async def test_new_links_leave_older_ones_valid_unless_renewed(
    invites: Invites, world: World, now: datetime
) -> None:
    first = await links(invites)
    await links(invites)
    assert (await invites.redeem(first["Ram Verma"], world.account(), now)).again is False
    await links(invites, renew=True)
    with pytest.raises(InviteUnknown):
        await invites.redeem(first["Sita Devi"], world.account(), now)


@pytest.mark.parametrize(
    ("has", "had_scope", "kind", "scope", "gets", "new_scope"),
    [
        (Role.GUEST, None, InviteKind.STAFF, ["UP", "RJ"], Role.STAFF, "RJ UP"),
        (Role.GUEST, None, InviteKind.STAFF, [], Role.STAFF, None),
        (Role.DELEGATE, None, InviteKind.ORGANISER, [], Role.ORGANISER, None),
        (Role.STAFF, "RJ", InviteKind.STAFF, ["UP"], Role.STAFF, "RJ UP"),
        (Role.STAFF, None, InviteKind.STAFF, ["UP"], Role.STAFF, None),
        (Role.STAFF, "RJ", InviteKind.ORGANISER, [], Role.ORGANISER, None),
        (Role.ORGANISER, None, InviteKind.STAFF, ["UP"], Role.ORGANISER, None),
    ],
)
async def test_a_role_link_only_adds(  # noqa: PLR0917
    invites: Invites, world: World, database: Database, now: datetime, has: Role,
    had_scope: str | None, kind: InviteKind, scope: list[str], gets: Role, new_scope: str | None,
) -> None:  # fmt: skip
    person = world.account(has, had_scope)
    token_ = token(await invites.for_role(kind, scope, bot_username=BOT))
    assert await invites.redeem(token_, person, now) == Redeemed(kind, scope=new_scope)
    assert (world.person(person).role, world.person(person).scope) == (gets, new_scope)
    assert (await invites.redeem(token_, person, now)).again is True
    with pytest.raises(InviteUsed):
        await invites.redeem(token_, world.account(), now)
    done = database.fetch(lambda s: [(a.action, a.person_id) for a in s.exec(select(Audit))])
    assert [one[1] for one in done] == [None, person]


async def test_a_role_link_lives_a_day_and_does_not_undo_a_demotion(
    invites: Invites, world: World, database: Database, now: datetime
) -> None:
    person = world.account()
    token_ = token(await invites.for_role(InviteKind.ORGANISER, bot_username=BOT))
    with pytest.raises(InviteExpired):
        await invites.redeem(token_, person, now + timedelta(hours=24))
    await invites.redeem(token_, person, now + timedelta(hours=23))

    def demote(session: Session) -> None:
        session.get_one(Person, person).role = Role.GUEST

    database.run(demote)
    with pytest.raises(InviteUsed):
        await invites.redeem(token_, person, now)
    assert world.person(person).role is Role.GUEST


async def test_staff_stay_staff_when_they_join_as_delegates(
    invites: Invites, world: World, now: datetime
) -> None:
    person = world.account(Role.STAFF, "RJ")
    await invites.redeem((await links(invites))["Ram Verma"], person, now)
    bound = world.person(person)
    assert (bound.role, bound.scope, bound.delegate_id) == (Role.STAFF, "RJ", world.ram)


@pytest.mark.parametrize("phone", ["911000000001", "+911000000001", "01000000001"])
async def test_a_contact_joins(joining: Joining, world: World, phone: str) -> None:
    person = world.account()
    outcome = await joining.bind_by_contact(person, phone)
    assert isinstance(outcome, Bound)
    assert (outcome.delegate.id, outcome.again) == (world.ram, False)
    assert world.person(person).verified_by is Verification.CONTACT
    again = await joining.bind_by_contact(person, phone)
    assert (isinstance(again, Bound), again) == (True, Bound(outcome.delegate, again=True))


async def test_a_phone_that_several_share(joining: Joining, world: World) -> None:
    geeta = world.delegate("Geeta", "+911000000001")
    gone = world.delegate("Gone", "+911000000001")
    world.strike(gone)
    person = world.account()
    several = await joining.bind_by_contact(person, "911000000001")
    assert isinstance(several, SeveralMatch)
    assert [one.id for one in several.delegates] == [world.ram, geeta]
    for old_button in (world.sita, gone):
        again = await joining.bind_by_contact(person, "911000000001", old_button)
        assert again == several
    chosen = await joining.bind_by_contact(person, "911000000001", geeta)
    assert isinstance(chosen, Bound)
    assert chosen.delegate.id == geeta
    # The one that is left is the other's.
    other = await joining.bind_by_contact(world.account(), "911000000001", geeta)
    assert isinstance(other, Bound)
    assert other.delegate.id == world.ram
    with pytest.raises(DelegateTaken):
        await joining.bind_by_contact(world.account(), "911000000001")


@pytest.mark.parametrize("phone", ["911000000009", "", "nonsense"])
async def test_a_contact_that_is_not_on_the_roster(
    joining: Joining, world: World, phone: str
) -> None:
    assert await joining.bind_by_contact(world.account(), phone) == NotOnRoster()


async def test_a_released_row_is_free_and_its_link_is_not(
    joining: Joining, invites: Invites, world: World, now: datetime
) -> None:
    first, second = world.account(), world.account()
    token_ = (await links(invites))["Ram Verma"]
    await invites.redeem(token_, first, now)
    with pytest.raises(DelegateTaken):
        world.seat(second, world.ram)
    assert await joining.release(world.ram) == first
    assert await joining.release(world.ram) is None
    released = world.person(first)
    assert (released.delegate_id, released.verified_at, released.role) == (None, None, Role.GUEST)
    with pytest.raises(InviteUsed):
        await invites.redeem(token_, first, now)
    assert world.seat(second, world.ram).again is False
    assert world.person(second).verified_by is Verification.STAFF
    with pytest.raises(AlreadySomeone):
        world.seat(second, world.sita)
