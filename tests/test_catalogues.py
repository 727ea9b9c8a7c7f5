"""Every message in both languages: complete, the same placeholders and tags, right for Telegram.

Each message is rendered with names that break what was put together carelessly.
"""

import ast
import string
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
import regex
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from bot.catalogue_sync import in_step, said_in_code
from bot.text import Html, Voices
from bot.understanding.fold import normalise
from rehearsal.markup import parse_html

ROOT = Path(__file__).parent.parent
SOURCES = ("bot", "handlers", "rehearsal")
CALLS = {"say", "plain", "plural", "N_"}  # what takes a message id
LANGUAGES = ("hi", "en")
NASTY = [
    "<b>&\"'</b>",
    "&lt;i&gt;",
    "ज़ुल्फ़िक़ार ढ़ाँढ़ा",
    "क्\N{ZERO WIDTH JOINER}ष श्री\N{ZERO WIDTH NON-JOINER}मान",
    "👨‍👩‍👧‍👦🇮🇳",
    "राम{name}%s\\n",
    "अ" * 100,
    "</b>",
]
# Latin letters that Hindi readers expect: commands, addresses.
LATIN = regex.compile(r"\p{Latin}+")
COMMAND = r"/[a-z]+"  # Telegram knows commands in Latin letters only
TAG = regex.compile(r"</?[a-z][^>]*>")


def catalogue(language: str) -> Catalog:
    path = files("locales") / language / "LC_MESSAGES" / "samvad.po"
    with path.open("rb") as po:
        return read_po(po, locale=language)


CATALOGUES = {language: catalogue(language) for language in LANGUAGES}
VOICES = Voices.load()


def messages(language: str) -> list[Message]:
    return [m for m in CATALOGUES[language] if m.id]


def ids(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


def said(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def placeholders(text: str) -> Counter[str]:
    return Counter(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@cache
def used_in_code() -> set[str]:
    """Give every message id that the code says."""
    found: set[str] = set()
    for folder in SOURCES:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) in CALLS:
                    found |= {a.value for a in node.args[:2] if _is_text(a)}
    return found


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(node.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_what_the_code_says_and_nothing_else(language: str) -> None:
    held = {part for message in messages(language) for part in ids(message)}
    assert held == used_in_code()


@pytest.mark.parametrize("language", LANGUAGES)
def test_make_messages_would_change_nothing(language: str) -> None:
    data = (files("locales") / language / "LC_MESSAGES" / "samvad.po").read_bytes()
    assert in_step(data, language, said_in_code()) == data


HEADER = """# A comment.
msgid ""
msgstr ""
"Language: {}\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
HELD = """msgid "Third"
msgstr "3"

msgid "No longer said"
msgstr "0"

msgid "First"
msgstr "1"
"""


def _spoken() -> Catalog:
    spoken = Catalog()
    for line, message in enumerate(["First", ("{n} second", "{n} seconds"), "Third"], 1):
        spoken.add(message, None, [("bot/x.py", line)])
    return spoken


def test_a_new_message_follows_its_neighbour_and_what_is_no_longer_said_goes() -> None:
    held = HEADER.format("hi") + HELD
    assert in_step(held.encode(), "hi", _spoken()).decode() == HEADER.format("hi") + (
        '#: bot/x.py\nmsgid "Third"\nmsgstr "3"\n\n'
        '#: bot/x.py\nmsgid "First"\nmsgstr "1"\n\n'
        "#: bot/x.py\n#, python-brace-format\n"
        'msgid "{n} second"\nmsgid_plural "{n} seconds"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    )


def test_in_the_language_of_the_ids_a_new_message_says_itself() -> None:
    written = in_step((HEADER.format("en") + HELD).encode(), "en", _spoken()).decode()
    assert 'msgstr[0] "{n} second"\nmsgstr[1] "{n} seconds"\n' in written


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_sure(language: str) -> None:
    missing = [ids(m)[0] for m in messages(language) if not all(said(m)) or m.fuzzy]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_tags_agree(language: str) -> None:
    wrong = [
        (ids(message)[0], text)
        for message in messages(language)
        for text in said(message)
        if placeholders(text) != placeholders(ids(message)[-1])
        or Counter(TAG.findall(text)) != Counter(TAG.findall(ids(message)[-1]))
    ]
    assert wrong == []


def test_hindi_has_no_latin_words_and_english_no_devanagari() -> None:
    latin = {
        (word, text)
        for message in messages("hi")
        for text in said(message)
        for word in LATIN.findall(regex.sub(rf"\{{[^}}]*\}}|<[^>]*>|{COMMAND}", "", text))
    }
    devanagari = {
        text
        for message in messages("en")
        for text in said(message)
        if regex.search(r"\p{Devanagari}", text)
    }
    assert (latin, devanagari) == (set(), set())


def test_hindi_ends_its_sentences_with_a_danda() -> None:
    ends = {
        text
        for message in messages("hi")
        for text in said(message)
        if regex.search(r"\p{Devanagari}\.(\s|$)", text)
    }
    assert ends == set()


def test_hindi_spells_every_word_in_one_way() -> None:
    words = {
        word
        for message in messages("hi")
        for text in said(message)
        for word in regex.findall(r"\p{Devanagari}+", text)
    }
    spellings: dict[str, set[str]] = {}
    for word in words:
        spellings.setdefault(normalise(word), set()).add(word)
    assert [found for found in spellings.values() if len(found) > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_with_nasty_names_is_html_that_keeps_them(language: str) -> None:
    voice = VOICES[language]
    for message in messages(language):
        names = placeholders(ids(message)[-1])
        for nasty in NASTY:
            values = {name: nasty for name in names if name != "n"}
            if isinstance(message.id, tuple):
                markup = voice.plural(*message.id, 2, **values)
            else:
                markup = voice.say(message.id, **values)
            text, _ = parse_html(markup)
            assert text.count(nasty) == sum(c for n, c in names.items() if n != "n"), ids(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_with_markup_inside_keeps_it(language: str) -> None:
    voice, inner = VOICES[language], Html("<i>&lt;x&gt;</i>")
    for message in messages(language):
        if isinstance(message.id, str):
            markup = voice.say(message.id, **dict.fromkeys(placeholders(message.id), inner))
            text, _ = parse_html(markup)
            assert text.count("<x>") == placeholders(message.id).total()


def test_who_has_blocked_the_bot_is_worded_in_one_way() -> None:
    blocked = [m for m in messages("hi") if "blocked the bot" in ids(m)[0].casefold()]
    told = [text for message in blocked for text in said(message)]
    assert len(told) == 9
    assert [text for text in told if "बातचीत बंद कर रखी है" not in text] == []


def test_buttons_ask_as_one_asks_an_elder() -> None:
    """कीजिए, not करें, where somebody is asked to do something; a question may say करें."""
    short = regex.compile(r"(करें|भेजें|देखें|बदलें|बताएँ|रोकें|हटाएँ|चुनें)(?![\p{L}\p{M}])[^?]{0,10}$")
    texts = [text for m in messages("hi") for text in said(m)]
    assert [text for text in texts if "?" not in text and short.search(text)] == []
