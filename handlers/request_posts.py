"""A request to be added as staff see it: posted to each of them, kept up to date, decided once."""

import contextlib

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden

from bot import facts, phones
from bot.context import NO_PREVIEW, Ctx
from bot.reach_texts import delegate_name
from bot.services.join_requests import Candidates
from bot.services.people import Who
from bot.text import Html, Voice
from db.models import Delegate, JoinRequest
from db.types import RequestStatus
from handlers.notices import Notice, deliver
from handlers.presses import DecideJoin, GiveAsker, SeatAsker, ShowRequest


def text(ctx: Ctx, voice: Voice, request: JoinRequest, *, phone: bool) -> Html:
    """Tell staff who asks to be added, and what became of it."""
    states = ctx.services.states
    state = states.get(request.state).name(voice.locale) if request.state else "–"
    shown = phones.shown(request.phone) if request.phone else voice.plain("not shared")
    if request.phone and not phone:
        shown = voice.plain("hidden")
    asked = voice.say(
        "✋ <b>{name}</b> asks to be added to the list.\n{district}, {state}\nNumber: {phone}",
        name=phones.in_words(request.name, shown=phone),
        district=phones.in_words(request.district or "–", shown=phone),
        state=state,
        phone=shown,
    )
    return facts.lines(asked, _decided(voice, request))


def _decided(voice: Voice, request: JoinRequest) -> Html | None:
    if request.status is RequestStatus.OPEN:
        return None
    accepted = request.status is RequestStatus.ACCEPTED
    done = voice.plain("✅ Added") if accepted else voice.plain("✖️ Declined")
    return voice.say("<b>{done}</b>", done=done)


def buttons(voice: Voice, request: JoinRequest, maybe: Candidates) -> InlineKeyboardMarkup | None:
    """Offer who on the list it may be, to add, and to decline; nothing once it is decided."""
    if request.status is not RequestStatus.OPEN:
        return None
    key = str(request.id)
    rows = [
        [
            InlineKeyboardButton(
                voice.plain("👤 This is {name} · #{number}", **_whom(voice, one)),
                callback_data=SeatAsker(key, str(one.id)).data(),
            )
        ]
        for one in maybe.free
    ]
    rows += [
        [
            InlineKeyboardButton(
                voice.plain("🔓 Another account has it: {name} · #{number}", **_whom(voice, one)),
                callback_data=GiveAsker(key, str(one.id)).data(),
            )
        ]
        for one in maybe.held
    ]
    decide = [
        InlineKeyboardButton(
            voice.plain("✅ Add"), callback_data=DecideJoin(key, "1").data(), style="success"
        ),
        InlineKeyboardButton(
            voice.plain("✖️ Decline"), callback_data=DecideJoin(key, "0").data(), style="danger"
        ),
    ]
    return InlineKeyboardMarkup([*rows, decide])


def confirm(voice: Voice, press: GiveAsker, seen: str) -> InlineKeyboardMarkup:
    """Ask once more before another account loses its place."""
    sure = GiveAsker(press.request, press.delegate, seen).data()
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(
                    voice.plain("📱 Yes, give the place"), callback_data=sure, style="danger"
                )
            ],
            [
                InlineKeyboardButton(
                    voice.plain("← Back"), callback_data=ShowRequest(press.request).data()
                )
            ],
        ]
    )


def _whom(voice: Voice, one: Delegate) -> dict[str, str | int]:
    return {"name": delegate_name(voice, one), "number": one.roster_no}


async def post(ctx: Ctx, who: Who, request: JoinRequest, maybe: Candidates) -> None:
    """Show a request to one of the team."""
    voice = ctx.services.voices[who.locale or ctx.services.config.languages.default]
    said = text(ctx, voice, request, phone=ctx.services.shows_phones(who.role))
    notice = Notice(said, buttons(voice, request, maybe))
    person = who.person
    sent = await deliver(ctx.bot, ctx.services, person.chat_id, notice, person.telegram_id)
    if sent.message_id is not None:
        requests = ctx.services.join_requests
        await requests.shown(request.id or 0, person.chat_id, sent.message_id)


async def renew(ctx: Ctx, request: JoinRequest, *, but: int | None = None) -> None:
    """Bring all posts of a request up to date, ``but`` the one that the press has changed."""
    requests = ctx.services.join_requests
    maybe = await requests.candidates(request)
    for chat_id, message_id in await requests.notices(request.id or 0):
        who = await ctx.services.people.known(chat_id)  # the id of a private chat is the person's
        if who is None or (chat_id == ctx.chat_id and message_id == but):
            continue
        voice = ctx.services.voices[who.locale or ctx.services.config.languages.default]
        with contextlib.suppress(BadRequest, Forbidden):
            await ctx.bot.edit_message_text(
                text(ctx, voice, request, phone=ctx.services.shows_phones(who.role)),
                chat_id=chat_id,
                message_id=message_id,
                parse_mode="HTML",
                reply_markup=buttons(voice, request, maybe),
                link_preview_options=NO_PREVIEW,
            )
