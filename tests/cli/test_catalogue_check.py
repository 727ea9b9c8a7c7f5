"""Each mistake that a catalogue can have is found, and the shipped ones have none."""

import pytest

from bot.catalogue_check import catalogue_problems, problems_of

HEADER = r"""msgid ""
msgstr ""
"Language: hi\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"Content-Type: text/plain; charset=utf-8\n"

"""


def found(body: str, locale: str = "hi") -> list[str]:
    problems, _ = problems_of((HEADER + body).encode(), locale, "samvad.po")
    return [problem.says for problem in problems]


def test_the_shipped_catalogues_are_sound() -> None:
    assert [str(problem) for problem in catalogue_problems()] == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('msgid "Yes"\nmsgstr "हाँ"\n', []),
        ('msgid "<b>{a}</b>"\nmsgstr "<b>{a}</b>"\n', []),
        ('msgid "Yes"\nmsgstr ""\n', ["is not translated"]),
        (
            '#, fuzzy\nmsgid "Yes"\nmsgstr "हाँ"\n',
            ["is marked fuzzy: look at the translation and take the mark away"],
        ),
        (
            'msgid "On {date}"\nmsgstr "{dat} को"\n',
            ["has the placeholders dat where the source has date"],
        ),
        (
            'msgid "On {date}"\nmsgstr "को"\n',
            ["has the placeholders none where the source has date"],
        ),
        (
            'msgid "{a}"\nmsgstr "{a"\n',
            ["has a broken placeholder: expected '}' before end of string"],
        ),
        ('msgid "<b>{a}</b>"\nmsgstr "<b>{a}"\n', ["has a <b> that is never closed"]),
        ('msgid "<b>a</b>"\nmsgstr "<i>a</i>"\n', ["has the tags i where the source has b"]),
        ('msgid "<b>a</b>"\nmsgstr "<b>a</b></i>"\n', ["has a </i> that closes nothing"]),
        (
            'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "एक दिन"\nmsgstr[1] "{n} दिन"\n',
            [],
        ),
        (
            'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} दिन"\nmsgstr[1] ""\n',
            ["is not translated"],
        ),
    ],
)
def test_each_mistake_is_found(body: str, says: list[str]) -> None:
    assert found(body) == says


def test_english_may_leave_the_source_as_it_is() -> None:
    assert found('msgid "Yes"\nmsgstr ""\n', "en") == []


def test_what_is_no_catalogue_is_said() -> None:
    assert len(found('msgid "unfinished\n')) == 1
