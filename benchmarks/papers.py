"""How long pictures, passes, lists and workbooks take, and what memory; a fresh process each.

Cold is the first one after the start of the bot, with the libraries still to be imported.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.event_parts import Both
from bot.papers import lists, passes, pictures, workbooks
from bot.services.reports import Funnel
from bot.states import States
from bot.text import Voices
from db.types import RsvpChoice

AS_OF = datetime(2025, 4, 2, 12, 40, tzinfo=UTC)
WARM = 5
LARGE = 1_000_000


def main() -> None:
    """Print the figures."""
    print(
        f"{'':24}{'cold: elapsed':>15}{'processor':>11}{'warm: elapsed':>15}{'processor':>11}  peak"
    )
    for name in MADE:
        command = [sys.executable, "-m", "benchmarks.papers", name]
        found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        warm = found.get("warm")
        again = f"{warm[0]:13.2f} s{warm[1]:9.2f} s" if warm else f"{'':26}"
        cold = f"{found['cold'][0]:13.2f} s{found['cold'][1]:9.2f} s"
        print(f"{name:24}{cold}{again}{found['peak']:6.0f} MB", flush=True)


def one(name: str) -> None:
    """Measure one of them in this process; print it as JSON."""
    make = MADE[name](Voices.load())
    found = {"cold": _seconds(make)}
    if not name.endswith(f"{LARGE:,}"):
        found["warm"] = min(_seconds(make) for _ in range(WARM))
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


def _seconds(make: Callable[[], object]) -> tuple[float, float]:
    """Give the seconds that passed, and those of the processor: others may use it too."""
    started = time.perf_counter(), time.process_time()
    make()
    return time.perf_counter() - started[0], time.process_time() - started[1]


def _by_state(voices: Voices) -> Callable[[], object]:
    states = States.load()
    rows = [
        (state.hi, Funnel(20 + n, 18, 17, 5 + n // 3, 3, 2, 10 + n - n // 3, 1))
        for n, state in enumerate(states)
    ]
    return lambda: pictures.answers_by_state(voices["hi"], rows, as_of=AS_OF)


def _funnel(voices: Voices) -> Callable[[], object]:
    now, before = Funnel(720, 512, 498, 301, 40, 55, 324, 14), Funnel(720, 480, 470, 290)
    return lambda: pictures.funnel(voices["hi"], now, before=before, as_of=AS_OF)


def _over_time(voices: Voices) -> Callable[[], object]:
    days = [
        pictures.DayOfAnswers(date(2025, 3, 1) + timedelta(n), 9 * n, 2 * n, n) for n in range(30)
    ]
    return lambda: pictures.answers_over_time(voices["hi"], days, invited=720, as_of=AS_OF)


def _pass(voices: Voices) -> Callable[[], object]:
    card = passes.Pass(
        *("ज़िलाध्यक्षों का अधिवेशन", "क्षेत्रपाल नमूना", "राजस्थान", "श्रीगंगानगर", date(2025, 4, 3)),
        *(None, None, "इंदिरा गांधी भवन", None, 214, "K7M 2Q9"),
        link="https://t.me/sample_bot?start=c_" + "aB3-_x9Q" * 6,
    )
    return lambda: passes.picture(voices["hi"], card)


def _people(count: int) -> list[lists.Listed]:
    states = [*States.load()][:5]
    return [
        lists.Listed(
            *(n, f"Sample {n}", f"नमूना {n}", states[n % 5].en, states[n % 5].hi, "Zila", "ज़िला"),
            *(f"+9110000{n:05d}", RsvpChoice.YES, f"K7M {n:03d}"),
        )
        for n in range(count)
    ]


def _call_list(voices: Voices) -> Callable[[], object]:
    people, title = _people(75), Both(hi="उत्तर प्रदेश", en="Uttar Pradesh")
    return lambda: lists.call_list(voices, title, people, as_of=AS_OF)


def _door_list(voices: Voices) -> Callable[[], object]:
    people, title = _people(250), Both(hi="3 अप्रैल", en="3 April")
    return lambda: lists.door_list(voices, title, people, as_of=AS_OF)


def _workbook(count: int) -> Callable[[Voices], Callable[[], object]]:
    sheets = [workbooks.Sheet(name, name) for name in ("mar27", "mar28", "apr3")]

    def lines() -> Iterator[workbooks.RosterLine]:
        for n in range(count):
            yield workbooks.RosterLine(
                *(
                    sheets[n % 3].session,
                    n,
                    f"Sample {n}",
                    f"नमूना {n}",
                    "राजस्थान",
                    f"ज़िला {n % 700}",
                ),
                *(f"+91{n:010d}", (None, *RsvpChoice)[n % 4], AS_OF, AS_OF, AS_OF, None, None),
            )

    def write(voices: Voices) -> None:
        with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
            path = Path(folder) / "roster.xlsx"
            assert workbooks.write(path, voices["hi"], sheets, lines()) == count

    return lambda voices: lambda: write(voices)


MADE: dict[str, Callable[[Voices], Callable[[], object]]] = {
    "answers of 36 states": _by_state,
    "reach funnel": _funnel,
    "answers over 30 days": _over_time,
    "pass": _pass,
    "call list of 75": _call_list,
    "door list of 250": _door_list,
    "XLSX of 720": _workbook(720),
    f"XLSX of {LARGE:,}": _workbook(LARGE),
}

if __name__ == "__main__":
    one(sys.argv[1])
