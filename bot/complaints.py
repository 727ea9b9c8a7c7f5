"""What pydantic refuses, in plain words: the key, what was expected, and what was there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

LANGUAGES = {"hi": "Hindi", "en": "English"}
SHOWN = 60  # characters of a wrong value that are repeated
_WANTED = {
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "dict_type": "a table",
    "float_parsing": "a number",
    "float_type": "a number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "list_type": "a list",
    "mapping_type": "a table",
    "model_attributes_type": "a table",
    "model_type": "a table",
    "string_type": 'a text in "quotes"',
    "tuple_type": "a list",
}
_RANGES = {
    "greater_than": "a number above {gt}",
    "greater_than_equal": "a number of at least {ge}",
    "less_than": "a number below {lt}",
    "less_than_equal": "a number of at most {le}",
    "finite_number": "a number",
    "string_too_long": "at most {max_length} characters",
}
_PATTERNS = {
    "id": "1 to 12 of the characters a-z 0-9 _",
    "phone": "a phone number such as +91 11 2345 6789",
    "telegram": "a Telegram name such as @office_helpdesk",
    "[key]": "a name of 1 to 12 of the characters a-z 0-9 _",
}
_KINDS: dict[object, str] = {
    bool: "true or false",
    date: "a date such as 2025-04-03",
    dict: "a table",
    float: "a number",
    int: "a whole number",
    str: 'a text in "quotes"',
    time: "a local time of day such as 10:30:00",
    tuple: "a list",
}
_BOTH = ("hi", "en")
_WANTED_BOTH = 'a text in both languages, { hi = "...", en = "..." }'
Location = tuple[str | int, ...]


def complaints(error: ValidationError, model: type[BaseModel]) -> list[tuple[Location, str]]:
    """Give each mistake as its location in the document and a half-sentence about it."""
    return [(found["loc"], _says(found, model)) for found in error.errors(include_url=False)]


def shown(value: object) -> str:
    """Repeat a wrong value, cut short, as the file would write it."""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, str):
        text = f'"{value}"'
    elif isinstance(value, Mapping):
        text = "a table"
    elif isinstance(value, Sequence):
        text = "a list"
    else:
        text = str(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def nearest(word: str, words: Iterable[str]) -> str:
    """Give ``, did you mean X?`` for a word close to one of ``words``, or nothing."""
    found = process.extractOne(
        word, sorted(words), scorer=fuzz.ratio, processor=str.lower, score_cutoff=65
    )
    return f', did you mean "{found[0]}"?' if found else ""


def dotted(location: Location, document: object) -> str:
    """Write a location as one key; an item of a list by its id where it has one.

    >>> dotted(("event", "sessions", 0, "date"), {"event": {"sessions": [{"id": "batch1"}]}})
    'event.sessions[batch1].date'
    """
    text = ""
    at: Any = document
    for step in location:
        if isinstance(step, int):
            at = at[step] if isinstance(at, Sequence) and step < len(at) else None
            name = at.get("id") if isinstance(at, Mapping) else None
            text += f"[{name if isinstance(name, str) else step + 1}]"
        elif step != "[key]":
            at = at.get(step) if isinstance(at, Mapping) else None
            text += f".{step}" if text else step
    return text


def keys_at(model: type[BaseModel], location: Location) -> tuple[str, ...]:
    """Name the keys that a table at ``location`` may have; none where it has no fixed ones."""
    return tuple(getattr(kind_at(model, location), "model_fields", ()))


def kind_at(model: type[BaseModel], location: Location) -> Any:  # noqa: ANN401 (any annotation)
    """Follow a location through the annotations of a model to the type of its value.

    None where it leads nowhere.
    """
    kind: Any = model
    for step in location:
        origin = get_origin(kind)
        if origin in {tuple, list}:
            kind = get_args(kind)[0]
        elif origin is dict:
            kind = get_args(kind)[1]
        else:
            field = getattr(kind, "model_fields", {}).get(step)
            kind = field.annotation if field else None
        kind = _bare(kind)
    return kind


def _bare(kind: Any) -> Any:  # noqa: ANN401
    """Take away what only says "or nothing" or limits the value."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in {Union, UnionType}:
        return _bare(next(k for k in get_args(kind) if k is not type(None)))
    return kind


def _says(found: ErrorDetails, model: type[BaseModel]) -> str:
    kind, location, value = found["type"], found["loc"], found["input"]
    context = found.get("ctx", {})
    name = str(location[-1]) if location else ""
    language = LANGUAGES.get(name) if keys_at(model, location[:-1]) == _BOTH else None
    if kind == "missing":
        return f"the {language} text is missing" if language else _missing(model, location)
    if kind == "string_too_short":
        return f"the {language} text is empty" if language else "expected a text, got an empty one"
    if kind == "extra_forbidden":
        return "unknown key" + nearest(name, keys_at(model, location[:-1]))
    if kind == "value_error":
        return str(context["error"])
    if kind in {"enum", "literal_error"}:
        wanted = f"one of {context['expected']}"
    elif kind == "string_pattern_mismatch":
        wanted = _PATTERNS.get(name, f"a text like {context['pattern']}")
    elif kind in _RANGES:
        wanted = _RANGES[kind].format(**context)
    elif kind == "model_type" and keys_at(model, location) == _BOTH:
        wanted = _WANTED_BOTH
    elif kind in _WANTED:
        wanted = _WANTED[kind]
    else:
        return found["msg"]
    return f"expected {wanted}, got {shown(value)}"


def _missing(model: type[BaseModel], location: Location) -> str:
    """Say what belongs where nothing is."""
    if keys_at(model, location) == _BOTH:
        return f"is missing: expected {_WANTED_BOTH}"
    kind = kind_at(model, location)
    kind = get_origin(kind) or kind
    wanted = _KINDS.get(kind, "a table" if isinstance(kind, type) else "")
    return f"is missing: expected {wanted}" if wanted else "is missing"
