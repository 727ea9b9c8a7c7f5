"""People who name themselves first are understood all the same; and never against their word."""

import pytest

from bot import introduction
from bot.states import States
from bot.understanding import Intent, Understanding

OWN = ("Ramesh Namuna", "रमेश नमूना", "Jaipur", "जयपुर")
YES, NO, DATE = Intent.RSVP_YES, Intent.RSVP_NO, Intent.DATE
SAID = [
    ("main Ramesh Namuna Jaipur se aaunga", (YES,)),
    ("I am Ramesh Namuna, Jaipur. I will not come", (NO,)),
    ("मैं रमेश नमूना, जयपुर, नहीं आ पाऊँगा", (NO,)),
    ("मैं जयपुर से रमेश नमूना, मुझे कब आना है", (DATE,)),
    ("Ramesh Namuna", ()),
]


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load(States.load())


@pytest.mark.parametrize(("text", "intents"), SAID)
def test_names_are_no_obstacle(
    understanding: Understanding, text: str, intents: tuple[Intent, ...]
) -> None:
    assert introduction.read(understanding, text, OWN).intents == intents


def test_a_name_that_sounds_like_a_no_decides_nothing(understanding: Understanding) -> None:
    own = ("Ramesh Nai", None, "Jaipur", None)
    reading = introduction.read(understanding, "main Ramesh nai aaunga", own)
    assert YES not in reading.intents
    reading = introduction.read(understanding, "nai aaunga", own)
    assert (reading.intents, reading.alternatives) == ((), (YES, NO))
    assert introduction.read(understanding, "nahi aaunga", own).intents == (NO,)


def test_who_is_not_named_is_read_as_ever(understanding: Understanding) -> None:
    text = "Kota se kaise pahunche"
    assert introduction.read(understanding, text, OWN) == understanding.read(text)
