"""What differs between two versions of the event, as a person reads it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.event import Event


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs; None where there is none on that side."""

    path: str
    old: str | None
    new: str | None


def diff(old: Event, new: Event) -> list[Change]:
    """Give every value that differs, in the order of the document; none for equal events.

    Parts with an id are compared by it, so that one more session in front moves nothing; where
    only their order differs, that is a change by itself. Others are compared by their place.
    """
    before, after = dict(_values(old)), dict(_values(new))
    paths = [*before, *(path for path in after if path not in before)]
    changes = [Change(path, before.get(path), after.get(path)) for path in paths]
    return [change for change in changes if change.old != change.new]


def _values(event: Event) -> Iterator[tuple[str, str]]:
    yield from _flat("", event.model_dump(mode="json", exclude_none=True))


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 (any part of JSON)
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _flat(f"{path}.{key}" if path else key, below)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield from _flat_list(path, value)
    else:
        yield path, str(value).lower() if isinstance(value, bool) else str(value)


def _flat_list(path: str, items: Sequence[Any]) -> Iterator[tuple[str, str]]:
    if not any(isinstance(item, Mapping) for item in items):
        if items:
            yield path, ", ".join(map(str, items))
        return
    names = [item.get("id", str(place)) for place, item in enumerate(items, start=1)]
    if "id" in items[0]:
        yield path, ", ".join(names)
    for name, item in zip(names, items, strict=True):
        yield from _flat(f"{path}[{name}]", item)
