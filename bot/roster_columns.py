"""What the columns of a roster are called, in English and Hindi, and the words for languages."""

from enum import StrEnum
from functools import cache

import regex

from bot.understanding.fold import normalise

_NOT_LETTERS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


class Column(StrEnum):
    """What a roster may say about a delegate."""

    ROSTER_NO = "roster_no"
    NAME = "name"
    NAME_HI = "name_hi"
    STATE = "state"
    DISTRICT = "district"
    DISTRICT_HI = "district_hi"
    PHONE = "phone"
    LANGUAGE = "language"
    SESSION = "session"


REQUIRED = (Column.NAME, Column.STATE, Column.DISTRICT, Column.PHONE)
# Our own export has these too; they are not the roster's to change.
OURS = ("status", "joined", "verified", "answer", "answered_at", "unreachable")

# Case, spaces, punctuation and nukta do not count.
_HEADERS = {
    Column.ROSTER_NO: "roster_no; roster number; सूची संख्या; सूची क्रमांक; सूची नंबर",
    Column.NAME: (
        "name; full name; delegate; delegate name; name of delegate; president; president name; "
        "district president; name of district president; dcc president; english name; "
        "name english; name in english; नाम; पूरा नाम; प्रतिनिधि; प्रतिनिधि का नाम; ज़िलाध्यक्ष; "
        "ज़िलाध्यक्ष का नाम; अध्यक्ष; अध्यक्ष का नाम; अंग्रेज़ी नाम; नाम अंग्रेज़ी; नाम अंग्रेज़ी में"
    ),
    Column.NAME_HI: (
        "name_hi; hindi name; name hindi; name in hindi; हिंदी नाम; नाम हिंदी; नाम हिंदी में; हिंदी में नाम"
    ),
    Column.STATE: (
        "state; state ut; state name; name of state; pradesh; rajya; राज्य; प्रदेश; राज्य प्रदेश; "
        "राज्य का नाम; प्रदेश का नाम; राज्य केंद्र शासित प्रदेश; सूबा"
    ),
    Column.DISTRICT: (
        "district; district name; name of district; dist; zila; jila; ज़िला; ज़िले का नाम; "
        "ज़िला का नाम; जनपद; district english; district in english"
    ),
    Column.DISTRICT_HI: (
        "district_hi; district hindi; hindi district; district in hindi; ज़िला हिंदी; ज़िला हिंदी में"
    ),
    Column.PHONE: (
        "phone; phone no; phone number; mobile; mobile no; mobile number; mobile phone; contact; "
        "contact no; contact number; telephone; tel; cell; whatsapp; whatsapp no; whatsapp number; "
        "मोबाइल; मोबाइल न; मोबाइल नं; मोबाइल नंबर; मोबाइल संख्या; फ़ोन; फ़ोन न; फ़ोन नं; फ़ोन नंबर; "
        "दूरभाष; संपर्क; संपर्क नंबर; संपर्क सूत्र; मो; मो न; मो नं; व्हाट्सएप; व्हाट्सऐप नंबर"
    ),
    Column.LANGUAGE: "language; lang; preferred language; bhasha; भाषा; पसंदीदा भाषा",
    Column.SESSION: "session; session id; batch; satr; सत्र; बैच",
}
# "Name" and "नाम" side by side are one name in two scripts.
IN_HINDI = {Column.NAME: Column.NAME_HI, Column.DISTRICT: Column.DISTRICT_HI}
_LANGUAGES = {
    "hi": "hi; hin; hindi; हिंदी; हिन्दी",
    "en": "en; eng; english; अंग्रेज़ी; इंग्लिश",
}


def key(text: str) -> str:
    """Give what two writings of one header share: letters and digits, folded."""
    return _NOT_LETTERS.sub("", normalise(text))


def column_called(header: str) -> Column | None:
    """Give the column that a header names, or None."""
    return _columns_by_key().get(key(header))


def language_called(text: str) -> str | None:
    """Give ``hi`` or ``en`` for the name of a language, or None."""
    return _languages_by_key().get(key(text))


@cache
def _columns_by_key() -> dict[str, Column]:
    return {key(h): column for column, headers in _HEADERS.items() for h in headers.split(";")}


@cache
def _languages_by_key() -> dict[str, str]:
    return {key(n): language for language, names in _LANGUAGES.items() for n in names.split(";")}
