"""What the parts may know of each other, read from their imports; and how large they may be."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import regex

ROOT = Path(__file__).parent.parent
OURS = ("bot", "db", "handlers", "locales", "rehearsal")
TELEGRAM_AT = ("handlers", "bot.app", "bot.context", "bot.delivery", "bot.transport", "bot.pacing")
LONGEST = 400  # lines


def modules() -> Iterator[tuple[str, Path]]:
    for folder in OURS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), path


MODULES = dict(modules())


@cache
def imports(module: str) -> set[str]:
    """Give what a module imports, also inside its functions and for types only."""
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{module}: a relative import"
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def importing(inside: str, *forbidden: str) -> list[tuple[str, str]]:
    """Give who inside a package imports one of these packages or modules."""
    return [
        (module, name)
        for module in MODULES
        if _within(module, inside)
        for name in sorted(imports(module))
        if any(_within(name, package) for package in forbidden)
    ]


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def test_the_database_knows_nobody() -> None:
    others = ("bot", "handlers", "rehearsal", "locales", "telegram")
    assert importing("db", *others) == []


def test_services_know_neither_telegram_nor_those_who_call_them() -> None:
    callers = ("handlers", "bot.app", "bot.context", "bot.delivery", "bot.ticks", "rehearsal")
    assert importing("bot.services", *callers, "telegram") == []


def test_only_the_composition_root_knows_the_handlers() -> None:
    knowing = {module for module, _ in importing("bot", "handlers")}
    assert knowing == {"bot.app"}
    assert importing("handlers", "bot.app", "rehearsal") == []


def test_understanding_is_pure() -> None:
    reach = ("db", "handlers", "telegram", "sqlmodel", "sqlalchemy", "httpx", "aiohttp")
    assert importing("bot.understanding", *reach) == []


def test_telegram_types_stay_at_the_edge() -> None:
    allowed = (*TELEGRAM_AT, "bot.profile")
    outside = [
        (module, name)
        for module, name in importing("bot", "telegram")
        if not any(_within(module, package) for package in allowed)
    ]
    assert outside == []


def test_the_bot_runs_without_the_rehearsal() -> None:
    knowing = {module for module, _ in importing("bot", "rehearsal")}
    assert {m for m in knowing if not m.startswith("bot.cli.")} == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_is_and_is_not_too_long(module: str) -> None:
    source = MODULES[module].read_text("utf-8")
    docstring = ast.get_docstring(ast.parse(source))
    assert docstring
    assert source.count("\n") <= LONGEST


def test_no_module_reads_the_clock_but_one() -> None:
    readers = {
        module
        for module, path in MODULES.items()
        if regex.search(r"datetime\.now\(|time\.time\(|date\.today\(", path.read_text("utf-8"))
    }
    clocks = {"bot.clock", "rehearsal.clock", "bot.logs"}
    assert {m for m in readers - clocks if not m.startswith(("bot.cli", "rehearsal"))} == set()


def test_no_sentence_in_the_code_is_said_without_the_catalogue() -> None:
    """Devanagari in the code is data (folding, names); a text for people is in a catalogue."""
    said = {"send_message", "reply_text", "answer", "edit_message_text", "say", "change", "note"}
    found = []
    for module, path in MODULES.items():
        if not module.startswith("handlers"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr in said and not _is_voice(node.func.value):
                found += [
                    (module, a.value)
                    for a in node.args
                    if isinstance(a, ast.Constant) and isinstance(a.value, str) and a.value
                ]
    assert found == []


def _is_voice(node: ast.expr) -> bool:
    return "voice" in ast.dump(node).lower()
