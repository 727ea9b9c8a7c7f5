"""What a reading holds besides its intents: slots, language, doubt."""

import pytest
from corpus import cases

from bot.understanding import DayMention, Intent, Understanding


@pytest.mark.parametrize(
    ("text", "codes", "sure"),
    [
        ("राजस्थान वालों को किस दिन आना है", ("RJ",), True),
        ("UP walo ki meeting kab hai", ("UP",), True),
        ("up ki baithak kab hai", ("UP",), True),
        ("यूपी की बैठक कब है", ("UP",), True),
        ("u.p. aur m.p. ki tarikh batao", ("UP", "MP"), True),
        ("when is jammu and kashmir called", ("JK",), True),
        ("AP ki meeting kab hai", ("AP", "AR"), False),
        ("dilli me kahan aana hai", (), True),
        ("दिल्ली कब आना है", (), True),
        ("new delhi station se kaise aana hai", (), True),
        ("can you pick us up", (), True),
        ("Rajasthan", ("RJ",), True),
    ],
)
def test_states_are_found_inside_a_sentence(
    understanding: Understanding, text: str, codes: tuple[str, ...], *, sure: bool
) -> None:
    slots = understanding.read(text).slots
    assert (slots.states, slots.state_sure) == (codes, sure)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("28 ko kya hai", (DayMention(day=28),)),
        ("३ अप्रैल को आना है क्या", (DayMention(day=3, month=4),)),
        ("3rd april", (DayMention(day=3, month=4),)),
        ("april 3 ko kya hai", (DayMention(day=3, month=4),)),
        ("kal meeting hai kya", (DayMention(word="yesterday_or_tomorrow"),)),
        ("परसों आना है क्या", (DayMention(word="day_after"),)),
        ("is the meeting tomorrow", (DayMention(word="tomorrow"),)),
        ("ravivar ko baithak hai kya", (DayMention(word="sunday"),)),
        ("2 log aa sakte hai kya", ()),
        ("kitne baje", ()),
    ],
)
def test_days_are_found_as_they_are_named(
    understanding: Understanding, text: str, days: tuple[DayMention, ...]
) -> None:
    assert understanding.read(text).slots.days == days


@pytest.mark.parametrize(
    ("text", "locale", "script"),
    [
        ("कब आना है", "hi", "deva"),
        ("kab aana hai", "hi", "latn"),
        ("when should we come", "en", "latn"),
        ("मीटिंग kab hai", "hi", "mixed"),
        ("👍", "en", "none"),
        ("", "en", "none"),
    ],
)
def test_language_and_script(
    understanding: Understanding, text: str, locale: str, script: str
) -> None:
    reading = understanding.read(text)
    assert (reading.locale, reading.script) == (locale, script)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("हिंदी में बताओ", "hi"),
        ("english please", "en"),
        ("bhasha badlo", None),
        ("hindi me batao kab aana hai", "hi"),
    ],
)
def test_the_language_asked_for(
    understanding: Understanding, text: str, language: str | None
) -> None:
    assert understanding.read(text).slots.language == language


def test_intents_stand_in_order_of_mention(understanding: Understanding) -> None:
    reading = understanding.read("kahan aana hai, kab aana hai aur khana milega kya")
    assert reading.intents == (Intent.VENUE, Intent.DATE, Intent.MEALS)


def test_what_may_mean_two_things_is_offered_not_answered(understanding: Understanding) -> None:
    reading = understanding.read("parking kahan hai")
    assert (reading.intents, reading.alternatives) == (
        (),
        (Intent.DIRECTIONS, Intent.ENTRY),
    )


def test_answers_that_contradict_each_other_are_asked_back(understanding: Understanding) -> None:
    reading = understanding.read("nahi nahi main aa raha hu")
    assert (reading.intents, reading.alternatives) == (
        (),
        (Intent.RSVP_YES, Intent.RSVP_NO),
    )


@pytest.mark.parametrize(
    "text",
    [
        "pehle mana kiya tha, ab aa raha hu",
        "pehle nahi bola tha par ab chhutti mil gayi, main aa raha hu",
        "पहले मना किया था, अब आ रहा हूँ",
        "I had said no but my leave is sanctioned, I am coming",
    ],
)
def test_a_clear_yes_at_the_end_overrules_an_earlier_no(
    understanding: Understanding, text: str
) -> None:
    assert understanding.read(text).intents == (Intent.RSVP_YES,)


@pytest.mark.parametrize(
    "text",
    [
        "pehle haan bola tha, ab nahi aa raha hu",
        "aa raha tha par ab nahi aa paunga",
        "पहले हाँ कहा था, अब नहीं आ रहा हूँ",
        "I had said yes but my leave is refused, I am not coming",
    ],
)
def test_an_earlier_yes_does_not_overrule_a_no(understanding: Understanding, text: str) -> None:
    assert understanding.read(text).intents == (Intent.RSVP_NO,)


def test_what_is_offered_is_little_and_never_an_answer_without_its_opposite(
    understanding: Understanding,
) -> None:
    offered = [
        set(reading.alternatives)
        for name in ("unseen", "unseen_denials", "unseen_denials_again")
        for case in cases(name)
        if (reading := understanding.read(case.text)).alternatives
    ]
    answers = {Intent.RSVP_YES, Intent.RSVP_NO}
    assert offered
    assert all(len(one) <= 3 for one in offered)
    assert all(answers <= one for one in offered if one & {*answers, Intent.RSVP_MAYBE})


@pytest.mark.parametrize(
    "text",
    ["", " ", "?", "...", "\u200b", "0", "🙏🙏", "१", "x" * 5_000, "haan " * 2_000, "a\x00b"],
)
def test_odd_input_is_read_without_an_answer_or_an_error(
    understanding: Understanding, text: str
) -> None:
    assert set(understanding.read(text).intents) <= {Intent.RSVP_YES}
