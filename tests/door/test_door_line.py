"""What helpers type at the door, and codes of passes."""

import pytest

from bot import pass_code
from bot.door_line import MOST, Line, Listed, read_line, read_list

SECRET = "00" * 32
CODE = pass_code.code_of(SECRET, 12, 1)


def test_a_code_is_the_same_for_the_same_pass_and_another_for_any_other() -> None:
    assert pass_code.code_of(SECRET, 12, 1) == CODE
    others = [(SECRET, 12, 2), (SECRET, 13, 1), ("01" * 32, 12, 1)]
    assert CODE not in {pass_code.code_of(*other) for other in others}
    codes = {pass_code.code_of(SECRET, number, 1) for number in range(20_000)}
    assert len(codes) == 20_000
    assert all(pass_code.read_code(code) == code for code in codes)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("KF7M2Q9D", "KF7M2Q9D"),
        ("kf7m-2q9d", "KF7M2Q9D"),
        (" KF7M 2Q9D ", "KF7M2Q9D"),
        ("KF7M–2Q9D", "KF7M2Q9D"),  # a phone makes a long dash
        ("KOIL2Q9D", "K0112Q9D"),  # what looks like 0 or 1 is one
        ("12345678", None),
        ("KF7M2Q9", None),
        ("KF7M2Q9DD", None),
        ("रमेश", None),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str, code: str | None) -> None:
    assert pass_code.read_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("12", Line(number=12)),
        ("१२", Line(number=12)),
        ("#12", Line(number=12)),
        ("12.", Line(number=12)),
        ("98765 43210", Line(phone="+919876543210")),
        ("+91 98765-43210", Line(phone="+919876543210")),
        ("098765 43210", Line(phone="+919876543210")),
        ("9876543210", Line(phone="+919876543210")),
        ("101 102 103 9", Line(many=Listed((101, 102, 103, 9)))),  # ten digits, and no phone
        ("10001 10002", Line(many=Listed((10001, 10002)))),
        ("12 15 18-20", Line(many=Listed((12, 15, 18, 19, 20)))),
        ("१२, १५ और १८ से २०", Line(many=Listed((12, 15, 18, 19, 20)))),
        ("12\n15\n18 to 20\n12", Line(many=Listed((12, 15, 18, 19, 20)))),
        ("18-20", Line(many=Listed((18, 19, 20)))),
        ("12 15 Ramesh", Line(many=Listed((12, 15), (), ("ramesh",)))),
        ("12 kf7m-2q9d 7", Line(many=Listed((12, 7), ("KF7M2Q9D",)))),
        ("kf7m-2q9d", Line(code="KF7M2Q9D", name="kf7m-2q9d")),
        ("chhatram", Line(code="CHHATRAM", name="chhatram")),  # a name may look like a code
        ("Ramesh Namuna", Line(name="Ramesh Namuna")),
        ("रमेश नमूना", Line(name="रमेश नमूना")),
        ("Ward 12 Ramesh", Line(name="Ward 12 Ramesh")),
    ],
)
def test_a_line_is_read_as_it_was_meant(typed: str, line: Line) -> None:
    assert read_line(typed) == line


def test_what_cannot_be_read_in_a_list_is_named() -> None:
    assert read_list(f"20-18 5 1-{MOST + 1} 12345678 x") == Listed(
        (5,), (), ("20-18", f"1-{MOST + 1}", "12345678", "x")
    )
