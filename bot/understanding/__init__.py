"""Free text of a delegate -> what he wants and which state, day or language he names."""

from bot.understanding.reader import Understanding
from bot.understanding.reading import DayMention, Intent, Reading, Slots

__all__ = ["DayMention", "Intent", "Reading", "Slots", "Understanding"]
