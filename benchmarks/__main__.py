"""``python -m benchmarks [NAME ...]``: the measurements with these names, or all."""

import sys
from collections.abc import Callable

from benchmarks import (
    answers,
    desk,
    kills,
    outbox,
    papers,
    reminders,
    replies,
    start,
    understanding,
)

MEASURES: dict[str, Callable[[], None]] = {
    "answers": answers.main,
    "desk": desk.main,
    "kills": kills.main,
    "outbox": outbox.main,
    "papers": papers.main,
    "reminders": reminders.main,
    "replies": replies.main,
    "start": start.main,
    "understanding": understanding.main,
}


def main(wanted: list[str]) -> int:
    unknown = [name for name in wanted if name not in MEASURES]
    if unknown:
        print(f"no such measurement: {', '.join(unknown)}; there are: {', '.join(MEASURES)}")
        return 2
    for name in wanted or MEASURES:
        print(f"== {name}", flush=True)
        MEASURES[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
