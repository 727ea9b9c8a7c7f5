"""What the team types, in all three ways of writing, and what a delegate's question would be.

``staff_lines.tsv`` holds a line and what it means: shape, place, group and day, or None where the
line is not for the desk.
"""

from pathlib import Path

from stage import SHIPPED

from bot.config import load
from bot.staff_words import Shape, StaffWords, Wish
from bot.states import States

LINES = Path(__file__).with_name("staff_lines.tsv")
# Not read as meant, known and harmless: nobody is shown anything wrong for them.
MISREAD = {
    "can you send me the bihar list",
    "hall me kitne log hain",
    "pure desh ka hisab",
    "yet to arrive",
}


def meant(wish: Wish | None) -> str:
    """Write a wish as the file does."""
    if wish is None:
        return "None"
    if wish.shape is Shape.PERSON:
        return f"person {wish.who}"
    if wish.shape is Shape.ANSWER:
        return f"answer {wish.who} {wish.choice}"
    words = [wish.shape, wish.place.code(), wish.group, *([wish.day] if wish.day else [])]
    return " ".join(words)


def test_lines_of_the_team_are_read_as_they_are_meant() -> None:
    event, words = load(SHIPPED, {}).event, StaffWords(States.load())
    lines = [line.split("\t") for line in LINES.read_text("utf-8").splitlines()]
    misread = {line for line, want in lines if meant(words.read(line, event)) != want}
    assert misread == MISREAD
    assert len(lines) > 200
