"""All commands, in the order in which ``samvad --help`` lists them.

What a command needs is imported when it runs: `samvad --help` must not wait for a database driver.
"""

import typer

from bot.cli import (
    asking,
    checking,
    closing,
    copies,
    delegates,
    door,
    event,
    invites,
    live,
    points,
    questions,
    rehearsing,
    reminders,
    status,
)

_HELP = """A Telegram bot between a convention and its delegates, in Hindi and English.

A first day: `samvad check`, `samvad delegates import roster.csv`, `samvad invite organiser`,
`samvad run`. Settings are in config.toml (or where SAMVAD_CONFIG says), the secret BOT_TOKEN is in
the environment or in .env beside it. Without a token, try everything with `samvad rehearse`.

Exit status: 0 it worked, 1 the input is at fault, 2 wrong usage."""


def application() -> typer.Typer:
    """Build the command line."""
    app = typer.Typer(
        name="samvad",
        help=_HELP,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for group in (
        *(live, rehearsing, checking, delegates, invites),
        *(asking, questions, points, status, reminders, door, event, copies, closing),
    ):
        group.add_to(app)
    return app
