"""Lists on paper: everybody is on them once, in order, in both scripts, on pages that say so."""

from collections.abc import Callable

import pypdfium2
import pytest

from bot.event_parts import Both
from bot.papers import list_pages
from bot.papers.list_pages import Cell, Group
from bot.papers.lists import Listed, call_list, door_list
from db.types import RsvpChoice
from tests.papers.papers_samples import AS_OF, NASTY, VOICES

RAJASTHAN = Both(hi="राजस्थान", en="Rajasthan")
GATE = Both(hi="3 अप्रैल, प्रवेश द्वार 3", en="3 April, Gate 3")
RAMESH = Listed(
    *(7, "Ramesh Namuna", "रमेश नमूना", "Rajasthan", "राजस्थान", "Jaipur", "जयपुर"),
    phone="+911000000007",
    answer=RsvpChoice.MAYBE,
    code="K7M 2Q9",
)
KSHAMA = Listed(3, "Kshama Namuna", "क्षमा नमूना", "Rajasthan", "राजस्थान", "Ajmer", "अजमेर")
ASHOK = Listed(9, "Ashok Namuna", "अशोक नमूना", "Bihar", "बिहार", "Gaya", "गया")


Make = Callable[..., bytes]


def pages(pdf: bytes) -> list[str]:
    """Give the text of each page; PDF has no vowel signs in order, so look for Latin in it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def many(count: int) -> list[Listed]:
    return [
        Listed(n, f"Namuna{n:04d}", None, "Goa", "गोवा", "D", None) for n in range(1, count + 1)
    ]


def test_a_call_list_says_what_a_caller_needs() -> None:
    (page,) = pages(call_list(VOICES, RAJASTHAN, [RAMESH, KSHAMA], as_of=AS_OF))
    for said in (
        *("Call list – Rajasthan", "as of 2 April, 6:10 pm", "Page 1 of 1", "Ramesh Namuna"),
        *("Jaipur", "+91 10000 00007", "not sure", "no answer", "Notes", "क्रमांक", "नाम"),
    ):
        assert said in page
    assert page.index("Kshama") < page.index("Ramesh")  # अजमेर before जयपुर


def test_a_door_list_goes_by_state_and_name() -> None:
    (page,) = pages(door_list(VOICES, GATE, [RAMESH, ASHOK, KSHAMA], as_of=AS_OF))
    order = ["Door list – 3 April, Gate 3", "Bihar", "Ashok", "Rajasthan", "Kshama", "Ramesh"]
    assert sorted(order, key=page.index) == order
    assert "K7M 2Q9" in page


def test_a_hidden_phone_is_not_on_paper() -> None:
    hidden = Listed(7, "Ramesh", None, "Goa", "गोवा", "D", None)
    (page,) = pages(call_list(VOICES, RAJASTHAN, [hidden], as_of=AS_OF))
    assert "+91" not in page


@pytest.mark.parametrize("make", [call_list, door_list])
def test_everybody_is_there_once_and_each_page_is_numbered(make: Make) -> None:
    found = pages(make(VOICES, GATE, many(130), as_of=AS_OF))
    text = "\n".join(found)
    assert [text.count(one.name) for one in many(130)] == [1] * 130
    assert [f"Page {n} of {len(found)}" in page for n, page in enumerate(found, 1)] == [True] * len(
        found
    )
    assert ["No." in page for page in found] == [True] * len(found)


@pytest.mark.parametrize("make", [call_list, door_list])
def test_a_list_of_nobody_is_a_page(make: Make) -> None:
    (page,) = pages(make(VOICES, GATE, [], as_of=AS_OF))
    assert "Page 1 of 1" in page


@pytest.mark.parametrize("make", [call_list, door_list])
def test_no_name_leaves_its_column(make: Make) -> None:
    people = [
        Listed(10**6, text, text, text, text, text, text, "+911000000007", RsvpChoice.NO, text)
        for text in NASTY
    ]
    pdf = make(VOICES, Both(hi="क" * 300, en="x" * 300), people, as_of=AS_OF)
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            picture = page.render(scale=1).to_pil().convert("L")
            for edge in ((0, 0, 20, picture.height), (picture.width - 20, 0, *picture.size)):
                assert picture.crop(edge).getextrema() == (255, 255)


def test_a_group_that_goes_on_repeats_its_heading_and_none_stands_alone() -> None:
    row = (Cell("x"),)
    heading = ("Goa", "3")
    room = 2 * list_pages._GROUP + 3 * list_pages._ROW - 1
    assert list_pages._paged([Group(heading, (row,) * 2), Group(heading, (row,) * 4)], room) == [
        [heading, row, row],
        [heading, row, row, row],
        [heading, row],
    ]
