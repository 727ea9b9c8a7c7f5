"""The dates that a text names, in Hindi or English: "27 और 28 मार्च", "April 3", "03/04/2025"."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import regex
from babel.dates import get_month_names

from bot.text import LOCALES

_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
# Spellings beside those of Unicode's locale data.
_ALSO = {
    "अप्रेल": 4,
    "मइ": 5,
    "जुलाइ": 7,
    "अगस्‍त": 8,
    "सितम्बर": 9,
    "नवम्बर": 11,
    "दिसम्बर": 12,
    "sept": 9,
}
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])(?![0-9])(?:\s?(?:st|nd|rd|th)\b)?"
_BETWEEN = r"\s*(?:,|/|&|-|–|और|व|एवं|तथा|से|and|to)\s*"
_YEAR = r"(?:[\s,]*(?P<year>20[0-9]{2})(?![0-9]))?"
_NUMERIC = regex.compile(
    r"(?<![0-9./-])(?:(?P<y>20[0-9]{2})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})"
    r"|(?P<d2>[0-9]{1,2})(?P<sep>[./-])(?P<m2>[0-9]{1,2})(?:(?P=sep)(?P<y2>(?:20)?[0-9]{2}))?)"
    r"(?![0-9]|[./-][0-9])"
)


def dates_in(text: str, year: int) -> list[date]:
    """Give the dates in a plain text, in order, each once.

    ``year`` is for those that name none. Day comes before month, as in India. What is no date of
    the calendar is left out.
    """
    text = text.translate(_DIGITS).casefold()
    found = [*_written(text, year), *_numeric(text, year)]
    return list(dict.fromkeys(day for _, day in sorted(found)))


def _written(text: str, year: int) -> Iterator[tuple[int, date]]:
    months, pattern = _months()
    for match in pattern.finditer(text):
        month = months[match["month"] or match["first"]]
        named = int(match["year"] or match["year2"] or year)
        for day in regex.findall(r"[0-9]{1,2}", match["days"] or match["after"]):
            yield from _dated(match.start(), named, month, int(day))


def _numeric(text: str, year: int) -> Iterator[tuple[int, date]]:
    for match in _NUMERIC.finditer(text):
        if match["sep"] == "." and match["y2"] is None:
            continue  # 10.30 is a time of day
        named = int(match["y"] or match["y2"] or year)
        named += 2000 if named < 100 else 0  # noqa: PLR2004 (two digits)
        month, day = int(match["m"] or match["m2"]), int(match["d"] or match["d2"])
        yield from _dated(match.start(), named, month, day)


def _dated(at: int, year: int, month: int, day: int) -> Iterator[tuple[int, date]]:
    try:
        yield at, date(year, month, day)
    except ValueError:
        return


@lru_cache
def _months() -> tuple[dict[str, int], regex.Pattern[str]]:
    """Give the names of months by their number, and what finds a day with its month."""
    names = dict(_ALSO)
    for locale in LOCALES.values():
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=locale).items():
                names[name.casefold().rstrip(".॰")] = number
    one = "|".join(sorted(map(regex.escape, names), key=len, reverse=True))
    end = r"(?![\p{L}\p{M}])"
    days = rf"{_DAY}(?:{_BETWEEN}{_DAY})*"
    pattern = regex.compile(
        rf"(?<![0-9])(?P<days>{days})\s*(?:of\s+)?(?P<month>{one}){end}\.?{_YEAR}"
        rf"|(?<![\p{{L}}\p{{M}}])(?P<first>{one}){end}\.?\s+(?P<after>{days})"
        rf"(?:[\s,]*(?P<year2>20[0-9]{{2}})(?![0-9]))?"
    )
    return names, pattern
