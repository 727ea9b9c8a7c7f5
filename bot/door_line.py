"""What a line typed at the door means: a code, a number, many of them, a phone, or a name."""

import re
from dataclasses import dataclass

from bot import pass_code, phones
from bot.understanding.fold import normalise

LARGEST = 9_999_999  # a roster number; a phone has more digits
MOST = 2_000  # numbers in one list
_RANGE_WORDS = re.compile(r"(?<=\d)\s*(?:-|–|—|\.\.+|\bto\b|\bse\b|से)\s*(?=\d)")
_BETWEEN = re.compile(r"[\s,;/|।]+|\band\b|\baur\b|और")
_NUMBER = re.compile(r"#?(\d{1,7})\.?")
_RANGE = re.compile(r"#?(\d{1,7})-(\d{1,7})")
# Several roster numbers in a row have as many digits as a phone: it is one with a plus, written
# without a space, or as mobile numbers are in India, five and five.
_PHONE = re.compile(r"\+[\d\s()\-]{9,}|\d{10,13}|(?:0|91[\s-])?[6-9]\d{4}[\s-]\d{5}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of roster numbers and codes, each once, and what of it could not be read."""

    numbers: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One of these is set; `name` also where the code may be a name of eight letters."""

    code: str | None = None
    number: int | None = None
    phone: str | None = None  # E.164
    many: Listed | None = None
    name: str | None = None


def read_line(text: str) -> Line:
    """Read a line: digits of either script, codes with or without a dash, ``12 15 18-20``."""
    said = normalise(text).strip()
    code = pass_code.read_code(said)
    if code is not None:
        return Line(code=code, name=text.strip())
    alone = _NUMBER.fullmatch(said)
    if alone:
        return Line(number=int(alone[1]))
    if _PHONE.fullmatch(said):
        phone = phones.to_e164(said)
        if phone is not None:
            return Line(phone=phone)
    listed = read_list(text)
    if len(listed.numbers) + len(listed.codes) > len(listed.unread):
        return Line(many=listed)
    return Line(name=text.strip())


def read_list(text: str) -> Listed:
    """Read a list of numbers, ranges and codes, in any order, separated however people do.

    A range that runs backwards, or that would make the list longer than `MOST`, is not read.
    """
    said = _RANGE_WORDS.sub("-", normalise(text))
    numbers: dict[int, None] = {}
    codes: dict[str, None] = {}
    unread: list[str] = []
    for token in filter(None, _BETWEEN.split(said)):
        found = _numbers(token)
        code = None if found else pass_code.read_code(token)
        if found and len(numbers) + len(found) <= MOST:
            numbers |= dict.fromkeys(found)
        elif code:
            codes[code] = None
        else:
            unread.append(token)
    return Listed(tuple(numbers), tuple(codes), tuple(unread))


def _numbers(token: str) -> range:
    """Give the numbers of ``12`` or ``18-20``; none for anything else."""
    if alone := _NUMBER.fullmatch(token):
        return range(int(alone[1]), int(alone[1]) + 1)
    if between := _RANGE.fullmatch(token):
        return range(int(between[1]), int(between[2]) + 1)
    return range(0)
