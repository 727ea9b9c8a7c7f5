"""What is asked after the dialogue, and how the results read."""

from collections.abc import Sequence

from bot import facts, phones
from bot.event import Event, Session
from bot.services.feedback import Group, Results
from bot.sheet_file import Cell
from bot.states import States
from bot.text import N_, Html, Voice, safe

MOST_SHOWN = 10  # comments in the message
COLUMNS = (N_("Dialogue on"), N_("State"), N_("Rating"), N_("Comment"))
WIDTHS = (16, 26, 8, 80)  # characters


def question(voice: Voice, session: Session, name: str) -> Html:
    """Thank somebody who came, and ask for a rating."""
    return facts.paragraphs(
        [
            voice.say(
                "🙏 Namaste {name}! Thank you for coming to the dialogue on {date}.",
                name=name,
                date=voice.short_date(session.date),
            ),
            voice.say("<b>How was it for you?</b> 1 is not good, 5 is very good."),
            voice.say("<i>The organisers see your state with it, not your name.</i>"),
        ]
    )


def results(
    voice: Voice, event: Event, states: States, found: Results, *, phones_shown: bool
) -> Html:
    """Give the ratings of each session and of its states, and the newest comments."""
    blocks: list[Html | None] = [voice.say("⭐ <b>What those who came say</b>")]
    for session in event.sessions:
        group = found.sessions.get(session.id)
        came = found.came.get(session.id, 0)
        if group is None and not came:
            continue
        date, of_all = voice.short_date(session.date), voice.number(came)
        head = (
            voice.say(
                "<b>{date}</b>: {mean} of 5 ({rated} of {came} who came)",
                date=date,
                mean=_mean(voice, group),
                rated=voice.number(group.rated),
                came=of_all,
            )
            if group
            else voice.say("<b>{date}</b>: no rating yet ({came} came)", date=date, came=of_all)
        )
        rows = [
            _state(voice, states, code, of_state)
            for (session_id, code), of_state in found.states.items()
            if session_id == session.id
        ]
        blocks.append(facts.lines(head, *rows))
    if len(blocks) == 1:
        blocks.append(voice.say("Nobody has come yet."))
    comments = [
        voice.say(
            "{rating} ⭐ {state}: {comment}",
            rating=voice.number(one.rating),
            state=states.get(one.state).name(voice.locale),
            comment=phones.in_words(one.comment, shown=phones_shown),
        )
        for one in found.comments[:MOST_SHOWN]
    ]
    return facts.paragraphs([*blocks, facts.lines(*comments) if comments else None])


def _state(voice: Voice, states: States, code: str, group: Group) -> Html:
    name = states.get(code).name(voice.locale)
    return safe(f"{name}: {_mean(voice, group)} ({voice.number(group.rated)})")


def _mean(voice: Voice, group: Group) -> str:
    return voice.number(round(group.mean, 1))


def header(voice: Voice) -> list[str]:
    """Give the headings of the table of comments."""
    return [voice.plain(title) for title in COLUMNS]


def rows(
    voice: Voice, event: Event, states: States, found: Results, *, phones_shown: bool = True
) -> Sequence[Sequence[Cell]]:
    """Give the comments as rows."""
    dates = {s.id: voice.short_date(s.date) for s in event.sessions}
    return [
        [
            dates.get(one.session, one.session),
            states.get(one.state).name(voice.locale),
            one.rating,
            phones.in_words(one.comment, shown=phones_shown),
        ]
        for one in found.comments
    ]
