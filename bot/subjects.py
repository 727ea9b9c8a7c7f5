"""What a point for the dialogue is about: one of the topics of the programme, or another one."""

import hashlib
from dataclasses import dataclass

from bot.event import AgendaItem, Both, Event, Session
from bot.text import N_, Voice

OTHER = "-"  # no id of an agenda item looks like this
OTHER_NAME = N_("Another subject")


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic that points are put under; without a title it is the other one."""

    key: str
    title: Both | None = None

    def name(self, voice: Voice) -> str:
        """Give its title, as plain text."""
        return self.title.in_(voice.locale) if self.title else voice.plain(OTHER_NAME)


def subject(item: AgendaItem) -> Subject:
    """Give the subject of an agenda item: its id, or else the beginning of a digest of its title.

    A digest keeps points together while items are added and moved around it.
    """
    digest = hashlib.sha256(item.title.en.encode()).hexdigest()
    return Subject(item.id or digest[:12], item.title)


def offered(event: Event, session: Session | None) -> tuple[Subject, ...]:
    """Give what somebody of this session may choose from; the other one comes last."""
    found = {one.key: one for one in map(subject, event.agenda_of(session))}
    return (*found.values(), Subject(OTHER))


def current(event: Event) -> dict[str, Subject]:
    """Give every subject of the event in force by its key: points show the title of today."""
    agendas = [event.agenda, *(event.agenda_of(session) for session in event.sessions)]
    return {one.key: one for agenda in agendas for one in map(subject, agenda)}


def today(event: Event, kept: Subject) -> Subject:
    """Give a subject as the event in force calls it; one that is gone keeps its old title."""
    return current(event).get(kept.key, kept)
