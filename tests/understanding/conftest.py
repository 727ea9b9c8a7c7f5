"""One loaded understanding for all tests here: it holds no state that a test could see."""

import pytest

from bot.states import States
from bot.understanding import Understanding


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    return Understanding.load(States.load())
