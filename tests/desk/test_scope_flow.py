"""Every command and every button, for every role: nobody sees or changes what is not his to see.

Mohan of Bihar has an answer, an account, a question, a point, a note and a neighbour who asks to be
added. Whoever looks after Rajasthan only presses everything about him, forged where it must be.
"""

from dataclasses import fields
from itertools import product
from pathlib import Path

import pytest
import regex
from buttons import kinds
from sqlmodel import Session, select
from stage import MOHAN, RAMESH, SUNITA, Someone, Stage

import bot.services
from bot.audit_texts import SENTENCES
from db.desk import StaffNote
from db.models import Audit, Delegate, JoinRequest, Person, Rsvp
from handlers.commands import COMMANDS
from handlers.person_acts import ACTS
from handlers.presses import EVERYONE, STAFF, Press

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORBIDDEN = regex.compile(
    r"मोहन|उदाहरण|mohan|udaharan|gaya|गया ज़िला|1100000003|11000 00003", regex.I
)
# What a field of a button may hold, all of it about Bihar and Mohan; others hold "1".
VALUES = {
    "place": [".BR.", f"..{MOHAN}", f"batch2.BR.{MOHAN}", "batch2.."],
    "state": ["BR"],
    "delegate": [str(MOHAN)],
    "group": ["all", "no"],
    "kind": ["", "xlsx", "csv", "funnel", "states"],
    "act": [*ACTS, "m1", "g1", "m4", "release!abcdef", "m4!abcdef", "g1!abcdef", "replace!abcdef"],
    "choice": ["yes"],
    "session": ["batch3"],
    "page": ["0"],
    "subject": ["*"],
    "by": ["state", "part"],
}
ONLY_OWN = {"lang"}  # what the presser changes about himself


def buttons(kind: type[Press]) -> list[str]:
    """Give callback data of a kind with all that a forger may put into it."""
    values = [VALUES.get(field.name, ["1"]) for field in fields(kind)]
    return [kind(*chosen).data() for chosen in product(*values)]


async def forge(someone: Someone, data: str) -> None:
    """Press a button that was never shown, whatever pops up."""
    query_id = await someone.forge_silently(data)
    outcome = await someone.stage.world.callbacks.outcome(query_id, 0.0)
    someone.toast = outcome["text"] or ""


async def set_up(stage: Stage) -> Someone:
    """Let there be something of everything in Bihar, under keys that begin with 1."""
    mohan = await stage.joined(MOHAN)
    await mohan.press("❌ नहीं, आना नहीं हो पाएगा")
    await mohan.press("परिवार में कार्यक्रम है")
    await mohan.say("/point")
    await mohan.say("गया में महिलाओं को 33 प्रतिशत पद मिलें")
    await mohan.say("/ask")
    await mohan.say("गया से मोहन उदाहरण का सवाल: मंच पर व्हीलचेयर जा सकती है क्या")
    guest = stage.stranger()
    await guest.start("")
    await guest.press("हिंदी")
    await guest.forge("jstate:BR")
    await guest.say("Gaya")
    await guest.say("मोहन उदाहरण के भाई")
    chief = await stage.staff(1)
    await chief.say("mohan")
    await chief.press("📝 टिप्पणी")
    await chief.say("मोहन जी को शाम को फ़ोन करें")
    return mohan


def state_of_things(stage: Stage) -> tuple[object, ...]:
    """Read what a press from outside must not change."""

    def work(session: Session) -> tuple[object, ...]:
        delegate = session.get_one(Delegate, MOHAN).model_dump(exclude={"updated_at"})
        account = session.exec(select(Person).where(Person.delegate_id == MOHAN)).one()
        answer = session.get_one(Rsvp, MOHAN).model_dump()
        requests = [r.status for r in session.exec(select(JoinRequest)).all()]
        notes = len(session.exec(select(StaffNote)).all())
        return delegate, (account.id, account.muted_at), answer, requests, notes

    return stage.fetch(work)


@SQLITE
async def test_staff_of_another_state_press_every_button(stage: Stage) -> None:
    mohan = await set_up(stage)
    await stage.joined(RAMESH)
    helper = await stage.staff(3)
    before, heard = state_of_things(stage), len(mohan.messages)
    for kind in kinds():
        if kind.CODE in ONLY_OWN:
            continue
        for data in buttons(kind):
            await forge(helper, data)
            said = [*helper.heard, helper.toast, *(m.text for m in helper.messages)]
            leaked = [text for text in said if FORBIDDEN.search(text)]
            assert leaked == [], data
    assert state_of_things(stage) == before
    assert len(mohan.messages) == heard
    for name in [c.name for c in COMMANDS]:
        await helper.say(f"/{name}")
        assert not FORBIDDEN.search(" ".join(helper.heard)), name
    for line in ("bihar", "बिहार में किसने जवाब नहीं दिया", "mohan", "3", "3 haan", "gaya", "udaharn",
                 "+91 11000 00003", "bihar excel", "gaya bihar", "batch2 list no"):  # fmt: skip
        await helper.say("/status")
        await helper.say(line)
        assert not FORBIDDEN.search(" ".join(helper.heard).replace(line, "")), line
    assert state_of_things(stage) == before
    for file in helper.files():
        assert b"Mohan" not in file.content
        assert "मोहन".encode() not in file.content


@SQLITE
async def test_delegates_and_guests_press_what_is_for_staff(stage: Stage) -> None:
    await set_up(stage)
    ramesh, guest = await stage.joined(RAMESH), stage.stranger(2)
    await guest.start("")
    await guest.press("English")
    acts = len(stage.fetch(lambda s: s.exec(select(Audit)).all()))
    for someone, locale in ((ramesh, "hi"), (guest, "en")):
        refused = stage.voice(locale).plain("This button is for the organisers.")
        for kind in kinds():
            if kind.WHO == EVERYONE:
                continue
            for data in buttons(kind)[:3]:
                await someone.forge(data)
                assert (data, someone.toast) == (data, refused)
        no_such = stage.voice(locale).plain("There is no such command. /help shows what I can do.")
        for command in COMMANDS:
            if command.who <= STAFF:
                await someone.say(f"/{command.name}")
                assert (command.name, someone.heard) == (command.name, [no_such])
    assert len(stage.fetch(lambda s: s.exec(select(Audit)).all())) == acts


@SQLITE
async def test_only_organisers_read_the_audit(stage: Stage) -> None:
    await stage.joined(SUNITA)
    chief, helper = await stage.staff(1, "en"), await stage.staff(5, "en")
    await chief.say("2 yes")
    await chief.say("/audit")
    assert chief.last.splitlines()[2:4] == [
        "20 March, 10 am · Sachiv Namuna",
        "Answer entered for Sunita Sample: ✅ Yes",
    ]
    await helper.say("/audit")
    assert helper.last == "There is no such command. /help shows what I can do."
    await helper.forge("log:0")
    assert helper.toast == "This button is for the organisers."


@SQLITE
async def test_phones_can_be_hidden_from_staff(stage: Stage) -> None:
    privacy = stage.services.config.privacy.model_copy(update={"hide_phones_from": ("staff",)})
    stage.services.config = stage.services.config.model_copy(update={"privacy": privacy})
    chief, helper = await stage.staff(1), await stage.staff(3)
    for someone, seen in ((chief, True), (helper, False)):
        for line in ("1", "राजस्थान में किसने जवाब नहीं दिया"):
            await someone.say(line)
            assert ("11000 0000" in someone.last) is seen, line
    assert "📞 फ़ोन सूची" not in helper.labels()
    await helper.forge("out:.RJ.:all:pdf")
    assert helper.last == stage.voice("hi").plain(
        "Phone numbers are not shown to you, so there is no call list."
    )


def test_the_audit_has_a_sentence_for_every_act() -> None:
    """Each action that a service writes down; "announcement.*" by what `audit` is called with."""
    services = Path(bot.services.__file__).parent
    source = "\n".join(path.read_text("utf-8") for path in services.glob("*.py"))
    acts = set(regex.findall(r'Audit\([^)]*?action="([a-z_.]+)"', source))
    acts |= {f"announcement.{a}" for a in regex.findall(r'audit\(session, row, "(\w+)"', source)}
    acts |= set(regex.findall(r'_(?:note|keep)\(db, [^)"]*"([a-z_.]+)"', source))
    acts |= set(regex.findall(r'"(reminder\.[a-z]+)"', source))
    assert len(acts) > 25
    assert acts - set(SENTENCES) == set()
