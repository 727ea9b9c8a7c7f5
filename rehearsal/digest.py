"""Derives methods.json from a full machine-readable Bot API specification.

Usage: python -m rehearsal.digest SPECIFICATION.json LICENCE > rehearsal/methods.json
"""

import json
import sys
from pathlib import Path

from rehearsal.wire import Wire

ARRAY = "Array of "


def digest(specification: Wire, licence: str) -> Wire:
    """Return methods and the types their parameters reach, each field as `Type|Type`, `!` required.

    A type that is one of several others is a list of their names. Types that are only ever
    returned are left out. The specification is MIT-licensed, so its notice goes along.
    """
    types = specification["types"]
    methods = {name: _fields(method) for name, method in sorted(specification["methods"].items())}
    reached: Wire = {}
    waiting = [name for fields in methods.values() for name in _named(fields)]
    while waiting:
        name = waiting.pop()
        if name in reached or name not in types:
            continue
        reached[name] = types[name].get("subtypes") or _fields(types[name])
        waiting += _named(reached[name])
    return {
        "version": specification["version"],
        "licence": licence.strip(),
        "methods": methods,
        "types": dict(sorted(reached.items())),
    }


def _fields(described: Wire) -> dict[str, str]:
    return {
        field["name"]: "|".join(field["types"]) + ("!" if field["required"] else "")
        for field in described.get("fields", [])
    }


def _named(fields: dict[str, str] | list[str]) -> list[str]:
    """Return the type names that appear in `fields`."""
    if isinstance(fields, list):
        return fields
    names = (name for kinds in fields.values() for name in kinds.rstrip("!").split("|"))
    return [name.replace(ARRAY, "") for name in names]


def rendered(result: Wire) -> str:
    """Return `result` as JSON with one method or type a line, so that changes can be read."""
    lines = []
    for key, value in result.items():
        if isinstance(value, dict):
            rows = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())
            lines.append(f"{json.dumps(key)}: {{\n{rows}\n}}")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    """Write the digest of the specification named first, with the licence named second."""
    specification, licence = (Path(name).read_text("utf-8") for name in sys.argv[1:3])
    sys.stdout.write(rendered(digest(json.loads(specification), licence)))


if __name__ == "__main__":
    main()
