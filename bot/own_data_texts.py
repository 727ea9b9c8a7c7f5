"""What is kept about a person, as a message and as a file that he can read without a program."""

from collections.abc import Iterator
from datetime import datetime

from bot import facts, phones
from bot.door_texts import Desk
from bot.facts import CHOICES
from bot.pass_code import shown
from bot.services.own_data import Kept
from bot.services.rsvp import REASON
from bot.text import N_, Html, Voice, plain, safe
from db.types import PointStage, Role, RsvpChoice

ROLES = {
    Role.GUEST: N_("guest"),
    Role.DELEGATE: N_("delegate"),
    Role.STAFF: N_("organisers' team"),
    Role.ORGANISER: N_("organiser"),
}
Section = tuple[str, list[str]]  # a heading and its lines


def summary(desk: Desk, kept: Kept, *, days: int) -> Html:
    """Say in short what is kept; the whole of it is in the file.

    ``days``: for how many a message is kept as Telegram sent it.
    """
    voice = desk.voice
    counts = [
        (N_("Questions to the organisers: {count}"), len(kept.questions)),
        (N_("Points for the dialogue: {count}"), len(kept.points)),
        (N_("Changes of your answer: {count}"), len(kept.changes)),
        (N_("Entries at the door: {count}"), len(kept.entries)),
        (N_("Messages from you: {count}"), kept.received),
    ]
    return facts.paragraphs(
        [
            voice.say("🔒 <b>Everything that is kept about you</b>"),
            facts.lines(*map(safe, [*_roster(desk, kept), *_account(desk, kept)])),
            facts.lines(*(voice.say(text, count=voice.number(n)) for text, n in counts if n)),
            voice.say(
                "What you send here is kept for {days} days as Telegram delivers it.",
                days=voice.number(days),
            ),
            voice.say("The file below has all of it, word for word. /forget deletes it."),
        ]
    )


def document(desk: Desk, kept: Kept) -> str:
    """Write all that is kept as plain text, in the person's language."""
    blocks = []
    for heading, lines in _sections(desk, kept):
        if lines:
            blocks.append("\n".join([heading, "-" * len(heading), *lines]))
    return "\n\n".join(blocks) + "\n"


def _sections(desk: Desk, kept: Kept) -> Iterator[Section]:
    voice = desk.voice
    yield voice.plain("From Telegram and from you"), _account(desk, kept)
    yield voice.plain("From the list of those invited"), _roster(desk, kept)
    yield voice.plain("Your answer"), [*_answer(desk, kept), *_changes(desk, kept)]
    yield (
        voice.plain("What you asked the organisers"),
        [_at(desk, q.asked_at, q.text or f"({q.kind})") for q in kept.questions],
    )
    yield voice.plain("What they answered"), list(kept.replies)
    yield voice.plain("Your points for the dialogue"), _points(desk, kept)
    yield voice.plain("The door"), _door(desk, kept)
    yield voice.plain("What you thought of it"), _feedback(desk, kept)
    yield voice.plain("And also"), _rest(desk, kept)


def _account(desk: Desk, kept: Kept) -> list[str]:
    voice, person = desk.voice, kept.person
    lines = [
        voice.plain("Name on Telegram: {name}", name=person.name),
        voice.plain("Number of the account: {number}", number=person.telegram_id),
        voice.plain("First message: {moment}", moment=_moment(desk, person.created_at)),
        voice.plain("You are here as: {role}", role=voice.plain(ROLES[person.role])),
    ]
    if person.phone:
        lines.append(voice.plain("Phone number: {phone}", phone=phones.shown(person.phone)))
    if person.consent_at:
        agreed = _moment(desk, person.consent_at)
        lines.append(voice.plain("You agreed: {moment}", moment=agreed))
    return lines


def _roster(desk: Desk, kept: Kept) -> list[str]:
    one, voice = kept.delegate, desk.voice
    if one is None:
        return []
    names = " / ".join(filter(None, [one.name_hi, one.name]))
    places = " / ".join(filter(None, [one.district_hi, one.district]))
    state = desk.states.get(one.state).name(voice.locale)
    lines = [
        voice.plain("Roster number: {number}", number=one.roster_no),
        f"{names}, {places}, {state}",
    ]
    if one.phone:
        lines.append(voice.plain("Phone number: {phone}", phone=phones.shown(one.phone)))
    return lines


def _answer(desk: Desk, kept: Kept) -> list[str]:
    voice, event, answer = desk.voice, desk.event, kept.answer
    if answer is None:
        return []
    lines = [_at(desk, answer.answered_at, voice.plain(CHOICES[answer.choice]))]
    if answer.reason:
        lines.append(plain(facts.reason(voice, event, answer.reason)))
    lines += [
        f"{_asked(desk, d.question)} {_given(desk, d.question, d.value)}" for d in kept.details
    ]
    return lines


def _changes(desk: Desk, kept: Kept) -> list[str]:
    return [
        _at(
            desk,
            change.at,
            f"{_asked(desk, change.question)}: {_given(desk, change.question, change.before)} → "
            f"{_given(desk, change.question, change.after)}",
        )
        for change in kept.changes
    ]


def _asked(desk: Desk, question: str) -> str:
    """Name what an answer is to: the invitation, the reason for a no, a follow-up question."""
    if question in {"", REASON}:
        return desk.voice.plain("Your answer") if not question else desk.voice.plain("Your reason")
    follow_up = desk.event.rsvp.follow_up(question)
    return follow_up.text.in_(desk.voice.locale) if follow_up else question


def _given(desk: Desk, question: str, value: str | None) -> str:
    """Give an answer in words: buttons are stored by their ids."""
    voice, rsvp = desk.voice, desk.event.rsvp
    if value is None:
        return "–"
    if not question:
        return voice.plain(CHOICES[RsvpChoice(value)])
    follow_up = rsvp.follow_up(question)
    options = rsvp.no_reasons if question == REASON else follow_up.options if follow_up else ()
    found = next((o for o in options if o.id == value), None)
    return found.label.in_(voice.locale) if found else value


def _points(desk: Desk, kept: Kept) -> list[str]:
    voice = desk.voice
    lines = [
        _at(
            desk,
            p.handed_in_at,
            p.text if p.stage is not PointStage.WITHDRAWN else f"({p.text})",
        )
        for p in kept.points
    ]
    if kept.files:
        lines.append(voice.plain("Files with them: {count}", count=voice.number(kept.files)))
    return lines


def _door(desk: Desk, kept: Kept) -> list[str]:
    voice = desk.voice
    passes = [
        voice.plain("Code of your pass: {code}", code=shown(p.code))
        for p in kept.passes
        if p.ended_at is None
    ]
    return [*passes, *(_at(desk, e.at, voice.plain("You came in.")) for e in kept.entries)]


def _feedback(desk: Desk, kept: Kept) -> list[str]:
    return [
        _at(desk, f.rated_at, f"{f.rating} ⭐ {f.comment or ''}".rstrip()) for f in kept.feedback
    ]


def _rest(desk: Desk, kept: Kept) -> list[str]:
    voice = desk.voice
    lines = [
        voice.plain("Asked to be added to the list: {moment}", moment=_moment(desk, r.asked_at))
        for r in kept.requests
    ]
    if kept.waiting:
        count = voice.number(len(kept.waiting))
        lines.append(voice.plain("Facts that you want to be told of: {count}", count=count))
    if kept.notes:
        count = voice.number(kept.notes)
        lines.append(voice.plain("Notes of the organisers about you: {count}", count=count))
    lines.append(
        voice.plain("Messages that the bot sent first: {count}", count=voice.number(kept.sent))
    )
    return lines


def _at(desk: Desk, moment: datetime, said: str) -> str:
    return f"{_moment(desk, moment)}: {said}"


def _moment(desk: Desk, moment: datetime) -> str:
    local = desk.event.local(moment)
    return f"{desk.voice.date(local.date())}, {desk.voice.time(local.time())}"


def what_forgetting_means(voice: Voice, *, team: bool, seat: bool) -> Html:
    """Say plainly what is deleted and what stays."""
    return facts.paragraphs(
        [
            voice.say("🗑️ <b>Shall I forget you?</b>"),
            voice.say(
                "What goes: the tie between this account and you, your language and number here, "
                "what you wrote to the organisers, your points, the reason and the details of your "
                "answer, your pass."
            ),
            voice.say(
                "What stays with the organisers: your name and number on their list of those "
                "invited, and whether you said yes or no and came. If you want that deleted too, "
                "please ask them."
            )
            if seat
            else None,
            voice.say("You will no longer be in the organisers' team.") if team else None,
            voice.say(
                "After this I send you nothing any more. The chat itself is in your Telegram: you "
                "can delete it there. To come back, send /start and share your number."
            ),
        ]
    )
