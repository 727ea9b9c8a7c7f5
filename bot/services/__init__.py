"""What the bot knows how to do: no Telegram types, one transaction per method."""
