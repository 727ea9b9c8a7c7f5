"""What an announcement says, as the messages that it becomes in each language; pure."""

import hashlib
from dataclasses import dataclass

from bot.markup import CAPTION, MESSAGE, cut
from bot.text import Html, plain, units
from db.announcements import Announcement
from db.types import FileKind

LANGUAGES = ("hi", "en")


@dataclass(frozen=True, slots=True)
class Message:
    """One message: a text, a file, or a file with a caption."""

    text: Html
    file_kind: FileKind | None = None
    file_id: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What is said in Hindi and in English; one that is missing is replaced by the other."""

    hi: str | None = None
    en: str | None = None
    file_kind: FileKind | None = None
    file_id: str | None = None

    @classmethod
    def of(cls, row: Announcement) -> "Content":
        """Give what an announcement says."""
        return cls(row.text_hi, row.text_en, row.file_kind, row.file_id)

    @classmethod
    def before(cls, row: Announcement) -> "Content":
        """Give what a correction replaced."""
        return cls(row.before_hi, row.before_en, row.file_kind, row.file_id)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to send."""
        return not (self.hi or self.en or self.file_id)

    @property
    def missing(self) -> str | None:
        """Give the language in which something is not said that is said in the other."""
        if bool(self.hi) == bool(self.en):
            return None
        return "en" if self.hi else "hi"

    def text(self, locale: str) -> str:
        """Give the words for readers of a language."""
        own, other = (self.en, self.hi) if locale == "en" else (self.hi, self.en)
        return own or other or ""

    def spoken(self, locale: str) -> str:
        """Give the language in which a reader of ``locale`` gets it."""
        return locale if self.missing != locale else next(x for x in LANGUAGES if x != locale)

    def messages(self, locale: str) -> list[Message]:
        """Give the messages; words that are too long for a caption follow the file."""
        words = self.text(locale)
        if self.file_id is None:
            return [Message(part) for part in cut(words, MESSAGE)]
        if units(plain(Html(words))) <= CAPTION:
            return [Message(Html(words), self.file_kind, self.file_id)]
        alone = Message(Html(""), self.file_kind, self.file_id)
        return [alone, *(Message(part) for part in cut(words, MESSAGE))]

    def fingerprint(self) -> str:
        """Give what two announcements that say the same have in common."""
        said = "\0".join(" ".join(plain(Html(text or "")).split()) for text in (self.hi, self.en))
        return hashlib.sha256(f"{said}\0{self.file_id or ''}".encode()).hexdigest()


def reworded(before: Content, after: Content) -> list[str]:
    """Give the languages whose readers get other words than before."""
    return [locale for locale in LANGUAGES if before.text(locale) != after.text(locale)]


def words(content: Content) -> str:
    """Give all that is said, as plain text."""
    return "\n".join(plain(Html(text)) for text in (content.hi, content.en) if text)
