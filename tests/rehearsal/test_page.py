"""The page in a real Chromium, against the real server; the test plays the bot."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect
from scene import NOON, RAM, SITA, STRANGER, TOKEN, Api, populate

from rehearsal.clock import RehearsalClock
from rehearsal.people import User
from rehearsal.server import RehearsalServer

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
NEWCOMER = 7_000_000_010
DESK = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True}
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="the page's tests need Chromium on the PATH"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Start Chromium once: that takes longer than most tests here."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="module")
async def server() -> AsyncIterator[RehearsalServer]:
    """Serve in the loop of the browser, with one newcomer more than elsewhere."""
    started = RehearsalServer(token=TOKEN, clock=RehearsalClock(NOON, speed=0))
    populate(started.world)
    link = f"https://t.me/{started.world.bot['username']}?start=abc_123"
    started.world.add_user(
        User(
            NEWCOMER,
            "Kamla",
            "Sample",
            phone="911000000010",
            name_hi="कमला नमूना",
            state_name="राजस्थान",
            district="अजमेर",
            link=link,
            invitation=f"नमस्ते! {link}",
        )
    )
    await started.start()
    yield started
    await started.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def api(server: RehearsalServer) -> AsyncIterator[Api]:
    """Call the Bot API as the bot would."""
    async with httpx.AsyncClient(timeout=10) as client:

        async def call(method: str, **parameters: object) -> tuple[int, dict[str, Any]]:
            response = await client.post(f"{server.api_url}{TOKEN}/{method}", json=parameters)
            return response.status_code, response.json()

        yield call


@pytest.fixture
def complaints() -> list[str]:
    """Collect what the browser complains of; nothing, in the end."""
    return []


@asynccontextmanager
async def looking(
    browser: Browser, server: RehearsalServer, complaints: list[str], device: dict[str, Any]
) -> AsyncIterator[Page]:
    """Open a page on a device; every request and complaint is looked at when it is left."""
    asked: list[str] = []
    permissions = ["clipboard-read", "clipboard-write"]
    context = await browser.new_context(permissions=permissions, **device)
    opened = await context.new_page()
    opened.set_default_timeout(5000)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda line: complaints.append(line.text) if line.type == "error" else None,
    )
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    await context.close()
    local = (server.page_url, "blob:", "data:")
    assert [url for url in asked if not url.startswith(local)] == []
    assert complaints == []


@pytest_asyncio.fixture(loop_scope="module")
async def page(
    browser: Browser, server: RehearsalServer, complaints: list[str]
) -> AsyncIterator[Page]:
    """Look at the page on a desk."""
    async with looking(browser, server, complaints, DESK) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def phone(
    browser: Browser, server: RehearsalServer, complaints: list[str]
) -> AsyncIterator[Page]:
    """Look at the page on a small phone."""
    async with looking(browser, server, complaints, PHONE) as opened:
        yield opened


async def sit_as(page: Page, server: RehearsalServer, user_id: int) -> None:
    await page.goto(f"{server.page_url}#user={user_id}")
    await expect(page.get_by_test_id("conversation")).to_be_visible()


async def updates(api: Api, offset: int = 0) -> list[dict[str, Any]]:
    _, answer = await api("getUpdates", offset=offset, timeout=3)
    found: list[dict[str, Any]] = answer["result"]
    return found


async def heard_texts(api: Api) -> list[str]:
    return [update["message"]["text"] for update in await updates(api)]


SEARCHES: dict[str, list[int]] = {
    "कमला": [NEWCOMER],
    "nobody of this name": [],
    "kamla": [NEWCOMER],
    "sample": [RAM, SITA, STRANGER, NEWCOMER],
    "अजमेर": [NEWCOMER],
    "राजस्थान कमला": [NEWCOMER],
    "1000000010": [NEWCOMER],
}


async def test_search_finds_by_either_script_place_and_number(
    page: Page, server: RehearsalServer
) -> None:
    await page.goto(server.page_url)
    rows = page.locator(".person")
    await expect(rows).to_have_count(5)  # the four people and the group
    for words, found in SEARCHES.items():
        await page.get_by_test_id("people-search").fill(words)
        await expect(page.get_by_test_id("people")).to_have_attribute("data-for", words)
        ids = [await row.get_attribute("data-testid") for row in await rows.all()]
        assert (words, ids) == (words, [f"person-row-{number}" for number in found])


async def test_tapping_the_invitation_starts_with_its_payload(
    page: Page, server: RehearsalServer, api: Api
) -> None:
    await api("setMyDescription", description="What I do: <b>dates</b>")
    await page.goto(server.page_url)
    await page.get_by_test_id(f"person-row-{NEWCOMER}").click()
    await expect(page.get_by_test_id("description")).to_contain_text("What I do: <b>dates</b>")
    await expect(page.get_by_test_id("start-button")).to_be_visible()
    await page.get_by_test_id("invitation-link").click()
    await expect(page.get_by_test_id("composer")).to_be_visible()
    await expect(page.get_by_test_id("message")).to_contain_text("/start abc_123")
    await expect(page.get_by_test_id("description")).to_have_count(0)
    assert await heard_texts(api) == ["/start abc_123"]


async def test_enter_sends_and_shift_enter_breaks_the_line(
    page: Page, server: RehearsalServer, api: Api
) -> None:
    await sit_as(page, server, RAM)
    await page.get_by_test_id("composer").fill("कब आना है?")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("kahan?")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("message")).to_have_count(1)
    await expect(page.get_by_test_id("composer")).to_have_value("")
    assert await heard_texts(api) == ["कब आना है?\nkahan?"]


@pytest.mark.parametrize(("alert", "place"), [(False, "toast"), (True, "alert")])
async def test_a_pressed_button_turns_until_the_bot_answers(
    page: Page, server: RehearsalServer, api: Api, *, alert: bool, place: str
) -> None:
    keyboard = [[{"text": "हाँ", "callback_data": "yes", "style": "success"}]]
    await api("sendMessage", chat_id=RAM, text="?", reply_markup={"inline_keyboard": keyboard})
    await sit_as(page, server, RAM)
    button = page.get_by_test_id("inline-button")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    query = (await updates(api))[0]["callback_query"]
    await api("answerCallbackQuery", callback_query_id=query["id"], text="दर्ज", show_alert=alert)
    await expect(page.get_by_test_id(place)).to_contain_text("दर्ज")
    if not alert:
        await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_what_the_bot_changes_is_changed_in_place(
    page: Page, server: RehearsalServer, api: Api
) -> None:
    await sit_as(page, server, RAM)
    _, sent = await api("sendMessage", chat_id=RAM, text="पुराना")
    number = sent["result"]["message_id"]
    message = page.locator(f'article[data-message-id="{number}"]')
    await expect(message).to_contain_text("पुराना")
    await api("editMessageText", chat_id=RAM, message_id=number, text="नया")
    await expect(message).to_contain_text("नया")
    await expect(message).to_contain_text("सुधारा गया")
    await api("pinChatMessage", chat_id=RAM, message_id=number)
    await expect(page.get_by_test_id("pinned-bar")).to_contain_text("नया")
    thumb = [{"type": "emoji", "emoji": "👍"}]
    await api("setMessageReaction", chat_id=RAM, message_id=number, reaction=thumb)
    await expect(message.get_by_test_id("reaction")).to_have_text("👍")
    await api("unpinChatMessage", chat_id=RAM, message_id=number)
    await expect(page.get_by_test_id("pinned-bar")).to_be_hidden()
    await api("deleteMessage", chat_id=RAM, message_id=number)
    await expect(message).to_have_count(0)


async def test_one_s_own_number_is_shared_only_after_a_question(
    page: Page, server: RehearsalServer, api: Api
) -> None:
    keyboard = [[{"text": "Share", "request_contact": True}]]
    await api("sendMessage", chat_id=RAM, text="?", reply_markup={"keyboard": keyboard})
    await sit_as(page, server, RAM)
    share = page.get_by_test_id("reply-button")
    await share.click()
    await expect(page.get_by_test_id("share-contact")).to_contain_text("+911000000001")
    await page.get_by_test_id("share-contact-plain").click()
    await expect(page.get_by_test_id("message")).to_have_count(1)
    await share.click()
    await page.get_by_test_id("share-contact-primary").click()
    await expect(page.get_by_test_id("message")).to_have_count(2)
    contact = (await updates(api))[0]["message"]["contact"]
    assert (contact["phone_number"], contact["user_id"]) == ("911000000001", RAM)


async def test_a_slash_offers_the_commands_that_fit(
    page: Page, server: RehearsalServer, api: Api
) -> None:
    commands = [{"command": name, "description": f"About {name}"} for name in ("date", "help")]
    await api("setMyCommands", commands=commands)
    await sit_as(page, server, RAM)
    await page.get_by_test_id("menu-button").click()
    await expect(page.locator(".command-row")).to_have_count(2)
    await page.get_by_test_id("composer").fill("/he")
    await expect(page.locator(".command-row")).to_have_text(["/helpAbout help"])
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("message")).to_contain_text("/help")
    assert await heard_texts(api) == ["/help"]


async def test_a_copy_button_fills_the_clipboard(
    page: Page, server: RehearsalServer, api: Api
) -> None:
    keyboard = [[{"text": "पता", "copy_text": {"text": "9ए, कोटला मार्ग"}}]]
    await api("sendMessage", chat_id=RAM, text="?", reply_markup={"inline_keyboard": keyboard})
    await sit_as(page, server, RAM)
    await page.get_by_test_id("inline-button").click()
    await expect(page.get_by_test_id("toast")).to_contain_text("9ए, कोटला मार्ग")
    assert await page.evaluate("navigator.clipboard.readText()") == "9ए, कोटला मार्ग"


# What the bot could send (or a server at fault let through), and what is left of it.
CLEANED = {
    "<b>a</b> &lt;i&gt;": "<b>a</b> &lt;i&gt;",
    "<img src=x onerror=alert(1)>a": "a",
    "<script>alert(1)</script>a<style>*{}</style>": "a",
    '<b onclick="alert(1)" style="color:red">a</b>': "<b>a</b>",
    '<a href="javascript:alert(1)">a</a>': "<span>a</span>",
    "<svg><a href='#'>a</a></svg>": "<span>a</span>",
    "a\n<blockquote>b</blockquote>\nc": "a<blockquote>b</blockquote>c",
}


async def test_only_known_tags_come_through(
    page: Page, server: RehearsalServer, complaints: list[str]
) -> None:
    await page.goto(server.page_url)
    shown = await page.evaluate(
        """async (given) => {
            const { safeHtml } = await import("/page/safe_html.js");
            return given.map((html) => {
                const box = document.createElement("div");
                box.append(safeHtml(html));
                return box.innerHTML;
            });
        }""",
        list(CLEANED),
    )
    assert dict(zip(CLEANED, shown, strict=True)) == CLEANED
    # The page's policy forbids handlers and styles in attributes too, and says so.
    complaints[:] = [line for line in complaints if "Content Security Policy" not in line]


async def test_the_clock_is_moved_and_the_day_renamed(
    page: Page, server: RehearsalServer, api: Api
) -> None:
    await api("sendMessage", chat_id=RAM, text="?")
    await sit_as(page, server, RAM)
    face = page.get_by_test_id("clock-face")
    await expect(face).to_contain_text("दोपहर 12:00")
    await expect(face).to_contain_text("20 मार्च 2025, गुरुवार")
    await expect(page.locator(".day")).to_contain_text("आज")
    await page.get_by_test_id("clock-day").click()
    await expect(face).to_contain_text("21 मार्च 2025, शुक्रवार")
    await expect(page.locator(".day")).to_contain_text("कल")
    await page.get_by_test_id("clock-field").fill("2025-04-03T09:30")
    await page.get_by_test_id("clock-set").click()
    await expect(face).to_contain_text("सुबह 9:30")
    assert server.world.clock.now().isoformat() == "2025-04-03T04:00:00+00:00"


async def test_a_refused_call_stands_in_the_log_with_its_reason(
    page: Page, server: RehearsalServer, api: Api
) -> None:
    await sit_as(page, server, RAM)
    await api("sendMessage", chat_id=RAM, text="")
    row = page.get_by_test_id("log-row").first
    await expect(row).to_have_attribute("data-method", "sendMessage")
    await expect(row).to_contain_text("message text is empty")


async def test_what_came_while_the_line_was_down_is_caught_up(
    page: Page, server: RehearsalServer, api: Api
) -> None:
    await sit_as(page, server, RAM)
    await expect(page.get_by_test_id("log-row")).to_have_count(0)
    server.world.events.close()
    await expect(page.get_by_test_id("connection")).to_be_visible()
    await api("sendMessage", chat_id=RAM, text="इस बीच")
    await expect(page.get_by_test_id("connection")).to_be_hidden()
    await expect(page.get_by_test_id("message")).to_contain_text("इस बीच")


async def test_news_for_others_is_counted_on_their_rows(
    page: Page, server: RehearsalServer, api: Api
) -> None:
    await sit_as(page, server, RAM)
    await api("sendMessage", chat_id=SITA, text="one")
    await api("sendMessage", chat_id=SITA, text="two")
    badge = page.get_by_test_id(f"person-row-{SITA}").locator(".unread")
    await expect(badge).to_have_text("2")
    await page.get_by_test_id(f"person-row-{SITA}").click()
    await expect(badge).to_have_count(0)


async def test_a_phone_shows_one_pane_and_nothing_too_small_to_tap(
    phone: Page, server: RehearsalServer, api: Api
) -> None:
    keyboard = [[{"text": "एक बहुत लंबा नाम वाला बटन", "callback_data": "a"}] * 2]
    await api(
        "sendMessage", chat_id=RAM, text="x" * 400, reply_markup={"inline_keyboard": keyboard}
    )
    await phone.goto(server.page_url)
    await phone.get_by_test_id(f"person-row-{RAM}").click()
    await expect(phone.get_by_test_id("people-search")).to_be_hidden()
    small = await phone.evaluate(
        """() => [...document.querySelectorAll("button")]
            .filter((button) => button.checkVisibility(
                { opacityProperty: true, visibilityProperty: true }))
            .map((button) => [button.className, button.getBoundingClientRect()])
            .filter(([, box]) => box.height < 44 || box.width < 44)
            .map(([name]) => name)"""
    )
    assert small == []
    assert await phone.evaluate("document.documentElement.scrollWidth") == 360
    await phone.get_by_test_id("clock-chip").click()
    await expect(phone.get_by_test_id("inspector")).to_be_visible()
    await phone.keyboard.press("Escape")
    await expect(phone.get_by_test_id("inspector")).to_be_hidden()
    await phone.get_by_test_id("back").click()
    await expect(phone.get_by_test_id("people-search")).to_be_visible()


async def test_the_end_stays_in_view_while_keyboards_and_pins_come(
    phone: Page, server: RehearsalServer, api: Api
) -> None:
    await sit_as(phone, server, RAM)
    keyboard = [[{"text": "कब?"}, {"text": "कहाँ?"}], [{"text": "मदद"}]]
    choices = [[{"text": str(number), "callback_data": "a"}] for number in range(5)]
    for number in range(8):
        await api("sendMessage", chat_id=RAM, text=f"{number}\n" * 4)
    await api("sendMessage", chat_id=RAM, text="?", reply_markup={"keyboard": keyboard})
    _, sent = await api(
        "sendMessage", chat_id=RAM, text="?", reply_markup={"inline_keyboard": choices}
    )
    await api("pinChatMessage", chat_id=RAM, message_id=sent["result"]["message_id"])
    await expect(phone.get_by_test_id("pinned-bar")).to_be_visible()
    await expect(phone.get_by_test_id("inline-button").last).to_be_in_viewport(ratio=1)


async def test_the_back_arrow_leads_to_the_list_from_every_chat(
    phone: Page, server: RehearsalServer
) -> None:
    await sit_as(phone, server, RAM)
    await sit_as(phone, server, SITA)
    await phone.get_by_test_id("back").click()
    await expect(phone.get_by_test_id("people-search")).to_be_visible()
    await phone.get_by_test_id(f"person-row-{RAM}").click()
    await phone.get_by_test_id("back").click()
    await expect(phone.get_by_test_id("people-search")).to_be_visible()


async def test_the_page_speaks_both_languages(page: Page, server: RehearsalServer) -> None:
    await sit_as(page, server, RAM)
    await expect(page.get_by_test_id("composer")).to_have_attribute("placeholder", "संदेश लिखिए")
    await page.get_by_test_id("language").click()
    await expect(page.get_by_test_id("composer")).to_have_attribute("placeholder", "Message")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    devanagari = re.compile("[\u0900-\u097f]")
    labels = await page.locator(".clock, .log, .kinds, .count").all_inner_texts()
    assert [text for text in labels if devanagari.search(text)] == []
    await page.reload()
    await expect(page.get_by_test_id("people-search")).to_have_attribute(
        "placeholder", "Name, state, district or phone"
    )


async def test_a_group_is_written_in_as_one_of_its_members(
    page: Page, server: RehearsalServer, api: Api
) -> None:
    await page.goto(server.page_url)
    await page.locator(".person").first.click()
    await expect(page.get_by_test_id("chat-subtitle")).to_contain_text("राम")
    await page.get_by_test_id("composer").fill("नमस्ते")
    await page.get_by_test_id("send-button").click()
    await expect(page.locator("article.out")).to_contain_text("नमस्ते")
    assert (await updates(api))[0]["message"]["from"]["id"] == RAM
    await page.get_by_test_id("chat-more").click()
    await page.get_by_test_id("chat-menu-seat").click()
    await page.get_by_test_id(f"seat-menu-{SITA}").click()
    await expect(page.locator("article.in")).to_contain_text("नमस्ते")
