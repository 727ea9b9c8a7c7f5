"""What each refusal says to the person: one clear line, with what to do next."""

from bot import change_words, event_edits, when_words
from bot.errors import Refusal
from bot.event import Event
from bot.services import (
    announcement_rows,
    event_drafts,
    event_editor,
    feedback,
    inbox,
    inbox_desk,
    inbox_faq,
    inbox_rows,
    invites,
    join_requests,
    joining,
    own_data,
    person_page,
    points,
    rsvp,
    seat_views,
    seats,
)
from bot.text import N_, Html, Voice

SENTENCES: dict[type[Refusal], str] = {
    invites.InviteUnknown: N_(
        "This link is not valid. Please use the link from your latest message, or tap "
        "“📱 Share my number” so that I can find you on the list."
    ),
    invites.InviteUsed: N_(
        "This link was already used from another account. If that was not you, please tell the "
        "organisers."
    ),
    invites.InviteExpired: N_("This link has expired. Please ask the organisers for a new one."),
    joining.DelegateTaken: N_(
        "Someone has already joined under this name from another account. If that was not you, "
        "please tell the organisers."
    ),
    joining.AlreadySomeone: N_(
        "You have already joined under another name. If that is wrong, please tell the organisers."
    ),
    joining.NoLongerInvited: N_(
        "This name is no longer on the list. Please ask the organisers about it."
    ),
    rsvp.NoSession: N_("Your date is not decided yet. You can answer as soon as it is announced."),
    rsvp.SessionOver: N_("Your dialogue is over; the answer can no longer be changed."),
    rsvp.SessionCancelled: N_("Your dialogue has been cancelled. We will tell you the new date."),
    rsvp.OtherDate: N_("The date has changed. Please look at the new date and answer again."),
    rsvp.NotAnswered: N_("Please answer first whether you are coming."),
    join_requests.NoSuchRequest: N_("This button is no longer in use. Please send /start."),
    join_requests.OutOfScope: N_("This request is from a state that you do not look after."),
    inbox.Muted: N_(
        "Your messages are not passed on to the organisers at present. You can still ask about "
        "the date, the place and the programme."
    ),
    inbox.TooManyWaiting: N_(
        "Several of your questions are waiting for an answer. Please wait for it; then you can "
        "send more. This one was not passed on."
    ),
    inbox.TooFast: N_(
        "That was a lot at once. Please send the rest a little later, if you can in one message. "
        "This one was not passed on."
    ),
    inbox_rows.NotYours: N_("This question is from a state that you do not look after."),
    inbox_desk.Closed: N_("This question is answered or closed already."),
    inbox_desk.NotInTeam: N_("This person is not in the organisers' team."),
    points.TooManyPoints: N_(
        "You have handed in as many points as one can. To hand in another, please withdraw one."
    ),
    person_page.NoSuchDelegate: N_("There is nobody with this number on the list."),
    person_page.OutOfSight: N_("This delegate is from a state that you do not look after."),
    seats.SeatHeld: N_("This delegate has joined already; a link would be of no use."),
    seat_views.SeatChanged: N_("Something has changed since. Please look once more."),
    seat_views.NoLongerOnList: N_("This delegate is no longer on the list."),
    feedback.WasNotThere: N_("This question is for those who came in at the door."),
    own_data.LastOrganiser: N_("You are the only organiser. Please make somebody else one first."),
    inbox_faq.NoDraft: N_("This was finished already."),
    when_words.NotADay: N_("I could not read a date in that. Please write it like this: 4 April"),
    when_words.NoSuchDay: N_("There is no such day in the calendar. Please check the date."),
    when_words.DayIsOver: N_("This day is over. Please write a date that is still to come."),
    when_words.NotATime: N_("I could not read a time in that. Please write it like this: 11:30"),
    when_words.NoSuchTime: N_("There is no such time of day. Please write it like this: 11:30"),
    change_words.NotBothLanguages: N_(
        "Please write it in both languages, with | between: first Hindi, then English."
    ),
    change_words.NotAPlace: N_(
        "Please write three lines: the name, the address, and the spot on the map as two numbers "
        "such as 28.6129, 77.2295."
    ),
    event_edits.EndsTooEarly: N_("The end must be after the beginning. Please check the times."),
    event_edits.OpensTooLate: N_("The doors must open before it begins. Please check the times."),
    event_edits.Unsound: N_("This does not fit with the rest of the event, so it was not changed."),
    event_drafts.NothingToRelease: N_("There is nothing to release any more."),
    announcement_rows.NoSuchAnnouncement: N_("This announcement is not yours, or is gone."),
    announcement_rows.NotADraft: N_("This was released already and cannot be changed here."),
    announcement_rows.ChangedSince: N_(
        "It was changed since you looked at it. Please look at it once more."
    ),
    announcement_rows.NothingToSay: N_("Nothing was written or changed yet."),
    announcement_rows.NobodyToReach: N_(
        "Nobody whom it is for can get a message. Please choose somebody else."
    ),
    announcement_rows.NobodyAgain: N_(
        "None of them can get a message now: they have it, or have blocked the bot."
    ),
    announcement_rows.NeedsAnother: N_("Another organiser has to release it."),
    announcement_rows.NotNow: N_("That is not possible now. Please look at how it stands."),
    announcement_rows.TooLong: N_(
        "The corrected text needs more messages than the first one. Please make it shorter, or "
        "send a new announcement."
    ),
    announcement_rows.TextTooLong: N_(
        "The text is too long for an announcement, so nothing of this was taken. Please make it "
        "shorter, or send it as a document."
    ),
    announcement_rows.TimeIsPast: N_("The time set for it is over. Please set another one."),
    event_editor.ReleasedMeanwhile: N_(
        "Somebody is changing the event at this moment. Please try again in a minute."
    ),
}

# What one of the team is told about somebody else.
TO_STAFF: dict[type[Refusal], str] = {
    joining.DelegateTaken: N_("Another account has this place by now."),
    joining.AlreadySomeone: N_("This account has another place on the list already."),
    joining.NoLongerInvited: N_("This delegate is no longer on the list."),
    rsvp.NoSession: N_("The date of this delegate is not decided yet."),
    rsvp.SessionOver: N_("This dialogue is over; the answer can no longer be changed."),
    rsvp.SessionCancelled: N_("This dialogue has been cancelled."),
}


def to_staff(voice: Voice, event: Event, refusal: Refusal) -> str:
    """Say to one of the team why something about somebody else cannot be done."""
    sentence = TO_STAFF.get(type(refusal))
    return voice.plain(sentence) if sentence else plain(voice, event, refusal)


def plain(voice: Voice, event: Event, refusal: Refusal) -> str:
    """Say a refusal where Telegram takes no markup."""
    if isinstance(refusal, rsvp.TooLate):
        return voice.plain(
            "The time for answers was over on {moment}. To change yours, call the organisers.",
            moment=voice.moment(event.local(refusal.deadline)),
        )
    if isinstance(refusal, inbox_desk.TakenBy):
        return voice.plain("{name} takes care of it already.", name=refusal.name)
    return voice.plain(SENTENCES[type(refusal)])


def sentence(voice: Voice, event: Event, refusal: Refusal) -> Html:
    """Say a refusal in a message."""
    if isinstance(refusal, rsvp.TooLate | inbox_desk.TakenBy):
        return Html("") + plain(voice, event, refusal)
    return voice.say(SENTENCES[type(refusal)])
