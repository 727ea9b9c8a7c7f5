"""The organisers' side of announcements in tests: written, released, carried on by hand."""

from stage import Someone, Stage

from handlers.broadcast_watch import Watch

HINDI = "आप सबका स्वागत है। प्रवेश पत्र साथ लाइए।"
ENGLISH = "You are all welcome. Please bring your pass."
LOOK = "👁 देखिए, फिर भेजिए"


async def carried_on(stage: Stage, looks: int = 6) -> None:
    """Let the bot look after announcements as it does every second."""
    watch = Watch(stage.running.bot, stage.services)
    for _ in range(looks):
        await watch.catch_up()
        await stage.quiet()


async def written(boss: Someone, hindi: str | None = HINDI, english: str | None = ENGLISH) -> None:
    """Write an announcement up to its board."""
    await boss.say("/announce")
    await (boss.press("केवल अंग्रेज़ी में") if hindi is None else boss.say(hindi))
    await (boss.press("केवल हिंदी में") if english is None else boss.say(english))


async def released(boss: Someone) -> None:
    """Look at it and send it."""
    await boss.press(LOOK)
    await boss.press(next(label for label in boss.labels() if label.startswith("📣 हाँ")))


async def announced(
    stage: Stage, boss: Someone, hindi: str | None = HINDI, english: str | None = ENGLISH
) -> None:
    """Write an announcement for everybody, send it, and wait for its report."""
    await written(boss, hindi, english)
    await released(boss)
    await carried_on(stage)


def got(someone: Someone, text: str) -> int:
    """Count how often somebody got a text, by Telegram's own ledger."""
    rows = someone.stage.world.ledger.to(someone.id)
    return sum(row.text == text and not row.method.startswith("edit") for row in rows)


def reports(boss: Someone) -> list[str]:
    """Give the reports that somebody got."""
    rows = boss.stage.world.ledger.to(boss.id)
    said = [row.text for row in rows if row.method == "sendMessage"]
    return [text for text in said if " लोगों के लिए:" in text or " व्यक्ति के लिए:" in text]
