"""Points for the dialogue as messages: to who handed them in, and to the organisers."""

from collections.abc import Sequence

from bot import phones
from bot.event import Event
from bot.facts import lines, paragraphs
from bot.services.point_list import Entry, Page, Wanted
from bot.services.points import Own
from bot.states import States
from bot.subjects import OTHER, Subject, today
from bot.text import N_, Html, Voice, safe
from db.models import Delegate
from db.points import PointFile
from db.types import FileKind, PointStage

SHORT = 160  # characters of a point in a list
LONG = 700  # characters in a receipt: he has his own message above it
FILES = {
    FileKind.VOICE: N_("🎤 voice message"),
    FileKind.AUDIO: N_("🎵 recording"),
    FileKind.DOCUMENT: N_("📄 document"),
    FileKind.PHOTO: N_("🖼 picture"),
    FileKind.VIDEO: N_("🎬 video"),
    FileKind.VIDEO_NOTE: N_("🎬 video"),
}
HEADS = {
    PointStage.ASKED: N_("✍️ <b>Is this a point for the dialogue, or a question to us?</b>"),
    PointStage.STANDING: N_("✅ <b>Your point has reached the organisers.</b>"),
    PointStage.WITHDRAWN: N_("↩️ <b>This point is withdrawn.</b> It is no longer on the list."),
}


def said(
    voice: Voice,
    text: str,
    files: Sequence[PointFile],
    limit: int | None = None,
    *,
    phones_shown: bool = True,
) -> str:
    """Give the words of a point and what is attached, as plain text; cut at ``limit``."""
    words = phones.in_words(text, shown=phones_shown)
    if limit and len(words) > limit:
        words = words[:limit].rsplit(maxsplit=1)[0] + " …"
    named = attached(voice, files, phones_shown=phones_shown)
    return "\n".join(part for part in (words, named) if part)


def attached(voice: Voice, files: Sequence[PointFile], *, phones_shown: bool = True) -> str:
    """Name the files: what they are, how long, what they are called."""
    named: list[str] = []
    for file in files:
        length = f" {file.seconds // 60}:{file.seconds % 60:02d}" if file.seconds else ""
        called = phones.in_words(file.name or "", shown=phones_shown)
        name = f" ({called})" if called else ""
        named.append(f"{voice.plain(FILES[file.kind])}{length}{name}")
    return ", ".join(named)


def subject_line(voice: Voice, event: Event, subject: Subject) -> Html:
    """Say what a point is about."""
    return voice.say("📌 Subject: {subject}", subject=today(event, subject).name(voice))


def own(
    voice: Voice,
    event: Event,
    one: Own,
    limit: int | None = LONG,
    *,
    asking: Sequence[Subject] = (),
) -> Html:
    """Show somebody his point and how it stands; ``asking`` is what it may be about."""
    standing = one.stage is PointStage.STANDING
    text = lines(
        voice.say(HEADS[one.stage]),
        subject_line(voice, event, one.subject) if standing and not asking else None,
        _quoted(said(voice, one.point.text, one.files, limit)),
    )
    return paragraphs([text, _subjects(voice, asking) if asking else None])


def own_list(voice: Voice, event: Event, points: Sequence[Own]) -> Html:
    """List somebody's own points, numbered as the buttons below are."""
    if not points:
        return voice.say("You have no points with the organisers.")
    head = voice.plural(
        "📋 <b>You have handed in {n} point</b>",
        "📋 <b>You have handed in {n} points</b>",
        len(points),
    )
    rows = [
        lines(
            _numbered(number, safe(said(voice, one.point.text, one.files, SHORT))),
            subject_line(voice, event, one.subject),
        )
        for number, one in enumerate(points, 1)
    ]
    return paragraphs([head, *rows])


def listed(
    voice: Voice,
    event: Event,
    states: States,
    page: Page,
    filters: Wanted,
    *,
    phones_shown: bool,
) -> Html:
    """Show a page of points to the organisers, under what they filtered for."""
    head = voice.plural(
        "✍️ <b>{n} point for the dialogue</b>", "✍️ <b>{n} points for the dialogue</b>", page.total
    )
    rows = [
        lines(
            _numbered(number, whose(voice, states, one.delegate)),
            subject_line(voice, event, one.subject),
            safe(said(voice, one.point.text, one.files, SHORT, phones_shown=phones_shown)),
        )
        for number, one in enumerate(page.entries, page.first)
    ]
    return paragraphs([lines(head, filters_line(voice, event, states, page, filters)), *rows])


def filters_line(voice: Voice, event: Event, states: States, page: Page, filters: Wanted) -> Html:
    """Name the state and the subject that were chosen."""
    state = states.get(filters.state).name(voice.locale) if filters.state else None
    kept = page.entries[0].subject if page.entries else Subject(filters.subject or OTHER)
    subject = today(event, kept).name(voice) if filters.subject else None
    return Html.joined(" · ", [part for part in (state, subject) if part])


def entry(voice: Voice, event: Event, states: States, one: Entry, *, phones_shown: bool) -> Html:
    """Show one point to the organisers as a whole."""
    return lines(
        Html("✍️ ") + whose(voice, states, one.delegate),
        subject_line(voice, event, one.subject),
        voice.say("🕙 {moment}", moment=voice.moment(event.local(one.point.handed_in_at))),
        voice.say("📞 {phone}", phone=phones.shown(one.delegate.phone))
        if one.delegate.phone and phones_shown
        else None,
        _quoted(said(voice, one.point.text, one.files, phones_shown=phones_shown)),
    )


def whose(voice: Voice, states: States, delegate: Delegate) -> Html:
    """Name who handed a point in, with district and state."""
    return voice.say(
        "<b>{name}</b>, {district}, {state}",
        name=name(voice, delegate),
        district=district(voice, delegate),
        state=states.get(delegate.state).name(voice.locale),
    )


def name(voice: Voice, delegate: Delegate) -> str:
    """Give the name in the script of the language, where it is known."""
    return (delegate.name_hi if voice.locale == "hi" else None) or delegate.name


def district(voice: Voice, delegate: Delegate) -> str:
    """Give the district in the script of the language, where it is known."""
    return (delegate.district_hi if voice.locale == "hi" else None) or delegate.district


def _numbered(number: int, text: Html) -> Html:
    return Html(f"<b>{number}.</b> ") + text


def _quoted(text: str) -> Html:
    return Html("<blockquote>") + text + Html("</blockquote>")


def _subjects(voice: Voice, offered: Sequence[Subject]) -> Html:
    """Ask what a point is about; a phone cuts long titles on buttons, so they stand here too."""
    rows = [_numbered(n, safe(one.name(voice))) for n, one in enumerate(offered, 1)]
    return paragraphs([voice.say("<b>What is it about?</b> Please choose below."), lines(*rows)])
