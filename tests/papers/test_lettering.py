"""Letters: joined as Hindi joins them, measured as they are drawn, never wider than their room."""

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.papers import lettering
from bot.papers.lettering import Weight

ALPHABET = st.text(st.sampled_from("कषत्रिश्ीमधर् abcW<&👨\u200d\u200cத"), max_size=40)


@pytest.mark.parametrize("weight", Weight)
@pytest.mark.parametrize(
    ("text", "glyphs"),
    [("क्ष", 1), ("त्र", 1), ("श्र", 1), ("ज्ञ", 1), ("द्ध", 1), ("र्म", 2), ("त्रि", 2), ("क्\u200cष", 4)],
)
def test_letters_join(weight: Weight, text: str, glyphs: int) -> None:
    font = lettering._font(weight, 40)
    assert len(lettering._shaped(font, text).glyph_infos) == glyphs


def test_a_hindi_word_joins_after_a_latin_one_too() -> None:
    alone = lettering.width("क्षत्रिय", 40)
    assert lettering.width("Raja क्षत्रिय", 40) == pytest.approx(lettering.width("Raja ", 40) + alone)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ज़िलाध्यक्ष श्री", "ज़िलाध्यक्ष श्री"),
        ("क्\u200dष", "क्\u200dष"),
        ("राम 👨\u200d👩\u200d👧🇮🇳 श्री", "राम श्री"),
        ("தமிழ் நாடு Kumar", "… Kumar"),
        ("ﬁ １２", "fi 12"),
        ("a\tb\nc", "a b c"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("👍", ""),
    ],
)
def test_what_the_font_lacks_leaves_no_empty_box(text: str, shown: str) -> None:
    assert lettering.showable(text) == shown


@given(ALPHABET)
@settings(deadline=None, max_examples=60)
def test_everything_shown_is_in_the_font(text: str) -> None:
    assert lettering._known(lettering.showable(text))


@given(ALPHABET, st.integers(150, 500), st.integers(1, 4))
@settings(deadline=None, max_examples=60)
def test_lines_fit_and_lose_nothing_unless_cut(text: str, room: int, most: int) -> None:
    lines = lettering.wrapped(text, room, 30, most=most)
    assert len(lines) <= most
    assert all(lettering.width(line, 30) <= room for line in lines)
    if not any(line.endswith("…") for line in lines):
        assert "".join("".join(lines).split()) == "".join(lettering.showable(text).split())


def test_a_cut_keeps_a_letter_with_its_signs() -> None:
    word = "किकीकुकूकेकैकोकौ" * 4
    whole = regex.findall(r"\X", word)
    for room in range(80, 400, 7):
        cut = lettering.cut(word, room, 30)
        assert (
            regex.findall(r"\X", cut.removesuffix("…"))
            == whole[: len(regex.findall(r"\X", cut)) - 1]
        )


def test_ink_is_as_wide_as_measured() -> None:
    mark = lettering.ink("राजस्थान", 60, Weight.BOLD)
    assert mark is not None
    assert mark.mask.width == pytest.approx(lettering.width("राजस्थान", 60, Weight.BOLD), abs=4)
    assert lettering.ink(" ", 60) is None
    assert lettering.ink("👍", 60) is None


@pytest.mark.parametrize("weight", Weight)
def test_the_font_ships_with_its_licence(weight: Weight) -> None:
    assert weight.file.is_file()
    assert "SIL OPEN FONT LICENSE" in (weight.file.parent / "OFL.txt").read_text("utf-8").upper()
