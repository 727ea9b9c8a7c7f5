"""The page's own sentences: the same keys and placeholders in both languages, none missing."""

import re

from rehearsal.server import PAGE


def test_every_string_exists_in_both_languages_and_is_used() -> None:
    strings = (PAGE / "strings.js").read_text("utf-8")
    _, hindi, english = re.split(r"^  (?:hi|en): \{$", strings, flags=re.MULTILINE)
    keys = [re.findall(r"^    (\w+):", part, re.MULTILINE) for part in (hindi, english)]
    assert keys[0] == keys[1]
    holes = [
        {key: sorted(re.findall(r"\{(\w+)\}", text)) for key, text in _entries(part)}
        for part in (hindi, english)
    ]
    assert holes[0] == holes[1]
    code = "".join(
        path.read_text("utf-8")
        for path in PAGE.iterdir()
        if path.suffix in {".js", ".html"} and path.name != "strings.js"
    )
    named = set(re.findall(r"\bt\(\"(\w+)\"", code)) | set(
        re.findall(r'data-t(?:-label|-placeholder)?="(\w+)"', code)
    )
    assert named - set(keys[0]) == set()


def _entries(part: str) -> list[tuple[str, str]]:
    return re.findall(r'^    (\w+):\s*"([^"]*)"', part, re.MULTILINE)
