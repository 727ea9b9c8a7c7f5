"""A stage for each move; at the end the log must hold no error but those expected."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from stage import Stage, open_stage

from db.engine import Database


@pytest.fixture
async def stage(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Stage]:
    async with open_stage(database, tmp_path) as opened:
        yield opened
    wrong = [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]
    assert wrong == []
