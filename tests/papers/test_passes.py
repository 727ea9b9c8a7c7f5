"""Passes: the QR says the link on any phone, and whoever's name it is stands within the edges."""

from dataclasses import replace
from datetime import date, time

import pytest
import zxingcpp
from PIL import Image

from bot.papers import passes
from bot.papers.passes import Pass
from tests.papers.papers_samples import NASTY, VOICES, margins_are_clear, seen

LINK = "https://t.me/sample_bot?start=c_" + "aB3-_x9Q" * 7
CARD = Pass(
    event="ज़िलाध्यक्षों का अधिवेशन",
    name="धर्मेन्द्र त्रिपाठी",
    state="राजस्थान",
    district="श्रीगंगानगर",
    day=date(2025, 4, 3),
    start=time(10, 30),
    doors=time(9),
    venue="इंदिरा गांधी भवन",
    gate="द्वार 3",
    roster_no=214,
    code="K7M 2Q9",
    link=LINK,
)


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


@pytest.mark.parametrize("locale", ["hi", "en"])
def test_the_qr_says_the_link(locale: str) -> None:
    assert read(seen(passes.picture(VOICES[locale], CARD))) == [LINK]


@pytest.mark.parametrize("link", ["https://t.me/b?start=c", LINK, LINK + "x" * 300])
def test_short_and_long_links_fit(link: str) -> None:
    picture = seen(passes.picture(VOICES["hi"], replace(CARD, link=link)))
    assert read(picture) == [link]
    assert margins_are_clear(picture)


@pytest.mark.parametrize("turn", [0, 7, 90, 180])
def test_it_is_read_from_a_small_crooked_screen(turn: int) -> None:
    picture = seen(passes.picture(VOICES["hi"], CARD))
    small = picture.resize((360, picture.height // 3), Image.Resampling.BILINEAR)
    assert read(small.rotate(turn, expand=True, fillcolor="#808080")) == [LINK]


@pytest.mark.parametrize("text", NASTY)
def test_no_text_breaks_the_layout(text: str) -> None:
    card = replace(
        CARD,
        event=text,
        name=text,
        state=text,
        district=text,
        venue=text,
        gate=text,
        code=text[:20],
    )
    picture = seen(passes.picture(VOICES["hi"], card))
    assert margins_are_clear(picture)
    assert read(picture) == [LINK]


def test_it_stands_upright_on_a_phone() -> None:
    picture = seen(passes.picture(VOICES["hi"], CARD))
    assert 1.2 < picture.height / picture.width < 2.1


@pytest.mark.parametrize(
    "other",
    [
        replace(CARD, name="कृष्णा शर्मा"),
        replace(CARD, code="K7M 2Q8"),
        replace(CARD, roster_no=215),
        replace(CARD, gate=None),
        replace(CARD, start=None),
        replace(CARD, doors=None),
        replace(CARD, day=date(2025, 3, 27)),
    ],
)
def test_each_field_shows(other: Pass) -> None:
    voice = VOICES["hi"]
    assert passes.picture(voice, other) != passes.picture(voice, CARD)
