"""HTML parse mode: which text and entities come of it, and which byte is at fault."""

from typing import Any

import pytest

from rehearsal.calls import formatted
from rehearsal.errors import ApiError
from rehearsal.markup import parse_html
from rehearsal.render import html


def entity(kind: str, offset: int, length: int, **more: object) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("राम", "राम", []),
        ("&lt;&amp;&gt;&quot;&#39;&#x915; &copy; &", "<&>\"'क &copy; &", []),
        ("<b>नमस्ते</b>", "नमस्ते", [entity("bold", 0, 6)]),
        ("😀<strong>x</strong>", "😀x", [entity("bold", 2, 1)]),
        ("<i>a<u>b</u></i>", "ab", [entity("italic", 0, 2), entity("underline", 1, 1)]),
        ("<em>a</em><ins>b</ins>", "ab", [entity("italic", 0, 1), entity("underline", 1, 1)]),
        (
            "<s>a</s><strike>b</strike><del>c</del>",
            "abc",
            [entity("strikethrough", at, 1) for at in range(3)],
        ),
        (
            '<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>',
            "ab",
            [entity("spoiler", 0, 1), entity("spoiler", 1, 1)],
        ),
        ('<a href="https://x.in/?a=1&amp;b=2">x</a>', "x",
         [entity("text_link", 0, 1, url="https://x.in/?a=1&b=2")]),
        ("<a href='tg://user?id=7'>x</a>", "x", [entity("text_mention", 0, 1, user={"id": 7})]),
        ("<a>word</a>", "word", [entity("text_link", 0, 4, url="http://word/")]),
        ("<a href='not an address'>x</a>", "x", []),
        ("<code>a<b>b</b></code>", "ab", [entity("code", 0, 2)]),
        ('<pre><code class="language-python">x</code></pre>', "x",
         [entity("pre", 0, 1, language="python")]),
        ("<blockquote>a</blockquote>", "a", [entity("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [entity("expandable_blockquote", 0, 1)]),
        ('<tg-emoji emoji-id="53">👍</tg-emoji>', "👍",
         [entity("custom_emoji", 0, 2, custom_emoji_id="53")]),
        ('<tg-time unix="1743618600" format="D">x</tg-time>', "x",
         [entity("date_time", 0, 1, unix_time=1743618600, date_time_format="D")]),
        ("<B>a</b>", "a", [entity("bold", 0, 1)]),
        ("<b>a</>", "a", [entity("bold", 0, 1)]),
        ("<b></b>x", "x", []),
    ],
)  # fmt: skip
def test_parses(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("क < ख", 'Unsupported start tag "" at byte offset 4'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("x <", "Unclosed start tag at byte offset 2"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href=", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">👍</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
def test_refuses(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("/start abc", [entity("bot_command", 0, 6)]),
        ("😀 /help@samvad_bot", [entity("bot_command", 3, 16)]),
        ("a/b 1/2 //x", []),
        ("https://example.org/a.", [entity("url", 0, 21)]),
        ("देखें example.org", [entity("url", 6, 11)]),
        ("a@example.org", [entity("email", 0, 13)]),
        ("@samvad_bot #दिल्ली", [entity("mention", 0, 11), entity("hashtag", 12, 7)]),
        ("+91 11 2300 0000", [entity("phone_number", 0, 16)]),
        ("3.4.2025 10:30", []),
    ],
)
def test_finds(text: str, entities: list[dict[str, Any]]) -> None:
    assert formatted(text, None, None) == (text, entities)


def test_marks_nothing_inside_code_and_trims_around() -> None:
    text, entities = formatted("\n <code>/start</code> <b>x</b>\n", "html", None)
    assert (text, entities) == ("/start x", [entity("code", 0, 6), entity("bold", 7, 1)])


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<b>a&lt;<i>b</i></b>", "<b>a&lt;<i>b</i></b>"),
        ("😀<b>😀</b>", "😀<b>😀</b>"),
        ('<a href="https://x.in/&quot;">x</a>',
         ('<a class="link" href="https://x.in/&quot;" target="_blank" '
         'rel="noopener noreferrer">x</a>')),
        ("/start", '<a class="command" data-command="/start">/start</a>'),
        ("&lt;script&gt;", "&lt;script&gt;"),
        ("<blockquote expandable>a</blockquote>",
         '<blockquote class="expandable">a</blockquote>'),
    ],
)  # fmt: skip
def test_shows(source: str, shown: str) -> None:
    assert html(*formatted(source, "HTML", None)) == shown


def test_shows_crossing_entities_as_nested_tags() -> None:
    crossing = [entity("bold", 0, 2), entity("italic", 1, 2)]
    assert html("abc", crossing) == "<b>a<i>b</i></b><i>c</i>"


def test_no_address_runs_a_script() -> None:
    link = [entity("text_link", 0, 1, url="javascript:alert(1)")]
    assert html("x", link) == '<a class="link">x</a>'
