"""Phone numbers: any way of writing one -> E.164, and back to a form that people read out.

A number is accepted when it is *possible*, not only when it is *valid*: number series are opened
faster than a library learns of them, and a delegate must not be refused for that. So the
rehearsal can use numbers that nobody can have: +91 10xxx xxxxx. No Indian area code begins with
10 and no mobile number with 1 (those are the short codes for services, 100, 101, 108, in the
National Numbering Plan of the Department of Telecommunications).

The library is imported where it is used: Indian numbers, nearly all, are read without it.
"""

import regex

_HOME = "IN"
_HOME_CODE = 91
_HOME_DIGITS = 10  # of every mobile and landline number in India, without 0 and +91
_ALLOWED = regex.compile(r"\+?[\d\s().·/\-‐-―]+")
_SEPARATORS = regex.compile(r"[^\d+]")
_PLAIN_HOME = regex.compile(r"(?:\+91|91|0091|0)?([1-9][0-9]{9})")
_INVISIBLE = regex.compile(r"\p{Cf}")
# Ten digits and more within a line, however they are grouped: any of them may be a number.
_IN_WORDS = regex.compile(r"\+?\p{Nd}(?:[^\S\n]?[().·/\-‐-―]?[^\S\n]?\p{Nd}){9,}")
HIDDEN = "••••••••••"


def to_e164(text: str) -> str | None:
    """Give the number as E.164 (``+919876543210``), or None when it is not one number.

    Without a country code it is read as Indian: ten digits, with or without ``0``, ``91``,
    ``+91``, ``0091`` before them. Spaces, dashes, brackets, Devanagari digits, and the ``.0`` that
    a spreadsheet leaves behind do no harm.
    """
    text = _INVISIBLE.sub("", text).strip().removesuffix(".0")
    if not _ALLOWED.fullmatch(text):
        return None
    digits = _latin(_SEPARATORS.sub("", text))
    if plain := _PLAIN_HOME.fullmatch(digits):
        return f"+{_HOME_CODE}{plain[1]}"
    from phonenumbers import (  # noqa: PLC0415 (see above)
        NumberParseException,
        PhoneNumberFormat,
        format_number,
        is_possible_number,
        parse,
    )

    try:
        number = parse("+" + digits[2:] if digits.startswith("00") else digits, _HOME)
    except NumberParseException:
        return None
    if number.country_code == _HOME_CODE:
        if len(str(number.national_number)) != _HOME_DIGITS:
            return None
    elif not is_possible_number(number):
        return None
    return format_number(number, PhoneNumberFormat.E164)


def from_contact(text: str) -> str | None:
    """Give the E.164 form of a number as Telegram sends it in a contact.

    Telegram gives the country code, with or without ``+`` before it; a number of at most ten
    digits, or one that begins with 0, is read as Indian.
    """
    digits = _SEPARATORS.sub("", text)
    if not digits.startswith(("+", "0")) and len(digits) > _HOME_DIGITS:
        return to_e164("+" + digits)
    return to_e164(digits)


def shown(e164: str) -> str:
    """Give the number as people write it: ``+91 98765 43210``."""
    from phonenumbers import (  # noqa: PLC0415 (see above)
        NumberParseException,
        PhoneNumberFormat,
        format_number,
        parse,
    )

    try:
        number = parse(e164)
    except NumberParseException:
        return e164
    if number.country_code == _HOME_CODE:
        national = str(number.national_number)
        return f"+{_HOME_CODE} {national[:5]} {national[5:]}"
    return format_number(number, PhoneNumberFormat.INTERNATIONAL)


def in_words(text: str, *, shown: bool) -> str:
    """Give what somebody typed; where numbers are not ``shown``, dots stand in their place."""
    return text if shown else _IN_WORDS.sub(HIDDEN, text)


def left_out(text: str) -> str:
    """Give what somebody typed without the numbers in it."""
    return _IN_WORDS.sub(" ", text)


def _latin(digits: str) -> str:
    return "".join(sign if sign == "+" else str(int(sign)) for sign in digits)
