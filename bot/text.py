"""What is said, in the person's language: catalogues, dates, times, lists, HTML escaping.

Message ids are the English sentences. Values are escaped here and nowhere else; what is already
markup is an `Html`.
"""

import datetime as dt
import html
import io
from collections.abc import Iterable, Iterator
from functools import lru_cache
from gettext import GNUTranslations
from importlib.resources import files
from typing import Self

import regex
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALES = {"hi": Locale("hi", "IN"), "en": Locale("en", "IN")}  # 'en' alone writes 4/3/25
DOMAIN = "samvad"

# Hours at which a part of the day begins; as people speak, not as clocks do.
_DAY_PARTS = ((4, "early"), (6, "morning"), (12, "noon"), (16, "evening"), (20, "night"))


class Html(str):
    """Text that is already safe markup for Telegram's HTML parse mode."""

    __slots__ = ()

    def __add__(self, other: str) -> "Html":
        """Join; plain text on the right is escaped."""
        return Html(str(self) + safe(other))

    @classmethod
    def joined(cls, between: str, parts: Iterable[str]) -> "Html":
        """Join parts, escaping those that are plain."""
        return cls(between.join(safe(part) for part in parts))


def safe(value: object) -> Html:
    """Escape a value for HTML, unless it is markup already."""
    return value if isinstance(value, Html) else Html(html.escape(str(value), quote=True))


def N_(message: str) -> str:  # noqa: N802 (gettext's customary name)
    """Mark a message for the catalogues without translating it yet."""
    return message


class Voice:
    """One language: everything that turns facts into sentences in it."""

    def __init__(self, locale: str, catalogue: GNUTranslations) -> None:
        self.locale = locale
        self._babel = LOCALES[locale]
        self._catalogue = catalogue

    def say(self, message: str, /, **values: object) -> Html:
        """Give ``message`` in this language with its ``{named}`` values filled in, escaped."""
        return Html(self._catalogue.gettext(message).format_map(_escaped(values)))

    def plural(self, one: str, many: str, n: int, /, **values: object) -> Html:
        """Give the form for ``n`` things; ``{n}`` is filled in."""
        sentence = self._catalogue.ngettext(one, many, n)
        return Html(sentence.format_map(_escaped({"n": self.number(n), **values})))

    def plain(self, message: str, /, **values: object) -> str:
        """Give ``message`` where Telegram takes no markup: buttons, toasts, menus."""
        return self._catalogue.gettext(message).format_map(values)

    def number(self, n: float) -> str:
        """Write a number with Indian grouping: 1,25,000."""
        return format_decimal(n, locale=self._babel)

    def date(self, day: dt.date) -> str:
        """Write a date in full: गुरुवार, 3 अप्रैल 2025."""
        return _date(day, "full", self._babel)

    def short_date(self, day: dt.date) -> str:
        """Write a date without year and weekday: 3 अप्रैल."""
        return _date(day, "MMMMd", self._babel)

    def time(self, moment: dt.time) -> str:
        """Write a time of day as people say it: सुबह 10 बजे; 10 am."""
        if self.locale == "en":
            half = "am" if moment.hour < 12 else "pm"  # noqa: PLR2004 (noon)
            return f"{_clock(moment)} {half}"
        return self.plain(_TIME_SAYINGS[_day_part(moment)], clock=_clock(moment))

    def moment(self, local: dt.datetime) -> str:
        """Write a day and time, without the year: 24 मार्च, शाम 6:10 बजे."""
        return f"{self.short_date(local.date())}, {self.time(local.time())}"

    def day(self, day: dt.date, today: dt.date) -> str:
        """Write a date, with आज, कल or परसों before it when it is near and still to come."""
        near = _NEAR_DAYS.get(day - today)
        if near is None:
            return self.date(day)
        return f"{self.plain(near)} – {self.date(day)}"

    def list(self, parts: Iterable[str]) -> str:
        """Join as speech does: a, b और c."""
        items = list(parts)
        return format_list(items, locale=self._babel).replace(", और", " और") if items else ""


@lru_cache(maxsize=512)  # the same few days stand in nearly every answer
def _date(day: dt.date, form: str, locale: Locale) -> str:
    """Write a date in one of Babel's formats, or else by a skeleton (Unicode TR 35)."""
    if form == "full":
        return format_date(day, form, locale=locale)
    return format_skeleton(form, day, locale=locale)


_TIME_SAYINGS = {
    "early": N_("{clock} in the early morning"),
    "morning": N_("{clock} in the morning"),
    "noon": N_("{clock} in the afternoon"),
    "evening": N_("{clock} in the evening"),
    "night": N_("{clock} at night"),
}
_NEAR_DAYS = {
    dt.timedelta(0): N_("today"),
    dt.timedelta(1): N_("tomorrow"),
    dt.timedelta(2): N_("the day after tomorrow"),
}


def _day_part(moment: dt.time) -> str:
    part = "night"  # from midnight until the first one begins
    for hour, name in _DAY_PARTS:
        if moment.hour >= hour:
            part = name
    return part


def _clock(moment: dt.time) -> str:
    hour = moment.hour % 12 or 12
    return f"{hour}:{moment.minute:02d}" if moment.minute else str(hour)


def _escaped(values: dict[str, object]) -> dict[str, Html]:
    return {name: safe(value) for name, value in values.items()}


class Voices:
    """All languages."""

    def __init__(self, catalogues: dict[str, GNUTranslations]) -> None:
        self._voices = {name: Voice(name, found) for name, found in catalogues.items()}

    @classmethod
    def load(cls) -> Self:
        """Read the catalogues that ship with the package."""
        return cls({name: catalogue(name) for name in LOCALES})

    def __getitem__(self, locale: str) -> Voice:
        """Give the voice for 'hi' or 'en'."""
        return self._voices[locale]

    def __iter__(self) -> Iterator[Voice]:
        """Go through all languages, Hindi first."""
        return iter(self._voices.values())


@lru_cache
def catalogue(locale: str) -> GNUTranslations:
    """Read ``locales/<locale>/LC_MESSAGES/samvad.po``; nothing compiled can be out of date."""
    source = files("locales") / locale / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = io.BytesIO()
    with source.open("rb") as po:
        write_mo(compiled, read_po(po, locale=locale))
    compiled.seek(0)
    return GNUTranslations(compiled)


def pieces(text: str, limit: int = 4096) -> list[str]:
    """Cut plain text into pieces of at most ``limit`` UTF-16 units, as Telegram counts them.

    Cuts at a paragraph, else a line, else a space, and never inside a letter: a Devanagari
    consonant stays with its vowel sign. No piece is empty; blanks at the cuts are dropped. Only
    a single letter longer than ``limit`` (marks without end) is cut itself.
    """
    result: list[str] = []
    rest = text.strip()
    while units(rest) > limit:
        head = _fitting(rest, limit)
        cut = next((at for at in map(head.rfind, ("\n\n", "\n", " ")) if at > 0), len(head))
        result.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest:
        result.append(rest)
    return result


def _fitting(text: str, limit: int) -> str:
    """Give the longest beginning of whole letters that fits; of one huge letter, what fits."""
    used = end = 0
    for letter in regex.finditer(r"\X", text):
        used += units(letter.group())
        if used > limit:
            break
        end = letter.end()
    return text[:end] or text[: limit // 2]


def plain(markup: Html) -> str:
    """Give the text of markup, without its tags."""
    return html.unescape(regex.sub(r"<[^>]*>", "", markup))


def units(text: str) -> int:
    """Count UTF-16 code units, in which Telegram's limits are given."""
    return len(text.encode("utf-16-le")) // 2
