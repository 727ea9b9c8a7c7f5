"""The small tree of things that can go wrong for a person or an operator.

Services raise these as values; one place in ``handlers/`` turns a `Refusal` into a sentence in
the person's language, and the command line prints a `Fault` as one line.
"""

from dataclasses import dataclass


class SamvadError(Exception):
    """Anything that we foresaw."""


class Refusal(SamvadError):  # noqa: N818 (it is an answer, not a failure)
    """A person asked for something that cannot be done now; the class says why."""


class Fault(SamvadError):  # noqa: N818 (likewise)
    """The operator's input is at fault: one or more clear lines, each with what to do next."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file: where, and what was expected."""

    file: str
    key: str
    says: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.says}"
