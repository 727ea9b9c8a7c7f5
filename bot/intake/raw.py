"""What an update is before it is parsed."""

from typing import Any

Raw = dict[str, Any]  # one object of getUpdates' result, as Telegram sent it
