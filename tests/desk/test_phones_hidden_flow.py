"""Phone numbers hidden from a role show nowhere: on no page, in no file, not in anybody's words.

The same walk, by one from whom nothing is hidden, meets every one of these numbers: so each of them
could have leaked. A number that somebody typed counts like that of the roster.
"""

import io
import zipfile
from dataclasses import fields
from datetime import UTC, datetime
from itertools import product
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
import regex
from buttons import kinds
from stage import KAMLA, RAMESH, SURESH, TRICKY, VIMLA, Someone, Stage

from handlers.commands import COMMANDS
from handlers.person_acts import ACTS
from handlers.presses import ORGANISERS, Press
from rehearsal.people import User
from tests.inbox.office import group, posted
from tests.points.sending import Sender

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DAY = datetime(2025, 4, 3, 3, 42, tzinfo=UTC)  # of Rajasthan
AFTER = datetime(2025, 4, 4, 4, 30, tzinfo=UTC)
# Where a number stands -> its last digits; all begin alike.
TYPED = {
    "point": "98870 00001",
    "question": "98870 00002",
    "caption": "98870 00003",
    "reason": "98870 00004",
    "note": "98870 00005",
    "comment": "98870 00006",
    "name of who asks to be added": "98870 00007",
    "name of an account": "98870 00008",
    "file": "98870 00009",
    "successor": "98870 00010",
}
NUMBER = regex.compile(r"(?:9887|1100)0 ?0\d{4}")
OF_ROSTER = "roster"
# Presses that change things which the walk still needs, or that lead away from here.
NOT_PRESSED = {"lang", "forget", "mute", "back", "done"}
VALUES = {
    "place": ["..", ".RJ."],
    "state": ["*", "RJ"],
    "delegate": [str(n) for n in (RAMESH, KAMLA, SURESH, 8)],
    "group": ["all", "silent"],
    "kind": ["", "xlsx", "csv", "pdf"],
    "act": [*sorted(ACTS.keys() - {"replace"}), "m4", "g1", "release!abcdef"],
    "choice": ["maybe"],
    "session": ["batch3"],
    "page": ["0"],
    "subject": ["*"],
    "by": ["state", "part"],
}


def presses(kind: type[Press]) -> list[str]:
    values = [VALUES.get(field.name, ["1"]) for field in fields(kind)]
    return [kind(*chosen).data() for chosen in product(*values)]


def hide(stage: Stage, *roles: str) -> None:
    privacy = stage.services.config.privacy.model_copy(update={"hide_phones_from": roles})
    stage.services.config = stage.services.config.model_copy(update={"privacy": privacy})


async def set_up(stage: Stage, chief: Someone) -> None:
    """Let a number stand wherever one can."""
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    suresh = await stage.joined(SURESH)
    send = Sender()
    await kamla.press("✅ हाँ, आना तय है")
    await suresh.press("✅ हाँ, आना तय है")
    await (await stage.joined(TRICKY)).press("✅ हाँ, आना तय है")
    await ramesh.press("❌ नहीं, आना नहीं हो पाएगा")
    await ramesh.say(f"बेटी की शादी है, {TYPED['reason']}")
    await ramesh.say("/point")
    await ramesh.say(f"जयपुर में कार्यालय बने, मेरा नंबर {TYPED['point']}")
    await ramesh.say("/point")
    await send(ramesh, "document", f"{TYPED['file']}.pdf")
    await ramesh.say("/ask")
    await ramesh.say(f"मंच पर व्हीलचेयर जा सकती है? {TYPED['question']}")
    await kamla.say("/ask")
    await send(kamla, "photo", "a.png", caption=f"यह देखिए, {TYPED['caption']}")
    guest = stage.stranger()
    await guest.start("")
    await guest.press("हिंदी")
    await guest.forge("jstate:RJ")
    await guest.say("Jaipur")
    await guest.say(f"मोहन {TYPED['name of who asks to be added']}")
    other = stage.someone(User(777, f"A {TYPED['name of an account']}"))
    await other.start("")
    await other.press("हिंदी" if "हिंदी" in other.labels() else other.labels()[0])
    await other.forge("jstate:RJ")
    await other.say("Bundi")
    await other.say("राधा")
    await other.say("/ask")
    await other.say("क्या बच्चे साथ आ सकते हैं जी")
    await chief.say("7")
    await chief.press("📝 टिप्पणी")
    await chief.say(f"नया नंबर {TYPED['note']}")
    await chief.forge(f"act:{VIMLA}:..::0:replace")
    await chief.say(f"गीता नमूना, {TYPED['successor']}")
    await chief.press("↔️ हाँ, बदल दीजिए")
    stage.clock.set(DAY)
    await chief.say("/door")
    await chief.say(f"{KAMLA} 99")
    stage.clock.set(AFTER)
    await stage.services.feedback.plan()
    await stage.quiet()
    await kamla.forge("fb:batch3:4")
    await kamla.say(f"अच्छा था। {TYPED['comment']}")
    stage.clock.set(DAY)


async def walk(stage: Stage, someone: Someone) -> set[str]:
    """Use everything that there is for him, and give what numbers he met, by where they stand."""
    for command in COMMANDS:
        await someone.say(f"/{command.name}")
    await posted(stage)
    for line in ("1", "ramesh", "jaipur", "राजस्थान में किसने जवाब नहीं दिया", "rajasthan list",
                 "11000 00007", "98870 12345", "7 haan"):  # fmt: skip
        await someone.say("/status")
        await someone.say(line)
    for kind in kinds():
        if kind.CODE in NOT_PRESSED or (kind.WHO == ORGANISERS and someone.user.id % 10 > 2):
            continue
        for data in presses(kind):
            query_id = await someone.forge_silently(data)
            await stage.world.callbacks.outcome(query_id, 0.0)
    await posted(stage)
    return numbers(someone)


def numbers(someone: Someone) -> set[str]:
    """Give where the numbers stand which the bot's messages and files to somebody hold."""
    said = [m.text for m in someone.messages]
    said += [label for m in someone.messages for label in someone.labels(m)]
    said += [m.wire.get("caption", "") for m in someone.messages]
    said += [text for file in someone.files() for text in texts(file.name, file.content)]
    said += [file.name for file in someone.files()]
    found = {regex.sub(r"\D", "", hit) for text in said for hit in NUMBER.findall(text)}
    places = {number.replace(" ", ""): place for place, number in TYPED.items()}
    return {places.get(number, OF_ROSTER) for number in found}


def texts(name: str, content: bytes) -> list[str]:
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts = [book.read(n) for n in book.namelist() if n.endswith(".xml")]
        return [t for part in parts for t in ET.fromstring(part).itertext()]  # noqa: S314 (ours)
    if name.endswith(".pdf") and content.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(content) as document:
            return [page.get_textpage().get_text_bounded() for page in document]
    return [content.decode("utf-8", "replace")]


ROLES = pytest.mark.parametrize(("role", "number"), [("staff", 5), ("organiser", 2)])


@SQLITE
@ROLES
async def test_numbers_are_hidden_wherever_they_could_be_seen(
    stage: Stage, role: str, number: int
) -> None:
    await set_up(stage, await stage.staff(1))
    hide(stage, role)
    someone = await stage.staff(number)
    assert await walk(stage, someone) == set()
    assert len(someone.files()) > 5


@SQLITE
@ROLES
async def test_all_of_them_are_seen_by_those_from_whom_nothing_is_hidden(
    stage: Stage, role: str, number: int
) -> None:
    await set_up(stage, await stage.staff(1))
    met = await walk(stage, await stage.staff(number))
    only_organisers = {"comment"} if role == "staff" else set()
    assert met == {OF_ROSTER, *TYPED} - only_organisers


@SQLITE
@pytest.mark.parametrize("hidden", [False, True])
async def test_a_group_is_shown_what_the_team_is_shown(stage: Stage, *, hidden: bool) -> None:
    if hidden:
        hide(stage, "staff")
    chief = await stage.staff(1)
    (inside,) = group(stage, chief)
    await inside.say("/here")
    await set_up(stage, chief)
    await posted(stage)
    assert numbers(inside) == (set() if hidden else {"question", "caption", "name of an account"})
