"""A newcomer's story in a real browser: the page, the real bot, a real database.

``SAMVAD_PICTURE=docs/story.png`` keeps the picture that the README shows.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect
from sqlmodel import col, select

from bot import app, config
from db.engine import Database
from db.models import Delegate, Rsvp
from db.types import RsvpChoice
from rehearsal.compose import Rehearsal, rehearsal

ROOT = Path(__file__).parents[2]
CHROMIUM = next((p for n in ("chromium", "google-chrome") if (p := shutil.which(n))), None)
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 860}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt install chromium"),
]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    settings = config.load(ROOT / "config.toml", {})
    url = f"sqlite:///{tmp_path / 'rehearsal.db'}"
    async with rehearsal(settings, url=url, now=settings.rehearsal_now()) as stage:
        stop = asyncio.Event()
        serving = asyncio.create_task(app.serve(stage.running, stop))
        yield stage
        stop.set()
        await serving


@asynccontextmanager
async def browser(size: dict[str, int]) -> AsyncIterator[Page]:
    """Open a page that fails the test on any error in its console."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = await chromium.new_page(viewport=size, locale="hi-IN")
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        await chromium.close()
        assert errors == []


async def open_invitation(page: Page, stage: Rehearsal, name: str) -> None:
    await page.goto(stage.server.page_url)
    await page.get_by_test_id("people-search").fill(name)
    row = page.locator("[data-testid^=person-row-]")
    await expect(row).to_have_count(1)
    await row.click()
    await page.get_by_test_id("invitation-link").click()


async def say(page: Page, text: str) -> None:
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("send-button").click()


async def tap(page: Page, label: str) -> None:
    await page.get_by_test_id("inline-button").filter(has_text=label).last.click()


def stored_answer(database: Database, district: str) -> Rsvp | None:
    query = (
        select(Rsvp)
        .join(Delegate, col(Delegate.id) == col(Rsvp.delegate_id))
        .where(Delegate.district == district)
    )
    return database.fetch(lambda s: s.exec(query).one_or_none())


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_delegate_joins_answers_and_asks(stage: Rehearsal, size: dict[str, int]) -> None:
    async with browser(size) as page:
        await open_invitation(page, stage, "sikar")
        await tap(page, "हिंदी")
        card = page.locator("article").filter(has_text="सूची में क्रमांक")
        await expect(card).to_contain_text("आपका संवाद: गुरुवार, 3 अप्रैल 2025")
        await expect(card).to_contain_text("इंदिरा गांधी भवन")
        await expect(page.get_by_test_id("pinned-bar")).to_be_visible()

        await tap(page, "हाँ")
        await expect(card).to_contain_text("आपका जवाब: ✅ हाँ")
        answer = stored_answer(stage.database, "Sikar")
        assert answer is not None
        assert (answer.choice, answer.session) == (RsvpChoice.YES, "batch3")

        await say(page, "kab aana hai?")
        await expect(page.get_by_test_id("message").last).to_contain_text("3 अप्रैल 2025")
        await say(page, "कहाँ आना है")
        await expect(page.get_by_test_id("message").last).to_contain_text("स्थान: इंदिरा गांधी भवन")
        await tap(page, "नक्शा")
        await expect(page.get_by_test_id("message").last).to_contain_text("28.63")
        await say(page, "agenda kya hai")
        await expect(page.get_by_test_id("message").last).to_contain_text("बूथ से ज़िला स्तर तक")
        if picture := os.environ.get("SAMVAD_PICTURE"):
            await keep_picture(page, size, Path(picture))

        await say(page, "/language")
        await tap(page, "English")
        await expect(card).to_have_count(0)
        await say(page, "when is it?")
        reply = page.get_by_test_id("message").last
        await expect(reply).to_contain_text("Your dialogue: Thursday, 3 April 2025")
        await expect(reply).to_contain_text("Indira Gandhi Bhawan")


async def keep_picture(page: Page, size: dict[str, int], path: Path) -> None:
    """Keep what the desktop shows, after the toast is gone and the last bubble is in place."""
    if size is DESKTOP:
        await page.wait_for_timeout(3000)
        await page.screenshot(path=ROOT / path)
