"""The acts of the audit as sentences: each says what was done and to whom, after who did it."""

from collections.abc import Callable

from bot import facts, phones
from bot.event import Event
from bot.place import Group, Place
from bot.reach_texts import GROUPS, named, place_name
from bot.services.audit import Deed, Deeds
from bot.states import States
from bot.text import N_, Html, Voice

# By the action that is stored; an action of a newer version is shown as it is.
SENTENCES = {
    "accept_join": N_("Added to the list: {name}"),
    "announcement.again": N_("Announcement {number} sent again to those not reached"),
    "announcement.cancel": N_("Announcement {number} cancelled"),
    "announcement.discard": N_("Draft of announcement {number} given up"),
    "announcement.fault": N_("Announcement {number} was stopped: {detail}"),
    "announcement.hold": N_("Announcement {number} was held: it names a date that has changed"),
    "announcement.pause": N_("Announcement {number} paused"),
    "announcement.release": N_("Announcement {number} released"),
    "announcement.resume": N_("Announcement {number} goes on"),
    "announcement.submit": N_("Announcement {number} waits for a second organiser"),
    "announcement.take_back": N_("Announcement {number} taken back before it was sent"),
    "answer": N_("Answer entered for {name}: {detail}"),
    "checkin": N_("Let in: {name}"),
    "checkin.undo": N_("Entry taken back: {name}"),
    "close": N_("Personal data deleted after the event: {detail}"),
    "decline_join": N_("Request declined: {name}"),
    "door.list": N_("Took the door list: {detail}"),
    "door.missing": N_("Took the list of who is still to come: {detail}"),
    "export": N_("Took a file: {detail}"),
    "forget": N_("Somebody had their own data deleted"),
    "give_seat": N_("Gave the place of {name} to the account {detail}"),
    "invite_delegates": N_("Personal links made: {detail}"),
    "invite_organiser": N_("Link for an organiser made"),
    "invite_staff": N_("Link for the team made: {detail}"),
    "merge": N_("{name} put together with {detail}"),
    "move_delegate": N_("Moved {name}: {detail}"),
    "mute": N_("Passes on no questions of {name}"),
    "new_link": N_("New personal link for {name}"),
    "note": N_("Note about {name}"),
    "question.assign": N_("Question given to a colleague"),
    "question.done": N_("Question closed without an answer"),
    "release": N_("Freed the place of {name}: {detail}"),
    "event.release": N_("New version of the event: {detail}"),
    "reminder.resume": N_("Reminders go out again: {detail}"),
    "reminder.skip": N_("Reminder skipped: {detail}"),
    "reminder.stop": N_("Reminders held back: {detail}"),
    "reminder.unskip": N_("Reminder to be sent after all: {detail}"),
    "replace": N_("{name} replaced by {detail}"),
    "role_organiser": N_("Became an organiser"),
    "role_staff": N_("Joined the team: {detail}"),
    "roster_import": N_("Roster imported: {detail}"),
    "staff_chat.register": N_("Questions are shown in a group: {detail}"),
    "unmute": N_("Passes on questions of {name} again"),
    "unwaive": N_("The deadline holds again for {name}"),
    "waive": N_("{name} may answer after the deadline"),
}
FILES = {
    "points": N_("points for the dialogue ({count})"),
    "feedback": N_("comments on the dialogue ({count})"),
    "missed": N_("whom an announcement did not reach ({count})"),
}


def page(voice: Voice, event: Event, states: States, found: Deeds, *, phones_shown: bool) -> Html:
    """Tell a page of acts, the newest first."""
    head = voice.say("🗒 <b>What the team did</b> ({count})", count=voice.number(found.total))
    if not found.entries:
        return facts.paragraphs([head, voice.say("Nothing so far.")])
    deeds = [_deed(voice, event, states, one, phones_shown) for one in found.entries]
    return facts.paragraphs([head, *deeds])


def _deed(voice: Voice, event: Event, states: States, one: Deed, phones_shown: bool) -> Html:
    sentence = SENTENCES.get(one.action)
    about = phones.in_words(named(voice, *one.about) if one.about else "–", shown=phones_shown)
    raw = about if one.action.startswith(("door.", "reminder.")) else one.detail
    read = _DETAILS.get(one.action)
    detail = read(voice, event, states, raw) if read else raw or "–"
    detail = phones.in_words(detail, shown=phones_shown)
    what = (
        voice.say(sentence, name=about, detail=detail, number=about.rpartition(" ")[2])
        if sentence
        else Html("") + f"{one.action} {about} {detail}"
    )
    head = voice.say(
        "<i>{moment}</i> · {who}",
        moment=voice.moment(event.local(one.at)),
        who=one.who or voice.plain("the server"),
    )
    return facts.lines(head, what)


def _answer(voice: Voice, _event: Event, _states: States, detail: str) -> str:
    """Read "no > yes"; what was there before may be nothing."""
    before, _, after = detail.partition(" > ")
    shown = [voice.plain(GROUPS[Group(one)]) for one in (before, after) if one in set(Group)]
    return " → ".join(shown) or detail


def _days(voice: Voice, event: Event, _states: States, detail: str) -> str:
    """Read the ids of sessions in a detail as their dates."""
    dates = {s.id: voice.short_date(s.date) for s in event.sessions}
    return " ".join({">": "→", "-": "–"}.get(w) or dates.get(w, w) for w in detail.split())


def _states_of(voice: Voice, _event: Event, states: States, detail: str) -> str:
    """Read the codes of a scope as names; none are all."""
    if detail in {"", "all states"}:
        return voice.plain("all states")
    known = set(states.codes)
    return voice.list(
        states.get(code).name(voice.locale) if code in known else code for code in detail.split()
    )


def _file(voice: Voice, event: Event, states: States, detail: str) -> str:
    """Read "xlsx .RJ. silent: 12" or "points: 12"."""
    what, _, count = detail.partition(": ")
    words = what.split()
    if len(words) == 1 and words[0] in FILES:
        return voice.plain(FILES[words[0]], count=count)
    try:
        kind, code, group = words
        place = place_name(voice, event, states, Place.read(code))
        return f"{place} – {voice.plain(GROUPS[Group(group)])}: {count} ({kind.upper()})"
    except (ValueError, KeyError):  # a detail of another version, or of a state no longer known
        return detail


_DETAILS: dict[str, Callable[[Voice, Event, States, str], str]] = {
    "answer": _answer,
    "door.list": _days,
    "door.missing": _days,
    "export": _file,
    "invite_staff": _states_of,
    "move_delegate": _days,
    "reminder.skip": _days,
    "reminder.unskip": _days,
    "role_staff": _states_of,
    "staff_chat.register": _states_of,
}
