"""Organisers change the event: a session, a fact of it, what it is to be."""

from collections.abc import Callable
from datetime import timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot import change_words, draft_texts, facts, when_words
from bot.context import Ctx
from bot.errors import Refusal
from bot.event import AgendaItem, Event, Session
from bot.event_edits import Edit, Field
from bot.text import N_, Html, Voice
from bot.understanding import Reading
from handlers import change_release, keyboards, refusals
from handlers.change_presses import (
    ChangeField,
    ListSessions,
    MoveState,
    OpenSession,
    SetField,
    ShowDraft,
)
from handlers.routes import Route, pressed

ASKING = "chg:"  # then the session and the field
NONE = "-"
BUTTONS = {
    Field.DATE: N_("📅 Date"),
    Field.TIME: N_("🕙 Time"),
    Field.DOORS: N_("🚪 Entry from"),
    Field.END: N_("🕔 End"),
    Field.VENUE: N_("📍 Place"),
    Field.GATE: N_("🚧 Gate"),
    Field.AGENDA: N_("📋 Programme"),
    Field.STATE: N_("🗺 Move a state"),
}
ASKS = {
    Field.DATE: N_("Please write the new date, for example: 4 April"),
    Field.TIME: N_("When does it begin? For example: 11 or 11:30"),
    Field.DOORS: N_("From when are people let in? For example: 9:30"),
    Field.END: N_("When does it end? For example: 5 pm"),
    Field.GATE: N_(
        "Which gate? Please write it in both languages, with | between: <code>{example}</code>"
    ),
    Field.VENUE: N_(
        "Where will it be? Choose below, or write three lines: the name, the address (each in "
        "both languages, with | between), and the spot on the map as two numbers:\n"
        "<pre>{example}</pre>"
    ),
    Field.AGENDA: N_(
        "Please send the whole programme, a line for each point, in both languages with | "
        "between; a time may stand before it. As it is now:"
    ),
}
EXAMPLES = {  # both languages in each: no text of either
    Field.GATE: "द्वार 2 | Gate 2",
    Field.VENUE: "नाम | Name\nपता | Address\n28.6129, 77.2295",
}
CLEARED = frozenset({Field.TIME, Field.DOORS, Field.END, Field.GATE, Field.AGENDA})


async def on_command(_update: Update, ctx: Ctx) -> None:
    """Show what one is changing already, or the sessions."""
    await ctx.services.people.expect(ctx.who.id, None)
    draft = await ctx.services.drafts.get(ctx.who.id)
    if draft.is_empty:
        await ctx.say(*_sessions(ctx, draft.after))
    else:
        await change_release.show(ctx)


async def on_list(ctx: Ctx, _press: ListSessions) -> None:
    """Show the sessions."""
    await ctx.note()
    await ctx.services.people.expect(ctx.who.id, None)
    draft = await ctx.services.drafts.get(ctx.who.id)
    await ctx.change(*_sessions(ctx, draft.after))


def _sessions(ctx: Ctx, event: Event) -> tuple[Html, InlineKeyboardMarkup | None]:
    coming = [s for s in event.sessions if not event.has_ended(s, ctx.now)]
    if not coming:
        return ctx.voice.say("All dialogues are over: nothing can be changed any more."), None
    rows = [
        [
            keyboards.button(
                draft_texts.session_name(ctx.voice, s, ctx.services.states), OpenSession(s.id)
            )
        ]
        for s in coming
    ]
    return ctx.voice.say("🗓 <b>Which dialogue is to change?</b>"), InlineKeyboardMarkup(rows)


async def on_session(ctx: Ctx, press: OpenSession) -> None:
    """Show a session with what can be changed."""
    await ctx.services.people.expect(ctx.who.id, None)
    draft = await ctx.services.drafts.get(ctx.who.id)
    session = await _still(ctx, draft.after, press.session)
    if session is None:
        return
    await ctx.note()
    text = draft_texts.session_as_it_is(ctx.voice, draft.after, session, ctx.services.states)
    ask = ctx.voice.say("What is to change?")
    await ctx.change(facts.paragraphs([text, ask]), _fields(ctx.voice, session, draft.is_empty))


def _fields(voice: Voice, session: Session, empty: bool) -> InlineKeyboardMarkup:
    fields = [f for f in BUTTONS if f is not Field.STATE or session.states]
    buttons = [
        keyboards.button(voice.plain(BUTTONS[f]), ChangeField(session.id, f)) for f in fields
    ]
    rows = [buttons[i : i + 2] for i in range(0, len(buttons), 2)]
    if session.cancelled:
        text, value, style = voice.plain("✅ It takes place after all"), NONE, "success"
    else:
        text, value, style = voice.plain("❌ Cancel this dialogue"), "1", "danger"
    rows.append([keyboards.button(text, SetField(session.id, Field.CANCELLED, value), style)])
    rows.append([keyboards.button(voice.plain("← All dialogues"), ListSessions())])
    if not empty:
        rows.append([keyboards.button(voice.plain("📝 What I am changing"), ShowDraft())])
    return InlineKeyboardMarkup(rows)


async def on_field(ctx: Ctx, press: ChangeField) -> None:
    """Ask what a fact is to be: by button where there is a choice, else typed."""
    draft = await ctx.services.drafts.get(ctx.who.id)
    session = await _still(ctx, draft.after, press.session)
    if session is None or press.field not in set(BUTTONS):
        return
    await ctx.note()
    field = Field(press.field)
    if field is Field.STATE:
        await ctx.change(*_which_state(ctx, session))
        return
    await ctx.services.people.expect(ctx.who.id, f"{ASKING}{session.id}:{field}")
    text = ctx.voice.say(ASKS[field], example=EXAMPLES.get(field, ""))
    if field is Field.AGENDA:
        now = change_words.programme_text(draft.after.agenda_of(session))
        text = facts.lines(text, Html("<pre>") + now + Html("</pre>"))
    await ctx.change(text, _choices(ctx.voice, draft.after, session, field))


def _choices(voice: Voice, event: Event, session: Session, field: Field) -> InlineKeyboardMarkup:
    rows: list[list[InlineKeyboardButton]] = []
    if field is Field.DATE:
        days = [session.date + timedelta(days=step) for step in (-1, 1)]
        rows.append(
            [
                keyboards.button(voice.short_date(day), SetField(session.id, field, str(day)))
                for day in days
            ]
        )
    if field is Field.VENUE:
        rows += [
            [keyboards.button(venue.name.in_(voice.locale), SetField(session.id, field, name))]
            for name, venue in event.venues.items()
            if name != session.venue
        ]
    if field in CLEARED and getattr(session, field.value) is not None:
        text = voice.plain("Not decided yet")
        if field is Field.AGENDA:
            text = voice.plain("The programme of all dialogues")
        rows.append([keyboards.button(text, SetField(session.id, field, NONE))])
    rows.append([keyboards.button(voice.plain("← Back"), OpenSession(session.id))])
    return InlineKeyboardMarkup(rows)


def _which_state(ctx: Ctx, session: Session) -> tuple[Html, InlineKeyboardMarkup]:
    states = sorted((ctx.services.states.get(c) for c in session.states), key=lambda s: s.en)
    buttons = [keyboards.button(s.name(ctx.voice.locale), MoveState(s.code)) for s in states]
    rows = [buttons[i : i + 2] for i in range(0, len(buttons), 2)]
    rows.append([keyboards.button(ctx.voice.plain("← Back"), OpenSession(session.id))])
    return ctx.voice.say("<b>Which state is to move to another date?</b>"), InlineKeyboardMarkup(
        rows
    )


async def on_state(ctx: Ctx, press: MoveState) -> None:
    """Offer the sessions that a state can be moved to."""
    draft = await ctx.services.drafts.get(ctx.who.id)
    own = draft.after.session_of(press.state)
    if own is None:
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /start."))
        return
    await ctx.note()
    there = [
        s
        for s in draft.after.sessions
        if s.id != own.id and not s.cancelled and not draft.after.has_ended(s, ctx.now)
    ]
    rows = [
        [
            keyboards.button(
                draft_texts.session_name(ctx.voice, s, ctx.services.states),
                SetField(s.id, Field.STATE, press.state),
            )
        ]
        for s in there
    ]
    rows.append([keyboards.button(ctx.voice.plain("← Back"), OpenSession(own.id))])
    name = ctx.services.states.get(press.state).name(ctx.voice.locale)
    text = ctx.voice.say("<b>To which dialogue is {state} to move?</b>", state=name)
    await ctx.change(text, InlineKeyboardMarkup(rows))


async def on_set(ctx: Ctx, press: SetField) -> None:
    """Change a fact as the button says."""
    if press.field not in set(Field):
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /start."))
        return
    value: object = None if press.value == NONE else press.value
    if press.field == Field.CANCELLED:
        value = press.value == "1"
    try:
        if press.field == Field.DATE:
            when_words.read_day(press.value, (), ctx.event.local(ctx.now).date())
        edit = Edit(session=press.session, field=Field(press.field), value=value)
        await ctx.services.drafts.add(ctx.who.id, edit)
    except Refusal as refusal:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, refusal), alert=True)
        return
    await ctx.note()
    await ctx.services.people.expect(ctx.who.id, None)
    await change_release.show(ctx, in_place=True)


async def on_typed(ctx: Ctx, text: str, reading: Reading, key: str) -> bool:
    """Change a fact as it was typed; what cannot be read is refused in one line."""
    session_id, _, name = key.removeprefix(ASKING).partition(":")
    draft = await ctx.services.drafts.get(ctx.who.id)
    session = draft.after.session(session_id)
    if session is None or name not in set(Field):
        return False
    try:
        value = _read(ctx, draft.after, session, Field(name))(text, reading)
        edit = Edit(session=session_id, field=Field(name), value=value)
        await ctx.services.drafts.add(ctx.who.id, edit)
    except (when_words.NotADay, when_words.NotATime) as refusal:
        if reading.intents and not reading.bare:
            return False  # a question in passing; what was asked stays open
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, refusal))
        return True
    except Refusal as refusal:
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, refusal))
        return True
    await ctx.services.people.expected(ctx.who.id, key, ctx.update_id)
    await change_release.show(ctx)
    return True


def _read(
    ctx: Ctx, event: Event, session: Session, field: Field
) -> Callable[[str, Reading], object]:
    """Give what reads a line for a field."""
    match field:
        case Field.DATE:
            today = event.local(ctx.now).date()
            return lambda text, said: when_words.read_day(text, said.slots.days, today).isoformat()
        case Field.GATE:
            return lambda text, _: change_words.read_both(text)
        case Field.VENUE:
            return lambda text, _: change_words.read_place(text, _new_venue(event))
        case Field.AGENDA:
            known = (*event.agenda_of(session), *event.agenda)
            return lambda text, _: _items(change_words.read_programme(text, known))
        case _:
            return lambda text, _: when_words.read_time(text).isoformat()


def _items(found: list[dict[str, object]]) -> list[dict[str, object]]:
    """Write points as the document has them, so that equal ones are no change."""
    items = [AgendaItem.model_validate(item) for item in found]
    return [item.model_dump(mode="json", exclude_none=True) for item in items]


def _new_venue(event: Event) -> str:
    return next(name for n in range(1, 1000) if (name := f"place{n}") not in event.venues)


async def _still(ctx: Ctx, event: Event, session_id: str) -> Session | None:
    """Give a session that can be changed; says why where it can't."""
    session = event.session(session_id)
    if session is None or event.has_ended(session, ctx.now):
        text = ctx.voice.plain("This dialogue is over or no longer there.")
        await ctx.note(text, alert=True)
        return None
    return session


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(ListSessions, on_list),
        pressed(OpenSession, on_session),
        pressed(ChangeField, on_field),
        pressed(SetField, on_set),
        pressed(MoveState, on_state),
    ]
