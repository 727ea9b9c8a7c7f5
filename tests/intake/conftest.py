"""An intake that runs, on a database and a local Telegram of the test's own."""

from inflow import inflow, make, server

__all__ = ["inflow", "make", "server"]
