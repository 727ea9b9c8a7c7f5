"""What is said about a change: old -> new, only what changed; pure."""

from datetime import time

from bot import facts
from bot.event import Both
from bot.services.changes import Telling
from bot.session_facts import SessionFacts
from bot.text import N_, Html, Voice, safe
from db.types import RsvpChoice


def notice(voice: Voice, telling: Telling) -> Html:
    """Tell one person what has changed for him."""
    old, new = telling.old, telling.new
    if new is None:
        day = voice.date(old.date) if old else ""
        return facts.lines(
            voice.say("📢 <b>Your dialogue has been changed</b>"),
            voice.say(
                "Your dialogue will not be on {date}. The new date will be announced soon.",
                date=day,
            ),
        )
    if new.cancelled:
        return facts.lines(
            voice.say("📢 <b>Your dialogue has been cancelled</b>"),
            voice.say(
                "Your dialogue on {date} will not take place. We will tell you the new date.",
                date=voice.date(old.date if old else new.date),
            ),
        )
    return facts.paragraphs([_head(voice, telling), lines(voice, telling)])


def _head(voice: Voice, telling: Telling) -> Html:
    old, names = telling.old, telling.differing
    if old is None:
        text = N_("📢 <b>The date of your dialogue is set</b>")
    elif old.cancelled:
        text = N_("📢 <b>Your dialogue takes place after all</b>")
    elif "date" in names:
        text = N_("📢 <b>The date of your dialogue has changed</b>")
    elif names & {"place", "address"}:
        text = N_("📢 <b>The place of your dialogue has changed</b>")
    elif "time" in names and old.time is None:
        text = N_("📢 <b>The time of your dialogue is set</b>")
    elif names & {"time", "doors", "end_time"}:
        text = N_("📢 <b>The time of your dialogue has changed</b>")
    else:
        text = N_("📢 <b>News about your dialogue</b>")
    return voice.say(text)


def lines(voice: Voice, telling: Telling) -> Html:
    """Give a line for each fact that changed; all that one needs where the dialogue is new."""
    return Html.joined("\n", parts(voice, telling.old, telling.new, telling.differing))


def parts(
    voice: Voice, old: SessionFacts | None, new: SessionFacts | None, differing: frozenset[str]
) -> list[Html]:
    """Give these lines one by one."""
    if new is None:
        return []
    anew = old is None or old.cancelled
    names = differing | ({"date", "time", "place"} if anew else set())
    before = None if anew and "date" not in differing else old
    said: list[Html | None] = [
        _date(voice, before, new) if "date" in names else None,
        _time(voice, before, new) if "time" in names else None,
        _doors(voice, before, new) if "doors" in names else None,
        _end(voice, before, new) if "end_time" in names else None,
        _place(voice, before, new) if names & {"place", "address"} else None,
        _gate(voice, before, new) if "gate" in names else None,
        voice.say("📋 The programme has changed.") if "programme" in names and not anew else None,
    ]
    return [line for line in said if line]


def ask(voice: Voice, telling: Telling, *, open_: bool) -> Html | None:
    """Ask for what is to be answered again; None for nothing."""
    if not open_:
        return None
    moved = "date" in telling.differing
    match telling.standing.choice:
        case RsvpChoice.YES if telling.standing.to_be_confirmed:
            return voice.say(
                "You had said that you are coming. <b>Will you come on the new date too?</b> "
                "Please tap once."
            )
        case RsvpChoice.MAYBE if telling.standing.to_be_confirmed:
            return voice.say(
                "You were not sure before. <b>Will you come on the new date?</b> Please tap once."
            )
        case RsvpChoice.NO if moved:
            return voice.say(
                "You could not come before. If the new date suits you, please tell us."
            )
        case None:
            return voice.say("<b>Will you come?</b> Please tap one of the buttons below.")
        case _:
            return None


def change(old: str | None, new: str) -> Html:
    """Write old -> new; only the new where nothing was known before."""
    now = Html("<b>") + new + Html("</b>")
    return now if old is None else Html("<s>") + old + Html("</s> → ") + now


def _date(voice: Voice, old: SessionFacts | None, new: SessionFacts) -> Html:
    before = voice.date(old.date) if old and old.date != new.date else None
    return voice.say("📅 Date: {change}", change=change(before, voice.date(new.date)))


def _time(voice: Voice, old: SessionFacts | None, new: SessionFacts) -> Html:
    said = _moments(voice, old.time if old else None, new.time)
    return voice.say("🕙 Time: {change}", change=said)


def _doors(voice: Voice, old: SessionFacts | None, new: SessionFacts) -> Html:
    said = _moments(voice, old.doors if old else None, new.doors)
    return voice.say("🚪 Entry from: {change}", change=said)


def _end(voice: Voice, old: SessionFacts | None, new: SessionFacts) -> Html:
    said = _moments(voice, old.end_time if old else None, new.end_time)
    return voice.say("🕔 Ends: {change}", change=said)


def _moments(voice: Voice, old: time | None, new: time | None) -> Html:
    soon = voice.plain("will be announced soon").rstrip("।.")
    before = voice.time(old) if old and old != new else None
    return change(before, voice.time(new) if new else soon)


def _place(voice: Voice, old: SessionFacts | None, new: SessionFacts) -> Html:
    locale = voice.locale
    before = old.place.in_(locale) if old and old.place != new.place else None
    line = voice.say("📍 Place: {change}", change=change(before, new.place.in_(locale)))
    return facts.lines(line, safe(new.address.in_(locale)))


def _gate(voice: Voice, old: SessionFacts | None, new: SessionFacts) -> Html:
    def said(gate: Both | None) -> str | None:
        return gate.in_(voice.locale) if gate else None

    soon = voice.plain("will be announced soon").rstrip("।.")
    before = said(old.gate) if old and old.gate != new.gate else None
    return voice.say("🚧 Gate: {change}", change=change(before, said(new.gate) or soon))


def released(voice: Voice) -> Html:
    """Tell an account that it has no place on the list any more."""
    return voice.say(
        "The organisers have ended the place on the list that this account had. If that is a "
        "mistake, please call them."
    )


def given(voice: Voice) -> Html:
    """Tell an account that it has a place on the list."""
    return voice.say("You have been added to the list. Tap /start to see your date and answer.")


def replaced(voice: Voice) -> Html:
    """Tell somebody kindly that another person comes in his place."""
    return voice.say(
        "🙏 The organisers have noted that somebody else comes in your place this time. Thank you "
        "for your time and your answers. If this is not right, please write to us here."
    )
