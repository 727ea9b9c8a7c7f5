"""Who is in a rehearsal: people, groups, and the chats in which the bot meets them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from rehearsal.wire import Wire

_SUPERGROUP = -1_000_000_000_000


class Kind(StrEnum):
    """What somebody is to the event."""

    DELEGATE = "delegate"
    ORGANISER = "organiser"
    STAFF = "staff"
    STRANGER = "stranger"


@dataclass(slots=True)
class User:
    """A person with a Telegram account; what stands after `kind` is only for the page."""

    id: int
    first_name: str
    last_name: str = ""
    language_code: str | None = "hi"
    phone: str = ""
    kind: Kind = Kind.DELEGATE
    username: str | None = None
    name_hi: str = ""
    state: str = ""
    state_name: str = ""
    district: str = ""
    district_hi: str = ""
    state_en: str = ""
    link: str | None = None
    invitation: str | None = None
    deactivated: bool = False

    @property
    def name(self) -> str:
        """The full name as Telegram shows it."""
        return f"{self.first_name} {self.last_name}".strip()

    def wire(self) -> Wire:
        """Return the Bot API's User."""
        wire: Wire = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for key in ("last_name", "username", "language_code"):
            if getattr(self, key):
                wire[key] = getattr(self, key)
        return wire

    def words(self) -> str:
        """Return what a search for this person looks through, in lower case."""
        found = (
            self.name,
            self.name_hi,
            self.state,
            self.state_name,
            self.district,
            self.phone,
            self.district_hi,
            self.state_en,
        )
        return " ".join((*found, self.username or "")).casefold()


@dataclass(slots=True)
class Group:
    """A group chat: a negative id, a title, and the people in it.

    With `privacy` the bot hears only commands, mentions of its name and replies to itself, as
    bots do that are no administrators.
    """

    id: int
    title: str
    members: list[int]
    privacy: bool = False


@dataclass(slots=True)
class Stored:
    """A message of a chat: the Bot API's Message, and what the page shows besides.

    `fixed` is a message that came with a reply keyboard: Telegram lets nobody edit it.
    """

    wire: Wire
    author: int
    reaction: str = ""
    service: str = ""
    fixed: bool = False

    @property
    def id(self) -> int:
        """The message's number; one count runs over all chats."""
        return int(self.wire["message_id"])

    @property
    def text(self) -> str:
        """The text or the caption."""
        return str(self.wire.get("text") or self.wire.get("caption") or "")


@dataclass(slots=True)
class Chat:
    """A conversation of the bot: with one person, or in a group."""

    id: int
    wire: Wire
    user: User | None = None
    group: Group | None = None
    started: bool = False
    blocked: bool = False
    unread: int = 0
    keyboard: Wire | None = None
    pinned: list[int] = field(default_factory=list)
    messages: dict[int, Stored] = field(default_factory=dict)

    @property
    def private(self) -> bool:
        """Whether this is a chat with one person."""
        return self.user is not None

    def last(self) -> Stored | None:
        """Return the newest message that somebody wrote."""
        said = (stored for stored in reversed(self.messages.values()) if not stored.service)
        return next(said, None)

    def members(self) -> Iterator[int]:
        """Yield the ids of the people here."""
        if self.group is not None:
            yield from self.group.members
        else:
            yield self.id


def private_chat(user: User) -> Chat:
    """Return the chat of the bot with `user`, not yet started."""
    wire: Wire = {"id": user.id, "type": "private", "first_name": user.first_name}
    for key in ("last_name", "username"):
        if getattr(user, key):
            wire[key] = getattr(user, key)
    return Chat(user.id, wire, user=user)


def group_chat(group: Group) -> Chat:
    """Return the chat of a group that the bot is in."""
    kind = "supergroup" if group.id < _SUPERGROUP else "group"
    wire: Wire = {"id": group.id, "type": kind, "title": group.title}
    return Chat(group.id, wire, group=group, started=True)
