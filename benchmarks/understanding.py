"""How well and how fast free text is understood; the figures of docs/performance.md.

The questions and the unrelated sentences are those of tests/understanding/data, and 5,000 more made
from patterns. The model learnt from the development sets, so only the unseen ones say how well new
questions are read.
"""

from __future__ import annotations

import gc
import time
import tracemalloc
from statistics import quantiles
from typing import TYPE_CHECKING

from benchmarks.understanding_elsewhere import sentences
from bot.states import States
from bot.understanding import Intent, Understanding
from bot.understanding.fold import word_key
from tests.understanding.corpus import (
    DEVELOPMENT,
    UNSEEN,
    Score,
    cases,
    elsewhere,
    is_answered,
    score,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

MADE = 5_000
ROUNDS = 3


def main() -> None:
    """Print the figures."""
    understanding = _loading()
    for name in (*DEVELOPMENT, *UNSEEN):
        _exactness(name, score(understanding, cases(name)))
    print("\nanswered though about something else")
    for label, texts in (
        ("written, development", elsewhere("out_of_domain_dev")),
        ("written, test", elsewhere("out_of_domain")),
        ("written, unseen", elsewhere("out_of_domain_unseen")),
        ("said to a phone, unseen", elsewhere("out_of_domain_phone")),
        ("the same by another hand", elsewhere("out_of_domain_assistant")),
        (f"{MADE} made from patterns", list(sentences(MADE))),
    ):
        print(f"  {label:28} {_share(understanding, texts):7.2%}")
    _speed(understanding, [case.text for case in cases("test")])


def _loading() -> Understanding:
    states = States.load()
    started = time.thread_time()  # of this thread alone: the machine may have other work
    Understanding.load(states)
    seconds = time.thread_time() - started
    word_key.cache_clear()
    gc.collect()
    tracemalloc.start()
    understanding = Understanding.load(states)
    memory = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    print(f"loading {seconds:.2f} s, holds {memory:.1f} MB")
    return understanding


def _exactness(name: str, result: Score) -> None:
    print(f"\n{name}: exact set of intents {result.exact:.1%} of {result.all.total()}")
    for writing, count in result.all.items():
        print(f"  {writing:5} {result.right[writing] / count:7.1%} of {count}")
    denied = sum(
        Intent.RSVP_YES in found
        for case, found in result.mistakes
        if "rsvp_yes" not in case.intents
    )
    print(f"  read as yes though it was not: {denied}")
    print("  wanted -> read (times); those read right are left out")
    for (wanted, found), times in result.confusions.most_common():
        if wanted != found:
            print(f"    {wanted:13} -> {found:13} {times}")


def _share(understanding: Understanding, texts: list[str]) -> float:
    return sum(is_answered(understanding, text) for text in texts) / len(texts)


def _speed(understanding: Understanding, texts: Iterable[str]) -> None:
    times = []
    for text in [*texts, *sentences(MADE, seed=41)] * ROUNDS:
        started = time.thread_time()  # of this thread alone: the machine may have other work
        understanding.read(text)
        times.append(time.thread_time() - started)
    cuts = quantiles(times, n=100)
    print(f"\na message takes {cuts[49] * 1e3:.2f} ms (median), {cuts[98] * 1e3:.2f} ms (p99)")


if __name__ == "__main__":
    main()
