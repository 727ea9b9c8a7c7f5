"""``samvad backup`` and ``samvad restore``."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.settings import settings


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file.")],
) -> None:
    """Copy the database to a new file, also while the bot runs."""
    from bot import backup as copies
    from bot.cli import waiting

    url = settings().database.url
    with waiting.bar("Copying"):
        size = copies.backup(url, file)
    typer.echo(f"{file}: {size / 1_000_000:.1f} MB, checked")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `samvad backup` wrote.")],
) -> None:
    """Put a backup where the database belongs.

    First stop the bot and move the old database away: nothing is written over.
    """
    from bot import backup as copies
    from bot.cli import store, waiting

    config = settings()
    with store.alone(config), waiting.bar("Copying"):
        copies.restore(config.database.url, file)
    typer.echo(f"{store.named(config.database.url)}: restored from {file}, checked")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(backup)
    app.command()(restore)
