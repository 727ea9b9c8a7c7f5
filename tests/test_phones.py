"""Phone numbers in all the ways that rosters and Telegram write them."""

import pytest

from bot import phones


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("9876543210", "+919876543210"),
        ("09876543210", "+919876543210"),
        ("919876543210", "+919876543210"),
        ("+919876543210", "+919876543210"),
        ("00919876543210", "+919876543210"),
        ("+91 98765-43210", "+919876543210"),
        ("(0) 98765.43210", "+919876543210"),
        ("९८७६५ ४३२१०", "+919876543210"),
        ("9876543210.0", "+919876543210"),
        ("\u200e+91\u00a098765\u00a043210\u202c", "+919876543210"),
        ("0141-2223344", "+911412223344"),
        ("1000000001", "+911000000001"),
        ("+1 202 555 0100", "+12025550100"),
        ("0044 7700 900123", "+447700900123"),
        ("", None),
        ("+", None),
        ("98765", None),
        ("98765432101", None),
        ("0000000000", None),
        ("9876543210, 9876543211", None),
        ("9876543210/9876543211", None),
        ("9.87654E+09", None),
        ("9876543210 ext 5", None),
        ("call me", None),
        ("+99912345678901234", None),
    ],
)
def test_one_form_for_every_way_of_writing(text: str, number: str | None) -> None:
    assert phones.to_e164(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("919876543210", "+919876543210"),
        ("+919876543210", "+919876543210"),
        ("09876543210", "+919876543210"),
        ("9876543210", "+919876543210"),
        ("911000000001", "+911000000001"),
        ("12025550100", "+12025550100"),  # Telegram leaves out the plus, not the country
        ("447700900123", "+447700900123"),
        ("", None),
    ],
)
def test_a_contact_has_its_country_code(text: str, number: str | None) -> None:
    assert phones.from_contact(text) == number


def test_a_number_is_shown_as_people_write_it() -> None:
    assert phones.shown("+919876543210") == "+91 98765 43210"
    assert phones.shown("+12025550100") == "+1 202-555-0100"
    assert phones.to_e164(phones.shown("+911000000001")) == "+911000000001"


@pytest.mark.parametrize(
    ("typed", "hidden"),
    [
        ("call 98870 00001 please", "call •••••••••• please"),
        ("+91-98870-00001, 09887000002", "••••••••••, ••••••••••"),
        ("मेरा नंबर ९८८७० ००००१ है", "मेरा नंबर •••••••••• है"),
        ("(0141) 2-345678", "(••••••••••"),
        ("3 अप्रैल 2025, 11:30, 720 लोग", "3 अप्रैल 2025, 11:30, 720 लोग"),
        ("1990 में 25\n2000 में 40", "1990 में 25\n2000 में 40"),
    ],
)
def test_numbers_in_words_are_hidden(typed: str, hidden: str) -> None:
    assert phones.in_words(typed, shown=False) == hidden
    assert phones.in_words(typed, shown=True) == typed
