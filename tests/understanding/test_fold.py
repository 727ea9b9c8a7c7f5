"""One key for the many spellings of a word, in either script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.fold import normalise, search_key


@pytest.mark.parametrize(
    "spellings",
    [
        ("चौधरी", "Chaudhary", "Choudhari", "chowdhary"),
        ("राजस्थान", "Rajasthan", "Raajasthaan"),
        ("गहलोत", "Gehlot", "gahlot"),
        ("हिन्दी", "हिंदी", "Hindi"),
        ("कितना", "kitna", "kitana"),
        ("आएँगे", "आयेंगे", "aayenge", "ayenge"),
        ("ज़िला", "जिला", "zila", "jila"),
        ("व्यवस्था", "vyavastha", "wyawastha"),
        ("३ अप्रैल", "3 aprail"),
        ("U.P.", "UP", "u.p"),
    ],
)
def test_spellings_share_a_key(spellings: tuple[str, ...]) -> None:
    assert {search_key(spelling) for spelling in spellings} == {search_key(spellings[0])}


@pytest.mark.parametrize(
    ("one", "other"),
    [("आना", "जाना"), ("kab", "kahan"), ("khana", "kahan"), ("बिहार", "बहार"), ("कब", "कभी")],
)
def test_other_words_keep_other_keys(one: str, other: str) -> None:
    assert search_key(one) != search_key(other)


@given(st.text(max_size=60))
def test_any_text_folds_and_stays_folded(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    search_key(text)
