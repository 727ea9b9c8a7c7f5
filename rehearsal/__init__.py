"""The rehearsal: a local stand-in for Telegram, with the page on which one is its people."""
