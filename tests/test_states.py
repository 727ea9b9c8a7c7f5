"""States are found by any of their names, and never guessed."""

import pytest

from bot.states import States


@pytest.fixture(scope="module")
def states() -> States:
    return States.load()


def test_all_thirty_six_are_there_in_the_order_of_their_english_names(states: States) -> None:
    assert len(states) == len(set(states.codes)) == 36
    assert [state.en for state in states] == sorted(state.en for state in states)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("उत्तर प्रदेश", ["UP"]),
        ("यूपी", ["UP"]),
        ("U.P.", ["UP"]),
        ("उ.प्र.", ["UP"]),
        ("uttar pradesh", ["UP"]),
        ("UTTARPRADESH", ["UP"]),
        ("J&K", ["JK"]),
        ("जम्मू एवं कश्मीर", ["JK"]),
        ("Orissa", ["OD"]),
        ("उड़ीसा", ["OD"]),
        ("हरयाणा", ["HR"]),
        ("नागालैण्ड", ["NL"]),
        ("Gujraat", ["GJ"]),
        ("Pondicherry", ["PY"]),
        ("  राजस्थान  ", ["RJ"]),
        ("AP", ["AP", "AR"]),
        ("CH", ["CH", "CG"]),
        ("MP", ["MP"]),
        ("Rajasthan Royals", []),
        ("Nepal", []),
        ("", []),
    ],
)
def test_a_name_gives_its_state_or_all_that_it_may_mean(
    states: States, name: str, codes: list[str]
) -> None:
    assert [state.code for state in states.find(name)] == codes


def test_ut_may_be_any_union_territory(states: States) -> None:
    assert {"UK", "CH", "DL", "JK", "LA", "LD", "PY", "AN", "DH"} == {
        state.code for state in states.find("UT")
    }


def test_a_state_is_called_by_its_name_in_the_readers_language(states: States) -> None:
    rajasthan = states.get("RJ")
    assert (rajasthan.name("hi"), rajasthan.name("en")) == ("राजस्थान", "Rajasthan")


def test_an_unknown_code_is_a_key_error(states: States) -> None:
    with pytest.raises(KeyError):
        states.get("XX")
