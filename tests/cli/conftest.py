"""The command line as its users start it: in a folder of its own with the shipped settings."""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main

PROJECT = Path(__file__).parents[2]
TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz012345"  # noqa: S105 (the local Telegram's)


@dataclass(frozen=True, slots=True)
class Outcome:
    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Samvad = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work in a new folder with the shipped settings, and leave the log as it was."""
    for name in [n for n in os.environ if n.startswith("SAMVAD_") or n == "BOT_TOKEN"]:
        monkeypatch.delenv(name)
    shutil.copyfile(PROJECT / "config.toml", tmp_path / "config.toml")
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def samvad(capfd: pytest.CaptureFixture[str]) -> Samvad:
    """Run a command in this process and give its status and what it wrote."""

    def run(*arguments: str | Path) -> Outcome:
        capfd.readouterr()
        status = main([str(argument) for argument in arguments])
        return Outcome(status, *capfd.readouterr())

    return run


@pytest.fixture
def stored(tmp_path: Path, migrated_sqlite: Path) -> Path:
    """Put an empty database of the newest schema where the settings say."""
    path = tmp_path / "var" / "samvad.db"
    path.parent.mkdir()
    shutil.copyfile(migrated_sqlite, path)
    return path


def process(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
    """Start ``samvad`` as a process of its own, in the working directory."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        env={**os.environ, "PYTHONPATH": str(PROJECT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="session")
def telegram() -> Iterator[str]:
    """Start the local Telegram and give the address of its Bot API."""
    with subprocess.Popen(
        [sys.executable, "-m", "rehearsal.standalone", "--token", TOKEN, "--people", "2"],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


ROSTER = """\
name,state,district,phone,name_hi,language,session
Asha Sample,Rajasthan,Jaipur,1000000001,आशा नमूना,hi,
Ravi Sample,UP,Agra,1000000002,,en,
Meena Sample,केरल,Kollam,1000000003,,,batch2
"""


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER, "utf-8")
    return path
