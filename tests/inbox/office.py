"""The organisers' side in tests: what staff see of the inbox, and how they reply."""

from dataclasses import dataclass

from stage import Someone, Stage

from handlers.inbox_posting import Posting
from rehearsal.acts import Person as Actor
from rehearsal.people import Group, Stored, User

GROUP = -4001


async def posted(stage: Stage) -> None:
    """Bring the board up to date, as the bot does by itself."""
    await Posting(stage.running.bot, stage.services).catch_up()


async def reply(stage: Stage, someone: Someone, under: Stored, text: str) -> None:
    """Reply to a message of one's own chat with the bot."""
    await someone._do(lambda actor: actor.say(text, under.id))
    await posted(stage)


def post(someone: Someone, words: str) -> Stored:
    """Find the newest post with these words in it."""
    for stored in reversed(someone.messages):
        if words in stored.text and stored.text.startswith("❓"):
            return stored
    raise AssertionError(f"{someone.user.name} sees no post about {words!r}")


@dataclass
class Member(Someone):
    """A member of the team as he acts in a group; what he sees is what the group sees."""

    group_id: int = GROUP

    @property
    def actor(self) -> Actor:
        return Actor.at(self.stage.world, self.group_id, self.user.id)


def group(stage: Stage, *people: Someone, group_id: int = GROUP) -> list[Member]:
    """Put people into a group with the bot, and give them as its members."""
    stage.world.add_group(Group(group_id, "Help desk", [p.id for p in people], privacy=True))
    return [member(stage, p.user, group_id) for p in people]


def member(stage: Stage, user: User, group_id: int = GROUP) -> Member:
    """Give a person as he acts in a group."""
    return Member(stage, user, group_id=group_id)
