"""The running counts stay what counting anew gives, whatever happens to the tables."""

import random
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select, text, update
from sqlmodel import Session

from bot.names import search_keys
from db import counting
from db.desk import DelegateWord, Tally
from db.dialects import insert_ignore, table
from db.door import CheckIn
from db.engine import Database
from db.models import Delegate, Person, Rsvp
from db.types import DoorVia, Role, RosterStatus, RsvpChoice

NOW = datetime(2025, 3, 20, 4, 30, tzinfo=UTC)
KEYS = range(1, 31)
D, P, R, C = table(Delegate), table(Person), table(Rsvp), table(CheckIn)


def fill(session: Session) -> None:
    rows = [
        {
            "id": key,
            "roster_no": key,
            "name": f"Namuna{key % 7}",
            "state": "RJ" if key % 3 else "UP",
            "district": "Kota",
            "search_key": search_keys(f"Namuna{key % 7}", "Kota"),
            "status": RosterStatus.ACTIVE,
            "deadline_waived": False,
            "created_at": NOW,
            "updated_at": NOW,
        }
        for key in KEYS
    ]
    session.execute(insert(D), rows)
    people = [
        {"telegram_id": key, "chat_id": key, "name": "N", "role": Role.GUEST, "created_at": NOW}
        for key in KEYS
    ]
    session.execute(insert(P), people)


def act(session: Session, chance: random.Random) -> None:
    """Change something at random, also what changes nothing and several rows at once."""
    key, other = chance.choice(KEYS), chance.choice(KEYS)
    entry = {"delegate_id": key, "session": chance.choice("ab"), "at": NOW, "via": DoorVia.NAME}
    answer = {
        "delegate_id": key,
        "choice": chance.choice(list(RsvpChoice)),
        "session": "a",
        "starts": "d",
        "answered_at": NOW,
    }
    free = select(P.c.id).where(P.c.delegate_id == key)
    match chance.randrange(11):
        case 0:
            insert_ignore(session, R, [answer, answer | {"delegate_id": other}])
        case 1:
            session.execute(update(R).where(R.c.delegate_id == key).values(choice="no"))
        case 2:
            session.execute(delete(R).where(R.c.delegate_id.in_([key, other])))
        case 3 if session.execute(free).first() is None:
            session.execute(update(P).where(P.c.telegram_id == other).values(delegate_id=key))
        case 4:
            seen = chance.choice([None, NOW])
            session.execute(update(P).where(P.c.id == key).values(verified_at=seen))
        case 5:
            gone = update(P).where(P.c.telegram_id.in_([key, other]))
            session.execute(gone.values(unreachable_at=chance.choice([None, NOW])))
        case 6:
            insert_ignore(session, C, [entry, entry | {"session": "a"}])
        case 7:
            session.execute(delete(C).where(C.c.delegate_id == key))
        case _:
            changes = [
                {"status": chance.choice(list(RosterStatus))},
                {"session_override": chance.choice([None, "a", "b"])},
                {"search_key": search_keys("Udaharan", "Kota"), "state": "BR"},
            ]
            some = update(D).where(D.c.id.in_([key, other]))
            session.execute(some.values(**chance.choice(changes)))


def kept(session: Session) -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
    tally = select(table(Tally)).where(table(Tally).c.invited > 0)
    words = select(table(DelegateWord))
    return (
        {tuple(row) for row in session.execute(tally)},
        {tuple(row) for row in session.execute(words)},
    )


def test_the_counts_are_what_counting_anew_gives(database: Database) -> None:
    database.run(fill)
    chance = random.Random(7)
    for _ in range(40):
        for _ in range(10):
            database.run(lambda session: act(session, chance))
        running = database.fetch(kept)
        database.run(lambda session: counting.recount(session.connection()))
        assert running == database.fetch(kept)


def test_nothing_is_left_of_a_delegate_who_is_deleted(database: Database) -> None:
    database.run(fill)
    database.run(lambda session: session.execute(delete(P)) and None)
    database.run(lambda session: session.execute(delete(D)) and None)
    assert database.fetch(kept) == (set(), set())
    left = database.fetch(lambda s: s.execute(text("SELECT max(invited) FROM tally")).scalar())
    assert left == 0
