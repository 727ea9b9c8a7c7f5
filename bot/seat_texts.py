"""What is asked before a seat changes hands: in plain words, all that will happen."""

from bot import facts, phones
from bot.facts import CHOICES
from bot.reach_texts import delegate_name
from bot.services.seat_views import Seat, SeatView
from bot.text import Html, Voice
from db.models import Delegate, Person
from db.types import RsvpChoice


def release(voice: Voice, view: SeatView, *, phones_shown: bool) -> Html:
    """Ask whether the account that holds a seat shall lose it."""
    account = view.seat.account
    return voice.say(
        "🔓 The account “{account}” loses the place of <b>{name}</b> and is told so. The right "
        "person can then join by a link or by sharing the number.",
        account=_account(account, phones_shown) if account else "–",
        name=delegate_name(voice, view.seat.delegate),
    )


def give(voice: Voice, view: SeatView, *, phones_shown: bool) -> Html:
    """Ask whether another account shall hold a seat."""
    account, to = view.seat.account, view.to
    head = voice.say(
        "📱 Shall the account “{account}” get the place of <b>{name}</b> · #{number}?",
        account=_account(to, phones_shown) if to else "–",
        **_who(voice, view.seat.delegate),
    )
    lost = (
        voice.say(
            "• The account “{account}” loses this place and is told so.",
            account=_account(account, phones_shown),
        )
        if account
        else None
    )
    stays = (
        voice.say("• The answer stays: {choice}", choice=voice.plain(CHOICES[view.seat.choice]))
        if view.seat.choice
        else None
    )
    told = voice.say("• The new account is told that it is on the list.")
    return facts.paragraphs([head, facts.lines(lost, told, stays)])


def merge(voice: Voice, view: SeatView, *, phones_shown: bool) -> Html:
    """Ask whether two rows shall become one."""
    old, kept = view.seat, view.other
    if kept is None:
        raise LookupError("a merge with nobody")
    head = voice.say("👥 <b>Shall these two really become one?</b>")
    leaves = voice.say("• {name} · #{number} leaves the list.", **_who(voice, old.delegate))
    stays = voice.say("• {name} · #{number} stays.", **_who(voice, kept.delegate))
    return facts.paragraphs(
        [
            head,
            facts.lines(
                leaves,
                stays,
                _answer(voice, old, kept),
                _accounts(voice, old, kept, phones_shown),
                voice.say("• The phone number goes over.")
                if old.delegate.phone and not kept.delegate.phone
                else None,
                voice.say("• A pass of #{number} no longer counts.", number=old.delegate.roster_no)
                if old.choice is RsvpChoice.YES
                else None,
            ),
            voice.say("This cannot be taken back."),
        ]
    )


def _answer(voice: Voice, old: Seat, kept: Seat) -> Html | None:
    if kept.choice is None:
        return (
            voice.say("• The answer goes over: {choice}", choice=voice.plain(CHOICES[old.choice]))
            if old.choice
            else None
        )
    stays = voice.say("• The answer stays: {choice}", choice=voice.plain(CHOICES[kept.choice]))
    if old.choice in (None, kept.choice):
        return stays
    other = voice.say(
        "• The other answer no longer counts: {choice}", choice=voice.plain(CHOICES[old.choice])
    )
    return facts.lines(stays, other)


def _accounts(voice: Voice, old: Seat, kept: Seat, phones_shown: bool) -> Html | None:
    if old.account is None:
        return None
    name = _account(old.account, phones_shown)
    if kept.account is None:
        return voice.say(
            "• The account “{account}” goes over to #{number}.",
            account=name,
            number=kept.delegate.roster_no,
        )
    return facts.lines(
        voice.say("• The account “{account}” stays.", account=_account(kept.account, phones_shown)),
        voice.say("• The account “{account}” loses this place and is told so.", account=name),
    )


def replace(
    voice: Voice, view: SeatView, name: str, phone: str | None, *, phones_shown: bool
) -> Html:
    """Ask whether somebody else shall come in a place."""
    seat = view.seat
    new = f"{name}, {phones.shown(phone)}" if phone and phones_shown else name
    head = voice.say(
        "↔️ Shall <b>{new}</b> really come in the place of <b>{name}</b> · #{number}?",
        new=new,
        **_who(voice, seat.delegate),
    )
    told = (
        voice.say(
            "• The account “{account}” loses this place and is told so.",
            account=_account(seat.account, phones_shown),
        )
        if seat.account
        else voice.say("• There is no account to be told: please call.")
    )
    return facts.paragraphs(
        [
            head,
            facts.lines(
                voice.say("• {name} · #{number} leaves the list.", **_who(voice, seat.delegate)),
                told,
                voice.say("• A pass of #{number} no longer counts.", number=seat.delegate.roster_no)
                if seat.choice is RsvpChoice.YES
                else None,
                voice.say(
                    "• {name} gets a new roster number and is asked for an answer.", name=name
                ),
            ),
            voice.say("This cannot be taken back."),
        ]
    )


def _who(voice: Voice, one: Delegate) -> dict[str, str | int]:
    return {"name": delegate_name(voice, one), "number": one.roster_no}


def _account(account: Person, phones_shown: bool) -> str:
    return phones.in_words(account.name, shown=phones_shown)
