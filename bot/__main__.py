"""The command line: ``samvad``, or ``python -m bot``."""

import sys
from collections.abc import Sequence

from typer.main import get_command

from bot.cli import failures
from bot.cli.commands import application


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status: 0 worked, 1 input at fault, 2 wrong usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = get_command(application())
    try:
        status = command.main(given or ["--help"], prog_name="samvad", standalone_mode=False)
    except Exception as error:  # noqa: BLE001 (each becomes a line and a status here)
        return failures.reported(error)
    return status if isinstance(status, int) else 0


if __name__ == "__main__":
    sys.exit(main())
