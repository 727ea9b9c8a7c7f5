"""How announcements look to organisers: listed, as a draft, whom they are for, what looks wrong."""

from collections.abc import Sequence

from bot import facts
from bot.announcement_checks import Concern, Worry
from bot.announcement_content import Content
from bot.event import Audience as Answer
from bot.event import Event
from bot.services.announcement_review import Review
from bot.services.audience import Audience, Reach
from bot.states import States
from bot.text import N_, Html, Voice, plain
from db.announcements import Announcement
from db.types import AnnouncementKind, AnnouncementStage, FileKind, HoldReason

SHOWN = 300  # characters of a text on the board
FEW_STATES = 8  # that are named
STAGES = {
    AnnouncementStage.DRAFT: N_("draft"),
    AnnouncementStage.WAITING: N_("waits for a second organiser"),
    AnnouncementStage.SCHEDULED: N_("will be sent"),
    AnnouncementStage.PLANNING: N_("is being sent"),
    AnnouncementStage.SENDING: N_("is being sent"),
    AnnouncementStage.CANCELLING: N_("is being cancelled"),
    AnnouncementStage.DONE: N_("sent"),
    AnnouncementStage.CANCELLED: N_("cancelled"),
    AnnouncementStage.DISCARDED: N_("discarded"),
}
KINDS = {
    AnnouncementKind.NEWS: N_("📣 Announcement {number}"),
    AnnouncementKind.CORRECTION: N_("✏️ Correction {number}"),
    AnnouncementKind.RECALL: N_("🗑 Recall {number}"),
}
ANSWERS = {
    Answer.YES: N_("said yes"),
    Answer.NO: N_("said no"),
    Answer.MAYBE: N_("not sure"),
    Answer.SILENT: N_("no answer"),
}
FILES = {
    FileKind.PHOTO: N_("📎 with a picture"),
    FileKind.VIDEO: N_("📎 with a video"),
    FileKind.VOICE: N_("📎 with a voice message"),
    FileKind.AUDIO: N_("📎 with a recording"),
    FileKind.DOCUMENT: N_("📎 with a document"),
}
LANGUAGES = {"hi": N_("Hindi"), "en": N_("English")}
HOLDS = {
    HoldReason.ASKED: N_("⏸ Paused"),
    HoldReason.FAULT: N_("⛔ Stopped: Telegram does not take it"),
    HoldReason.DATES: N_("⛔ Held: it names a date that has changed"),
}


def name(voice: Voice, row: Announcement) -> Html:
    """Give what it is called."""
    return voice.say(KINDS[row.kind], number=voice.number(row.id or 0))


def listed(voice: Voice, event: Event, found: Sequence[Announcement]) -> Html:
    """List announcements, a line or two each."""
    if not found:
        return voice.say("There are no announcements yet.")
    entries = [facts.lines(headline(voice, event, row), _glimpse(row)) for row in found]
    return facts.paragraphs([voice.say("<b>Announcements</b>"), *entries])


def headline(voice: Voice, event: Event, row: Announcement) -> Html:
    """Give what it is called and where it stands."""
    at = row.due_at or row.released_at
    stage = voice.plain(HOLDS[row.held]) if row.held else voice.plain(STAGES[row.stage])
    moment = f", {voice.moment(event.local(at))}" if at else ""
    return name(voice, row) + f" – {stage}{moment}"


def _glimpse(row: Announcement) -> Html:
    words = plain(Html(row.text_hi or row.text_en or "")).split("\n", 1)[0]
    return Html("") + (words if len(words) <= 60 else f"{words[:60].rsplit(' ', 1)[0]} …")  # noqa: PLR2004


def draft(voice: Voice, event: Event, states: States, row: Announcement, reach: Reach) -> Html:
    """Show a draft: what it says, to whom, when."""
    head = Html("<b>") + name(voice, row) + Html("</b> – ") + voice.plain(STAGES[row.stage])
    words = [_said(voice, row, locale) for locale in LANGUAGES]
    file = voice.say(FILES[row.file_kind]) if row.file_kind in FILES else None
    if row.kind is not AnnouncementKind.NEWS:
        return facts.paragraphs([head, *words, file])
    whom = audience(voice, event, states, row, reach)
    return facts.paragraphs([head, *words, file, whom, when(voice, event, row)])


def _said(voice: Voice, row: Announcement, locale: str) -> Html:
    title = Html("<b>") + voice.plain(LANGUAGES[locale]) + Html(":</b>")
    text = plain(Html((row.text_en if locale == "en" else row.text_hi) or ""))
    if not text:
        return title + " –"
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN].rsplit(' ', 1)[0]} …"
    return title + Html("\n<blockquote>") + shown + Html("</blockquote>")


def when(voice: Voice, event: Event, row: Announcement) -> Html:
    """Tell when it is sent."""
    if row.due_at is None:
        return voice.say("🕐 When: at once, after you have looked at it")
    return voice.say("🕐 When: {moment}", moment=voice.moment(event.local(row.due_at)))


def audience(voice: Voice, event: Event, states: States, row: Announcement, reach: Reach) -> Html:
    """Tell whom it is for, and how many that are."""
    chosen = Audience.from_json(row.audience)
    whom = voice.list(_chosen(voice, event, states, chosen)) or voice.plain("everybody")
    missing = (
        voice.plural(
            "{n} has not joined yet: no message can reach them, only a call.",
            "{n} have not joined yet: no message can reach them, only a call.",
            reach.not_joined,
        )
        if reach.not_joined
        else None
    )
    return facts.lines(
        voice.say("👥 To whom: {whom}", whom=whom),
        voice.plural(
            "<b>{n}</b> person will get it.", "<b>{n}</b> people will get it.", reach.joined
        ),
        missing,
    )


def _chosen(voice: Voice, event: Event, states: States, chosen: Audience) -> list[str]:
    parts: list[str] = []
    days = [voice.short_date(s.date) for s in event.sessions if s.id in chosen.sessions]
    if days:
        parts.append(voice.plain("dialogue of {days}", days=voice.list(days)))
    names = [state.name(voice.locale) for state in states if state.code in chosen.states]
    if len(names) > FEW_STATES:
        parts.append(voice.plain("{count} states", count=voice.number(len(names))))
    elif names:
        parts.append(voice.list(names))
    parts += [voice.plain(text) for answer, text in ANSWERS.items() if answer in chosen.answers]
    if chosen.joined is not None:
        parts.append(voice.plain("joined") if chosen.joined else voice.plain("not joined"))
    if chosen.came is not None:
        parts.append(voice.plain("came") if chosen.came else voice.plain("did not come"))
    return parts


def confirm(voice: Voice, event: Event, review: Review) -> Html:
    """Ask whether to send it: to how many, how long it takes, what looks wrong."""
    reach, row = review.reach, review.row
    return facts.paragraphs(
        [
            _question(voice, review),
            facts.lines(_languages(voice, review.content, reach), _lasting(voice, review.seconds)),
            when(voice, event, row) if row.due_at else None,
            facts.lines(*(concern(voice, event, one) for one in review.concerns)),
            voice.say("A second organiser has to release it.") if review.alone else None,
        ]
    )


def _question(voice: Voice, review: Review) -> Html:
    count = review.reach.joined
    match review.row.kind:
        case AnnouncementKind.CORRECTION:
            return voice.plural(
                "<b>Change the message of {n} person?</b> A short notice tells them.",
                "<b>Change the messages of {n} people?</b> A short notice tells them.",
                count,
            )
        case AnnouncementKind.RECALL:
            return voice.plural(
                "<b>Take it back from {n} person?</b> Telegram deletes messages of the last 48 "
                "hours only; older ones stay.",
                "<b>Take it back from {n} people?</b> Telegram deletes messages of the last 48 "
                "hours only; older ones stay.",
                count,
            )
    return voice.plural("<b>Send it to {n} person?</b>", "<b>Send it to {n} people?</b>", count)


def _languages(voice: Voice, content: Content, reach: Reach) -> Html | None:
    if content.missing or not (content.hi and content.en):
        return None
    return voice.say(
        "In Hindi: {hindi}, in English: {english}",
        hindi=voice.number(reach.hindi),
        english=voice.number(reach.english),
    )


def _lasting(voice: Voice, seconds: int) -> Html | None:
    if not seconds:
        return None
    return voice.say("⏱ It takes {duration}.", duration=duration(voice, seconds))


def duration(voice: Voice, seconds: int) -> str:
    """Give about how long something takes."""
    if seconds < 90:  # noqa: PLR2004 (as people say it)
        return plain(voice.plural("about {n} second", "about {n} seconds", max(1, seconds)))
    minutes = round(seconds / 60)
    if minutes < 90:  # noqa: PLR2004
        return plain(voice.plural("about {n} minute", "about {n} minutes", minutes))
    return plain(voice.plural("about {n} hour", "about {n} hours", round(minutes / 60)))


def concern(voice: Voice, event: Event, one: Concern) -> Html:
    """Say what looks wrong."""
    named = voice.list(voice.short_date(day) for day in one.named)
    expected = voice.list(voice.short_date(day) for day in one.expected)
    at = voice.moment(event.local(one.at)) if one.at else ""
    match one.worry:
        case Worry.OTHER_DATE:
            return voice.say(
                "⚠️ It says {named}, but the dialogue of these people is on {expected}.",
                named=named,
                expected=expected,
            )
        case Worry.SOME_DATE:
            return voice.say(
                "⚠️ It says {named}, but the dialogues of these people are on {expected}.",
                named=named,
                expected=expected,
            )
        case Worry.REPEATED:
            return voice.say("⚠️ The same was sent already: {moment}.", moment=at)
        case Worry.QUIET:
            return voice.say("⚠️ {moment}: many are asleep then.", moment=at)
    return _counted(voice, one)


def _counted(voice: Voice, one: Concern) -> Html:
    if one.worry is Worry.MISSING_LANGUAGE and one.locale == "en":
        return voice.plural(
            "⚠️ There is no English text: {n} person who reads English gets the Hindi one.",
            "⚠️ There is no English text: {n} people who read English get the Hindi one.",
            one.count,
        )
    if one.worry is Worry.MISSING_LANGUAGE:
        return voice.plural(
            "⚠️ There is no Hindi text: {n} person who reads Hindi gets the English one.",
            "⚠️ There is no Hindi text: {n} people who read Hindi get the English one.",
            one.count,
        )
    if one.worry is Worry.NOT_JOINED:
        return voice.plural(
            "☎️ {n} has not joined: a call is needed. The list comes with the report.",
            "☎️ {n} have not joined: calls are needed. The list comes with the report.",
            one.count,
        )
    return voice.plural(
        "🚫 {n} has blocked the bot and cannot be reached.",
        "🚫 {n} have blocked the bot and cannot be reached.",
        one.count,
    )
