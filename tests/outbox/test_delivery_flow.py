"""Delivery against the local Telegram: what its ledger says was delivered is what counts."""

import orjson
from stage import KAMLA, RAMESH, Stage

from bot.services.outbox_rows import Draft, Tally
from db.outbox import NOTICES
from db.types import DeliveryKind, DeliveryState


async def notice(stage: Stage, roster_no: int, text: str) -> Draft:
    someone = stage.delegate(roster_no)
    who = await stage.services.people.known(someone.id)
    assert who is not None
    request = {"method": "sendMessage", "parameters": {"text": text, "parse_mode": "HTML"}}
    payload = orjson.dumps(request).decode()
    now = stage.clock.now()
    return Draft(f"test:{text}", NOTICES, DeliveryKind.NOTICE, who.id, now, payload=payload)


async def test_a_notice_arrives_once(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    draft = await notice(stage, RAMESH, "<b>सूचना</b> 1")
    await stage.services.outbox.add([draft, draft])
    await stage.quiet()
    await stage.services.outbox.add([draft])
    await stage.quiet()
    assert [row.text for row in stage.world.ledger.to(ramesh.id)].count("सूचना 1") == 1
    assert await stage.services.outbox.tally(NOTICES) == Tally({DeliveryState.SENT: 1})


async def test_who_blocked_the_bot_is_unreachable_and_the_others_are_told(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    drafts = [await notice(stage, RAMESH, "सूचना 1"), await notice(stage, KAMLA, "सूचना 2")]
    await ramesh.block()
    await stage.services.outbox.add(drafts)
    await stage.quiet()
    assert kamla.last == "सूचना 2"
    assert await stage.services.outbox.tally(NOTICES) == Tally(
        {DeliveryState.SENT: 1, DeliveryState.UNREACHABLE: 1}
    )


async def test_what_waited_is_delivered_after_a_restart(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    draft = await notice(stage, RAMESH, "सूचना 1")
    await stage.end()
    await stage.services.outbox.add([draft])
    await stage.begin()
    await stage.quiet()
    assert ramesh.last == "सूचना 1"
