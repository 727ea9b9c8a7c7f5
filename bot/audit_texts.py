"""The acts of the audit as sentences: each says what was done and to whom, after who did it."""

from bot import facts, phones
from bot.event import Event
from bot.reach_texts import named
from bot.services.audit import Deed, Deeds
from bot.text import N_, Html, Voice

# By the action that is stored; an action of a newer version is shown as it is.
SENTENCES = {
    "accept_join": N_("Added to the list: {name}"),
    "answer": N_("Answer entered for {name}: {detail}"),
    "decline_join": N_("Request declined: {name}"),
    "export": N_("Took a file: {detail}"),
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
    "replace": N_("{name} replaced by {detail}"),
    "role_organiser": N_("Became an organiser"),
    "role_staff": N_("Joined the team: {detail}"),
    "roster_import": N_("Roster imported: {detail}"),
    "staff_chat.register": N_("Questions are shown in a group: {detail}"),
    "unmute": N_("Passes on questions of {name} again"),
    "unwaive": N_("The deadline holds again for {name}"),
    "waive": N_("{name} may answer after the deadline"),
}


def page(voice: Voice, event: Event, found: Deeds, *, phones_shown: bool) -> Html:
    """Tell a page of acts, the newest first."""
    head = voice.say("🗒 <b>What the team did</b> ({count})", count=voice.number(found.total))
    if not found.entries:
        return facts.paragraphs([head, voice.say("Nothing so far.")])
    return facts.paragraphs(
        [head, *(_deed(voice, event, one, phones_shown) for one in found.entries)]
    )


def _deed(voice: Voice, event: Event, one: Deed, phones_shown: bool) -> Html:
    sentence = SENTENCES.get(one.action)
    about = phones.in_words(named(voice, *one.about) if one.about else "–", shown=phones_shown)
    detail = phones.in_words(one.detail or "–", shown=phones_shown)
    what = (
        voice.say(sentence, name=about, detail=detail)
        if sentence
        else Html("") + f"{one.action} {about} {detail}"
    )
    head = voice.say(
        "<i>{moment}</i> · {who}",
        moment=voice.moment(event.local(one.at)),
        who=one.who or voice.plain("the server"),
    )
    return facts.lines(head, what)
