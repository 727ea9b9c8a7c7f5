"""The door: who comes is found by pass, code, number or name, and let in."""

from datetime import timedelta

from telegram import Update

from bot import door_texts, facts
from bot.context import Ctx
from bot.door_line import Line, read_line
from bot.door_texts import Desk
from bot.services.checkin import Entry, Helper, Verdict, today
from bot.services.door_lists import MOST_FOUND
from bot.text import Html
from db.models import Delegate
from db.types import LetIn
from handlers import arrivals, door_keyboards, keyboards, passes
from handlers.door_presses import AdmitGuest, EnterFromPaper, LetInAnyway, TakeBackEntry
from handlers.presses import number
from handlers.routes import Route, pressed

KEEPING = "door"
REFRESH = timedelta(minutes=30)  # a mode that nobody uses for hours ends by itself


async def on_door(_update: Update, ctx: Ctx) -> None:
    """Keep the door from now on: each line is somebody who comes, until one leaves it."""
    await ctx.services.people.expect(ctx.who.id, KEEPING)
    voice = ctx.voice
    open_today = today(ctx.event, ctx.now)
    where: list[Html | None] = [_session_line(ctx, session.id) for session in open_today]
    if not open_today:
        where = [voice.say("No dialogue takes place today: nobody can be let in.")]
    text = facts.paragraphs(
        [
            voice.say("🚪 <b>You keep the door</b>"),
            facts.lines(*where),
            voice.say(
                "Scan a pass with the phone's camera and open the link. Or write here: the roster "
                "number, the code below the picture, or the name."
            ),
            voice.say(
                "From a paper list write all numbers at once, even of a day before: 12 15 18-20"
            ),
        ]
    )
    await ctx.say(text, door_keyboards.keeping(voice))


def _session_line(ctx: Ctx, session_id: str) -> Html | None:
    session = ctx.event.session(session_id)
    if session is None:
        return None
    names = [ctx.services.states.get(code).name(ctx.voice.locale) for code in session.states]
    gate = ctx.event.gate_of(session)
    return facts.lines(
        ctx.voice.say(
            "📅 {date}: {states}",
            date=ctx.voice.date(session.date),
            states=ctx.voice.list(names),
        ),
        ctx.voice.say("Gate: {gate}", gate=gate.in_(ctx.voice.locale)) if gate else None,
    )


async def on_line(ctx: Ctx, text: str) -> bool:
    """Take a line that a member of the team typed; False where it is not for the door.

    Away from the door only the code of a pass is, and the buttons of the door's menu, which may
    have been left standing.
    """
    voices = ctx.services.voices
    if door_keyboards.is_line(voices, door_keyboards.LEAVE, text):
        await _leave(ctx)
        return True
    if door_keyboards.is_line(voices, door_keyboards.COUNT, text) and ctx.incoming is not None:
        await arrivals.on_arrivals(ctx.incoming, ctx)
        return True
    keeping = ctx.who.expects(ctx.now, ctx.update_id) == KEEPING
    line = read_line(text)
    if not keeping and line.code is None:
        return False
    if line.code is not None:
        entry = await ctx.services.check_ins.by_code(line.code, helper(ctx))
        if entry.verdict is not Verdict.UNKNOWN:
            await show(ctx, entry)
            return True
    if not keeping:
        return False
    since = ctx.who.person.expecting_since
    if since is None or ctx.now - since > REFRESH:
        await ctx.services.people.expect(ctx.who.id, KEEPING)
    await _look_up(ctx, line)
    return True


async def _look_up(ctx: Ctx, line: Line) -> None:
    lists = ctx.services.door_lists
    if line.many is not None:
        report = await lists.enter(line.many, helper(ctx))
        await ctx.say(door_texts.report(desk(ctx), report))
        news(ctx)
    elif line.number is not None:
        await show(ctx, await ctx.services.check_ins.by_number(line.number, helper(ctx)))
    elif line.phone is not None:
        await _choose(ctx, await lists.by_phone(line.phone, helper(ctx)))
    else:
        await _choose(ctx, await lists.by_name(line.name or "", helper(ctx)))


async def _choose(ctx: Ctx, found: list[Delegate]) -> None:
    """Show who was found; a name alone lets nobody in: it may be another's."""
    if not found:
        await ctx.say(door_texts.verdict(desk(ctx), Entry(Verdict.UNKNOWN)))
        return
    shown = found[:MOST_FOUND]
    text = ctx.voice.say("Who is it? Tap to let in.")
    if len(found) > MOST_FOUND:
        text = ctx.voice.say("Many have this name; these are some. Write more of it, or tap.")
    here = today(ctx.event, ctx.now)
    elsewhere = {
        one.id or 0
        for one in shown
        if ctx.event.session_of(one.state, one.session_override) not in here
    }
    await ctx.say(text, door_keyboards.guests(ctx.voice, shown, elsewhere))


async def _leave(ctx: Ctx) -> None:
    if ctx.who.expects(ctx.now, ctx.update_id) == KEEPING:
        await ctx.services.people.expect(ctx.who.id, None)
    text = ctx.voice.say("You no longer keep the door. /door brings you back to it.")
    await ctx.say(text, keyboards.menu(ctx.voice))


async def on_scan(ctx: Ctx, code: str) -> None:
    """Let in who holds the pass that a helper scanned."""
    await show(ctx, await ctx.services.check_ins.by_code(code, helper(ctx)))


async def on_code_of_others(ctx: Ctx, code: str) -> None:
    """Show a delegate his own pass; tell anyone else what a code is, and not whose it is."""
    if await passes.is_own(ctx, code) and ctx.incoming is not None:
        await passes.on_pass(ctx.incoming, ctx)
        return
    text = ctx.voice.say(
        "🎫 This code belongs to a pass. Only the organisers' team at the door can read it; it "
        "opens nothing else."
    )
    await ctx.say(text)


async def on_admit(ctx: Ctx, press: AdmitGuest) -> None:
    """Let in somebody who was found by name, or whose entry was taken back."""
    await ctx.note()
    key = number(press.delegate) or 0
    await show(ctx, await ctx.services.check_ins.by_key(key, helper(ctx)), change=True)


async def on_let_in(ctx: Ctx, press: LetInAnyway) -> None:
    """Let somebody in all the same."""
    if press.reason not in set(LetIn):
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /start."))
        return
    await ctx.note()
    key, reason = number(press.delegate) or 0, LetIn(press.reason)
    await show(ctx, await ctx.services.check_ins.let_in(key, reason, helper(ctx)), change=True)


async def on_paper(ctx: Ctx, press: EnterFromPaper) -> None:
    """Enter somebody who came on his day."""
    await ctx.note()
    key = number(press.delegate) or 0
    await show(ctx, await ctx.services.check_ins.from_paper(key, helper(ctx)), change=True)


async def on_take_back(ctx: Ctx, press: TakeBackEntry) -> None:
    """Take an entry back."""
    entry, stamp = number(press.entry) or 0, number(press.stamp) or 0
    delegate = await ctx.services.check_ins.undo(entry, stamp, helper(ctx))
    if delegate is None:
        await ctx.note(ctx.voice.plain("This entry is taken back already."), alert=True)
        return
    await ctx.note()
    text = door_texts.taken_back(desk(ctx), delegate)
    await ctx.change(text, door_keyboards.admit(ctx.voice, delegate.id or 0))
    news(ctx)


async def show(ctx: Ctx, entry: Entry, *, change: bool = False) -> None:
    """Say the verdict with what can be done next; ``change`` says it in place of the question."""
    past = entry.session is not None and ctx.event.days_until(entry.session, ctx.now) < 0
    text = door_texts.verdict(desk(ctx), entry)
    keyboard = door_keyboards.after(ctx.voice, entry, past=past)
    if change:
        await ctx.change(text, keyboard)
    else:
        await ctx.say(text, keyboard)
    news(ctx)


def news(ctx: Ctx) -> None:
    """Let the messages that count along know that something may have changed."""
    ctx.services.door_news.set()


def helper(ctx: Ctx) -> Helper:
    """Give who acts."""
    return Helper(ctx.who.id, ctx.who.states, ctx.update_id)


def desk(ctx: Ctx) -> Desk:
    """Give what the texts of the door need."""
    return Desk(ctx.voice, ctx.event, ctx.services.states)


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(AdmitGuest, on_admit),
        pressed(LetInAnyway, on_let_in),
        pressed(EnterFromPaper, on_paper),
        pressed(TakeBackEntry, on_take_back),
    ]
