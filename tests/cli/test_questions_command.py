"""``samvad questions``: list and export what went to the organisers."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from bot.config import load
from bot.event import Both, Faq
from bot.services.event_editor import EventEditor
from bot.services.inbox import Asked, Inbox
from bot.services.inbox_replies import Replies, Written, heard, sending_key
from bot.services.outbox_outcomes import Heard
from db.engine import Database
from db.inbox import ReplySending
from db.models import Delegate, Person
from db.types import DeliveryState, QuestionKind, Role
from tests.cli.conftest import Samvad

NOON = datetime(2025, 3, 20, 6, 30, tzinfo=UTC)


class Noon:
    """A clock at which it is always noon."""

    def now(self) -> datetime:
        return NOON


@pytest.fixture
async def asked(stored: Path) -> Path:
    """Let two ask alike, who are answered, one of them in vain, and one send a voice note."""
    database = Database.open(f"sqlite:///{stored}")
    for number, state in ((1, "RJ"), (2, "BR")):
        delegate = Delegate(
            id=number,
            roster_no=number,
            name=f"Sample {number}",
            state=state,
            district="Namuna",
            created_at=NOON,
            updated_at=NOON,
        )
        database.run(lambda s, row=delegate: s.add(row))
    for number, seat, role in ((1, 1, Role.DELEGATE), (2, 2, Role.DELEGATE), (3, None, Role.STAFF)):
        person = Person(
            id=number,
            telegram_id=number,
            chat_id=number,
            name=f"Person {number}",
            role=role,
            delegate_id=seat,
            created_at=NOON,
        )
        database.run(lambda s, row=person: s.add(row))
    events = EventEditor(database, Noon())
    await events.ensure_first(load(None, {}).event)
    inbox = Inbox(database, Noon(), events)
    for who, kind, text in ((1, "text", "=wifi"), (2, "text", "wifi?"), (2, "voice", "")):
        number = 10 * who + len(text)
        await inbox.file(
            who, Asked(QuestionKind(kind), text, "wifi/" if text else "", "hi", who, number)
        )
    replies = Replies(database, Noon())
    await replies.reply(1, 3, None, Written("हाँ,\nहै", 3, 99))
    sendings = database.fetch(lambda s: s.exec(select(ReplySending.id)).all())
    became = zip(sorted(sendings), (DeliveryState.SENT, DeliveryState.UNREACHABLE), strict=True)
    told = [Heard(key, sending_key(key), state, None) for key, state in became]
    database.run(lambda s: heard(s, told, NOON))
    database.close()
    return stored


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ([], [1, 2, 3]),
        (["--state", "बिहार"], [2, 3]),
        (["--status", "answered"], [1, 2]),
        (["--status", "open"], [3]),
        (["--status", "done"], []),
        (["--state", "RJ", "--status", "open"], []),
    ],
)
@pytest.mark.usefixtures("asked")
def test_questions_are_listed_and_filtered(
    samvad: Samvad, options: list[str], numbers: list[int]
) -> None:
    found = samvad("questions", "list", "--json", *options)
    assert (found.status, [json.loads(line)["no"] for line in found.lines]) == (0, numbers)


@pytest.mark.usefixtures("asked")
def test_a_question_is_printed_with_its_answer(samvad: Samvad) -> None:
    assert samvad("questions", "list").lines == [
        "1. [answered] Sample 1 (Namuna, RJ), 2025-03-20 12:00, topic 1",
        "   ? =wifi",
        "   = हाँ,",
        "   = है",
        "     Person 3, sent",
        "2. [answered] Sample 2 (Namuna, BR), 2025-03-20 12:00, topic 1",
        "   ? wifi?",
        "   = हाँ,",
        "   = है",
        "     Person 3, unreachable",
        "3. [open] Sample 2 (Namuna, BR), 2025-03-20 12:00, topic 2",
        "   ? (voice)",
    ]
    assert samvad("questions", "list", "--status", "done").lines == ["No questions."]


@pytest.mark.usefixtures("asked")
def test_questions_are_written_to_a_file_in_which_nothing_runs(
    samvad: Samvad, tmp_path: Path
) -> None:
    file = tmp_path / "questions.csv"
    assert samvad("questions", "export", file).lines == [f"{file}: 3 questions"]
    with file.open(encoding="utf-8-sig", newline="") as opened:
        first, *_ = csv.DictReader(opened)
    assert first == {
        "no": "1",
        "topic": "1",
        "asked": "2025-03-20 12:00",
        "status": "answered",
        "name": "Sample 1",
        "district": "Namuna",
        "state": "RJ",
        "session": "batch3",
        "kind": "text",
        "question": "'=wifi",
        "answer": "हाँ,\nहै",
        "answered_by": "Person 3",
        "delivered": "sent",
    }


def test_an_unknown_state_is_named(samvad: Samvad, stored: Path) -> None:
    assert stored.exists()
    found = samvad("questions", "list", "--state", "Narnia")
    assert (found.status, found.out) == (1, "")
    assert "Narnia" in found.err


@pytest.fixture
async def added(stored: Path) -> Path:
    """Add an entry to the FAQ."""
    database = Database.open(f"sqlite:///{stored}")
    events = EventEditor(database, Noon())
    event = (await events.ensure_first(load(None, {}).event)).event
    entry = Faq(
        id="q1",
        question=Both(hi="क्या व्हीलचेयर मिलेगी?", en="Is there a wheelchair?"),
        answer=Both(hi="हाँ।", en="Yes."),
        phrases=("wheelchair milegi kya",),
    )
    changed = event.model_copy(update={"faq": (*event.faq, entry)})
    await events.release(changed, note="test", by=None)
    database.close()
    return stored


@pytest.mark.usefixtures("added")
def test_ask_answers_from_an_added_entry(samvad: Samvad) -> None:
    (line,) = samvad("ask", "--json", "whelchair milegi kya").lines
    found = json.loads(line)
    assert (found["intents"], found["answer"].splitlines()[:2]) == (
        [],
        ["क्या व्हीलचेयर मिलेगी?", "हाँ।"],
    )
